"""What a lesson may ask: one block for each kind of activity, by the name under which a body holds it.

A new kind is a file here and a line in `LESSON_BLOCKS` (docs/recipes/activity.md). Where its lesson block
names the form that it has `in_a_test`, tests draw it from their pools.
"""

from collections.abc import Mapping

from wagtail.blocks import Block

from .blanks import BlanksBlock
from .dialog_cards import DialogCardsBlock
from .dilemma import DilemmaBlock
from .match_pairs import MatchPairsBlock
from .multiple_choice import MultipleChoiceBlock
from .poll import PollBlock
from .practice_task import PracticeTaskBlock
from .put_in_order import PutInOrderBlock
from .reflection import EarlierReflectionBlock, ReflectionBlock
from .true_false import TrueFalseBlock

# In the order in which the editor offers them. An earlier reflection asks nothing; it shows what was written.
LESSON_BLOCKS: dict[str, type[Block]] = {
    "multiple_choice": MultipleChoiceBlock,
    "true_false": TrueFalseBlock,
    "blanks": BlanksBlock,
    "match_pairs": MatchPairsBlock,
    "put_in_order": PutInOrderBlock,
    "dialog_cards": DialogCardsBlock,
    "dilemma": DilemmaBlock,
    "reflection": ReflectionBlock,
    "earlier_reflection": EarlierReflectionBlock,
    "practice_task": PracticeTaskBlock,
    "poll": PollBlock,
}


def pool_blocks() -> Mapping[str, type[Block]]:
    """What a test may draw from: the kinds that have a form of their own in a test."""
    return {kind: block.in_a_test for kind, block in LESSON_BLOCKS.items() if hasattr(block, "in_a_test")}
