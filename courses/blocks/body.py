"""What a lesson and a text page may be made of."""

from wagtail import blocks

from assessments.blocks import (
    BlanksBlock,
    DialogCardsBlock,
    DilemmaBlock,
    EarlierReflectionBlock,
    MatchPairsBlock,
    MultipleChoiceBlock,
    PollBlock,
    PracticeTaskBlock,
    PutInOrderBlock,
    ReflectionBlock,
    TrueFalseBlock,
)
from assessments.h5p.blocks import H5PBlock

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
    true_false = TrueFalseBlock()
    blanks = BlanksBlock()
    match_pairs = MatchPairsBlock()
    put_in_order = PutInOrderBlock()
    dialog_cards = DialogCardsBlock()
    dilemma = DilemmaBlock()
    reflection = ReflectionBlock()
    earlier_reflection = EarlierReflectionBlock()
    practice_task = PracticeTaskBlock()
    poll = PollBlock()
    h5p = H5PBlock()
