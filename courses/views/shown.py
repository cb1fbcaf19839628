"""Questions as a page shows them, and what the rooms above add to them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.http import HttpRequest

from assessments.domain.asking import Question
from courses.models import LessonPage


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownQuestion(Question):
    """A question with what the page needs besides: where its forms go, who they are made for.

    Where there is a `begun_action` the form saves itself while somebody fills it in, whatever its kind.
    Without `retry_href` there is no trying again; `resume_href` leads to the form as it stood when it was
    answered. `send_label` is what stands on the button instead of the kind's own words. `reached` is what its
    answer completed, told below at `reached_href`.
    """

    action: str = ""
    draft_action: str = ""
    begun_action: str = ""
    sender: str = ""
    href: str = ""
    retry_href: str = ""
    resume_href: str = ""
    send_label: str = ""
    reached: str = ""
    reached_href: str = ""


def show(question: Question, *, asked: Mapping[str, Any] | None = None, **on_page: str) -> ShownQuestion:
    """The question on a page; `asked` is added to what its form shows."""
    known = {field.name: getattr(question, field.name) for field in fields(question)}
    return ShownQuestion(**known | {"asked": {**question.asked, **(asked or {})}}, **on_page)


# What a lesson's page adds to open questions of one kind, by block id. The number is the enrolment's; None
# when an author looks at the page in the CMS, and nothing counts.
Addition = Callable[
    [HttpRequest, LessonPage, Collection[Question], int | None], Mapping[str, Mapping[str, Any]]
]
_additions: dict[str, Addition] = {}


def add_to_questions(kind: str, addition: Addition) -> None:
    """Let a room above add to the questions of one kind of activity; called from its `AppConfig.ready`."""
    _additions[kind] = addition


def read_additions(
    request: HttpRequest, page: LessonPage, questions: Collection[Question], enrolment_id: int | None
) -> dict[str, Mapping[str, Any]]:
    """What is added to these questions of a lesson, by block id."""
    added: dict[str, Mapping[str, Any]] = {}
    for kind, addition in _additions.items():
        still_open = [question for question in questions if question.activity == kind and question.asked]
        added |= addition(request, page, still_open, enrolment_id)
    return added
