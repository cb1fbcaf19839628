"""What every kind of activity can do, and the words they share."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, TypeVar

from django.db.models import Model
from wagtail.models import Page

from accounts.models import User
from assessments.domain.refusals import NOT_ON_THE_PAGE, AnswerRefused, Refusal
from assessments.models import Attempt

Snapshot = dict[str, Any]
Key = TypeVar("Key", bound=Hashable)
# What stands in a form: each field's texts, in order. The view takes it out of the form's clothes.
Filled = Mapping[str, list[str]]


class Grade(NamedTuple):
    """Points given and points possible; 0 <= score <= max_score. Both are 0 for what is not graded."""

    score: int
    max_score: int


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A step was taken, and more is to come: these fields are kept as a draft."""

    fields: dict[str, list[str]]


class Activity(ABC):
    """One kind of activity: how it is kept, shown, read from a form and graded."""

    is_graded: ClassVar[bool] = True
    # Long or in steps: what was begun is kept on the server until it is sent.
    keeps_drafts: ClassVar[bool] = False
    # Whether somebody we do not know can try it: nothing in it is theirs to keep, to share or to count.
    can_be_tried: ClassVar[bool] = True
    # Done away from the page, when there is an occasion: a lesson waits for it, and one reads on meanwhile.
    is_at_work: ClassVar[bool] = False
    # What its blocks point at, where the question does not stand in the block itself.
    points_at: ClassVar[type[Model] | None] = None

    @abstractmethod
    def snapshot(self, value: Any) -> Snapshot:
        """The question with its key, as JSON, to be kept with the attempt. `value` is the block's value."""

    @abstractmethod
    def ask(self, question: Snapshot, filled: Filled, seed: str) -> dict[str, Any]:
        """What the form shows before an answer is given: nothing that gives the key away.

        `filled` is what the person has chosen or written so far; `seed` is the same for one person and one
        block, so that a shuffled order stays the same.
        """

    @abstractmethod
    def read(self, question: Snapshot, fields: Filled) -> Any | Unfinished:
        """The answer in the form, as JSON, or `Unfinished`. Raises `AnswerRefused`."""

    @abstractmethod
    def example(self, question: Snapshot) -> Filled:
        """The form of somebody who has thought about it: a full answer, all right where points are given.

        The demo's people answer with it, and so do the tests that every kind goes through.
        """

    def grade(self, question: Snapshot, response: Any) -> Grade:
        """Points for an answer that `read` let through. Never raises, and is the same for the same answer."""
        return Grade(0, 0)

    def is_client_reported(self, question: Snapshot, response: Any) -> bool:
        """Whether an answer that `read` let through only tells what the person or the browser says was done.

        Such an answer is weaker evidence (`EvidenceKind.CLIENT_REPORTED`).
        """
        return False

    def uncounted(self, values: Mapping[Key, Any]) -> set[Key]:
        """Which of these blocks give points that only the browser tells; asked where they point at something.

        The values are raw, as a body holds them. One query at most.
        """
        return set()

    def keep_beside(self, attempt: Attempt, fields: Filled) -> None:  # noqa: B027 (most kinds ask for nothing)
        """What an answer that was just kept asks for besides, in its transaction. Raises `AnswerRefused`."""

    def draft(self, fields: Filled) -> dict[str, list[str]]:
        """What is kept of a form that is still being filled in: of what its kind knows, if it keeps drafts.

        Raises `AnswerRefused` for what must not be kept even for a while.
        """
        return {}

    def is_same_answer(self, begun: Filled, response: Any) -> bool:
        """Whether a draft is no more than how the form stood for this answer, and not the next one begun."""
        return False

    def review(self, question: Snapshot, response: Any) -> dict[str, Any]:
        """What is shown when the answer has been given, made from what was kept with the attempt."""
        return {}

    def companions(self, person: User, page: Page, block_ids: Collection[str]) -> dict[str, Any]:
        """What else belongs beside these answered blocks on the page, by block id, in one query at most."""
        return {}


def only(fields: Filled, key: str) -> str:
    """The one value of a field; empty where it is missing. Raises `AnswerRefused` for several."""
    values = fields.get(key, [])
    if len(values) > 1:
        raise AnswerRefused(NOT_ON_THE_PAGE, Refusal.MALFORMED)
    return values[0] if values else ""
