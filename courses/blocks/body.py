"""What a lesson and a text page may be made of."""

from wagtail import blocks

from assessments.blocks import MultipleChoiceBlock

from .media import DownloadBlock, LessonImageBlock, VideoBlock
from .text import CalloutBlock, HeadingBlock, RememberBlock, SceneBlock, TextBlock, TryItBlock


class TextBodyBlock(blocks.StreamBlock):
    """The body of a plain text page."""

    heading = HeadingBlock()
    text = TextBlock()
    callout = CalloutBlock()
    image = LessonImageBlock()
    download = DownloadBlock()


class LessonBodyBlock(blocks.StreamBlock):
    """The body of a lesson."""

    heading = HeadingBlock()
    text = TextBlock()
    scene = SceneBlock()
    remember = RememberBlock()
    callout = CalloutBlock()
    image = LessonImageBlock()
    video = VideoBlock()
    download = DownloadBlock()
    multiple_choice = MultipleChoiceBlock()
    try_it = TryItBlock()
