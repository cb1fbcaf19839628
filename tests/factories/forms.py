"""What stands in a form, as the domain gets it."""

from collections.abc import Mapping
from typing import Any

from assessments.domain.activities import Activity, Filled, Snapshot
from assessments.domain.refusals import AnswerRefused


def form(**fields: Any) -> Filled:
    """A form's fields; a list is a field with several values."""
    return filled(fields)


def filled(fields: Mapping[str, Any]) -> Filled:
    return {name: value if isinstance(value, list) else [value] for name, value in fields.items()}


def read(activity: Activity, question: Snapshot, fields: Filled) -> tuple[Any, AnswerRefused | None]:
    """What the activity reads in the form, and how it refuses it if it does."""
    try:
        return activity.read(question, fields), None
    except AnswerRefused as refusal:
        return None, refusal
