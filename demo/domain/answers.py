"""What somebody would answer who has thought about it."""

from typing import Any

from assessments.domain.activities import ACTIVITIES, Snapshot


def answer(kind: str, question: Snapshot) -> Any:
    """A full answer to the question, of the form that the activity of this kind keeps."""
    activity = ACTIVITIES[kind]
    return activity.read(question, activity.example(question))
