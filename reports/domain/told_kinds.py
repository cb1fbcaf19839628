"""Which figures the page of released figures shows, with their states in words and their rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.ledger.enums import GapState
from assessments.practice.domain.citizen_questions import QUESTIONS
from assessments.practice.enums import CitizenState, OwnViewState
from assessments.practice.policy import CITIZENS_FIGURE, OWN_VIEW_FIGURE
from competences.domain.queries import requirement_tree
from reports.policy import GAP_FIGURE


class Line(NamedTuple):
    """A part of a figure as people read it; `code` only where it has one."""

    part: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ToldKind:
    """A figure: its `key` in addresses and the name by which it is released.

    `states` in the order of the columns. `is_live`: whoever leads the people sees them day by day in reports,
    so that their groups are in no sum of that reader's. Of the others nobody sees more than is released.
    """

    key: str
    figure: str
    label: str | Promise
    about: str | Promise
    row_label: str | Promise
    states: tuple[TextChoices, ...]
    lines: Callable[[], Iterator[Line]]
    is_live: bool = False


def _requirements() -> Iterator[Line]:
    for area in requirement_tree():
        for one in area.requirements:
            yield Line(one.code, one.code, one.name)


def _questions() -> Iterator[Line]:
    for question in QUESTIONS:
        yield Line(question.key, "", str(question.told))


TOLD_KINDS: tuple[ToldKind, ...] = (
    ToldKind(
        key="",
        figure=GAP_FIGURE,
        label=_("How people stand"),
        about=_("What others have seen and confirmed, beside what the work asks for."),
        row_label=_("Requirement"),
        states=(GapState.MET, GapState.GAP, GapState.NOT_ASSESSED, GapState.EXPIRED),
        lines=_requirements,
        is_live=True,
    ),
    ToldKind(
        key="own_view",
        figure=OWN_VIEW_FIGURE,
        label=_("How people see themselves"),
        about=_(
            "What people say of themselves, where their job asks for the requirement. It confirms nothing. "
            "Nobody else sees what one of them says, not their manager either, unless they share it."
        ),
        row_label=_("Requirement"),
        states=tuple(OwnViewState),
        lines=_requirements,
    ),
    ToldKind(
        key="citizens",
        figure=CITIZENS_FIGURE,
        label=_("What citizens notice"),
        about=_(
            "What most citizens answer, for each staff member who has had five answers or more. It says "
            "nothing about one staff member, and it is used neither for nor against anybody."
        ),
        row_label=_("Question"),
        states=tuple(CitizenState),
        lines=_questions,
    ),
)  # fmt: skip


def find_kind(key: str) -> ToldKind:
    """The figure of this key; the first where there is none."""
    return next((kind for kind in TOLD_KINDS if kind.key == key), TOLD_KINDS[0])
