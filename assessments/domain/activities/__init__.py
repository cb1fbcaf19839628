"""The kinds of activity a lesson may ask for: how each is kept, shown, read from a form and graded.

An activity's name is the name of its block in the lesson's body. A new kind is a class in a file here,
registered in `ACTIVITIES`, a block in assessments/blocks/ and a template of the same name.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from wagtail.blocks import StreamValue

from .base import Activity, AnswerRefused, Fields, Filled, Grade, Snapshot, Unfinished
from .multiple_choice import MultipleChoice

__all__ = [
    "ACTIVITIES",
    "Activity",
    "AnswerRefused",
    "Fields",
    "Filled",
    "Grade",
    "Snapshot",
    "Unfinished",
    "activity_blocks",
    "is_required",
]

ACTIVITIES: Mapping[str, Activity] = {
    "multiple_choice": MultipleChoice(),
}


def activity_blocks(body: StreamValue) -> Iterator[Any]:
    """The blocks of a page's body that ask for an answer, in reading order."""
    return (block for block in body if block.block_type in ACTIVITIES)


def is_required(block: Any) -> bool:
    """Whether the lesson asks for an answer to this activity before it is complete."""
    return bool(block.value.get("is_required", True))
