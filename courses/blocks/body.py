"""What a lesson and a text page may be made of."""

from collections.abc import Iterable
from typing import Any

from wagtail import blocks

from assessments.blocks import LESSON_BLOCKS
from assessments.h5p.blocks import H5PBlock

from .grounds import HelpLinesBlock, LawBlock, SourcesBlock
from .media import DownloadBlock, LessonImageBlock, VideoBlock
from .text import CalloutBlock, HeadingBlock, RememberBlock, SceneBlock, TextBlock


class TextBodyBlock(blocks.StreamBlock):
    """The body of a plain text page."""

    heading = HeadingBlock()
    text = TextBlock()
    callout = CalloutBlock()
    image = LessonImageBlock()
    download = DownloadBlock()


class LessonBodyBlock(blocks.StreamBlock):
    """The body of a lesson: what is to be read, then every kind of activity that is registered."""

    heading = HeadingBlock()
    text = TextBlock()
    scene = SceneBlock()
    remember = RememberBlock()
    callout = CalloutBlock()
    help_lines = HelpLinesBlock()
    law = LawBlock()
    sources = SourcesBlock()
    image = LessonImageBlock()
    video = VideoBlock()
    download = DownloadBlock()

    def __init__(self, local_blocks: Iterable[tuple[str, blocks.Block]] = (), **kwargs: Any) -> None:
        kinds = [(kind, block()) for kind, block in LESSON_BLOCKS.items()]
        super().__init__([*kinds, ("h5p", H5PBlock()), *local_blocks], **kwargs)
