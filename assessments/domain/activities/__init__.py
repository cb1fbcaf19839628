"""The kinds of activity a lesson may ask for: how each is kept, shown, read from a form and graded.

An activity's name is the name of its block in the lesson's body. A new kind is a class in a file here with a
line in `ACTIVITIES`, and a block (docs/recipes/activity.md).
"""

from collections.abc import Iterator
from typing import Any

from wagtail.blocks import StreamValue

from .base import Activity, Filled, Grade, Snapshot, Unfinished
from .blanks import Blanks
from .dialog_cards import DialogCards
from .dilemma import Dilemma
from .match_pairs import MatchPairs
from .multiple_choice import MultipleChoice
from .poll import Poll
from .practice_task import PracticeTask
from .put_in_order import PutInOrder
from .reflection import Reflection
from .true_false import TrueFalse

__all__ = [
    "ACTIVITIES",
    "Activity",
    "Filled",
    "Grade",
    "Snapshot",
    "Unfinished",
    "activity_blocks",
    "is_required",
]

ACTIVITIES: dict[str, Activity] = {
    "multiple_choice": MultipleChoice(),
    "dilemma": Dilemma(),
    "reflection": Reflection(),
    "practice_task": PracticeTask(),
    "poll": Poll(),
    "true_false": TrueFalse(),
    "blanks": Blanks(),
    "match_pairs": MatchPairs(),
    "put_in_order": PutInOrder(),
    "dialog_cards": DialogCards(),
}


def activity_blocks(body: StreamValue) -> Iterator[Any]:
    """The blocks of a page's body that ask for an answer, in reading order."""
    return (block for block in body if block.block_type in ACTIVITIES)


def is_required(block: Any) -> bool:
    """Whether the lesson asks for an answer to this activity before it is complete."""
    return bool(block.value.get("is_required", True))
