"""The kinds of activity a lesson may ask for: how each is kept, read from a form and graded.

An activity's name is the name of its block in the lesson's body. A new kind is a class here, registered in
`ACTIVITIES`, and a block in assessments/blocks/.
"""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue

Snapshot = dict[str, Any]


class AnswerRefused(Exception):
    """An answer that cannot be taken. `message` is for the person, `status` the HTTP status."""

    def __init__(self, message: str | Promise, status: HTTPStatus) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


class Grade(NamedTuple):
    """Points given and points possible; 0 <= score <= max_score."""

    score: int
    max_score: int


class Fields(Protocol):
    """A submitted form: Django's QueryDict is one."""

    def getlist(self, key: str) -> list[str]: ...


class Activity(Protocol):
    """What every kind of activity can do."""

    def snapshot(self, value: Any) -> Snapshot:
        """The question with its key, as JSON, to be kept with the attempt."""

    def read(self, question: Snapshot, fields: Fields) -> Any:
        """The answer in the form, as JSON. Raises `AnswerRefused`."""

    def grade(self, question: Snapshot, response: Any) -> Grade:
        """Points for an answer that `read` let through. Never raises, and is the same for the same answer."""


class MultipleChoice:
    """One point, for choosing all the right answers and none of the others."""

    def snapshot(self, value: Any) -> Snapshot:
        return {
            "question": value["question"],
            "context": value["context"].source if value["context"] else "",
            "several": value["several"],
            "answers": [
                {
                    "id": answer.id,
                    "text": answer.value["text"],
                    "is_right": answer.value["is_right"],
                    "feedback": answer.value["feedback"],
                }
                for answer in value["answers"].bound_blocks
            ],
        }

    def read(self, question: Snapshot, fields: Fields) -> list[str]:
        chosen = fields.getlist("answer")
        if not chosen:
            raise AnswerRefused(_("Choose an answer first."), HTTPStatus.UNPROCESSABLE_ENTITY)
        known = [answer["id"] for answer in question["answers"]]
        if not set(chosen) <= set(known):
            raise AnswerRefused(
                _("That answer is not one of those on the page. Read the page again and choose."),
                HTTPStatus.BAD_REQUEST,
            )
        if len(chosen) > 1 and not question["several"]:
            raise AnswerRefused(_("Choose only one answer here."), HTTPStatus.BAD_REQUEST)
        return [option for option in known if option in set(chosen)]

    def grade(self, question: Snapshot, response: list[str]) -> Grade:
        right = {answer["id"] for answer in question["answers"] if answer["is_right"]}
        return Grade(int(set(response) == right), 1)


ACTIVITIES: Mapping[str, Activity] = {"multiple_choice": MultipleChoice()}


def activity_blocks(body: StreamValue) -> Iterator[Any]:
    """The blocks of a page's body that ask for an answer, in reading order."""
    return (block for block in body if block.block_type in ACTIVITIES)
