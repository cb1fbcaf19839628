"""The columns of a report as a file: each is one line here, and every form of file follows.

docs/recipes/report-column.md tells how to add one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.sheets.cells import Cell
from assessments.ledger.enums import GapState
from reports.domain.gap import MAX_GAP, Figures, GapReport, RequirementRow

Source = TypeVar("Source")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: a requirement of the report, or, without one, the sum of all."""

    report: GapReport
    row: RequirementRow | None

    @property
    def figures(self) -> Figures:
        return self.row.figures if self.row else self.report.total


@dataclass(frozen=True, slots=True)
class Column(Generic[Source]):
    """A column: its key in JSON, what stands above it, and what of a line or of its figures stands in it.

    `words` are put into the heading. `meaning` is what the workbook says of the column. The writers make
    harmless what would run in a spreadsheet.
    """

    key: str
    heading: str | Promise
    of: Callable[[Source], Cell]
    words: Mapping[str, Any] = field(default_factory=dict)
    meaning: str | Promise = ""

    @property
    def title(self) -> str:
        """The heading in the language in use."""
        return str(self.heading) % self.words


def _of_row(read: Callable[[RequirementRow], str], in_sum: Callable[[], str] = str) -> Callable[[Line], Cell]:
    """What a requirement says of itself, or what stands in its place in the sum."""
    return lambda line: read(line.row) if line.row else in_sum()


def _gap_of(size: int) -> Column[Figures]:
    return Column(
        f"gap_{size}",
        gettext_lazy("Gap of %(steps)d"),
        lambda figures: figures.gaps[size - 1],
        {"steps": size},
        meaning=gettext_lazy("How many of them lack just so many steps."),
    )


# What a line speaks of.
SUBJECTS: tuple[Column[Line], ...] = (
    Column(
        "workplace",
        gettext_lazy("Workplace"),
        lambda line: line.report.workplace.name,
        meaning=gettext_lazy("The place, with all that lies under it."),
    ),
    Column(
        "as_of",
        gettext_lazy("Date"),
        lambda line: line.report.as_of,
        meaning=gettext_lazy("The day that the figures speak of."),
    ),
    Column(
        "code",
        gettext_lazy("Code"),
        _of_row(lambda row: row.code),
        meaning=gettext_lazy("The requirement's code in the framework."),
    ),
    Column(
        "title",
        gettext_lazy("Requirement"),
        _of_row(lambda row: row.requirement.name, lambda: _("In all")),
        meaning=gettext_lazy("What the work demands. The last line is the sum of all."),
    ),
    Column(
        "is_proposal",
        gettext_lazy("Proposal"),
        _of_row(lambda row: _("yes") if row.is_proposal else _("no")),
        meaning=gettext_lazy("Yes: a level in it is a proposal, and nobody has decided it yet."),
    ),
)
# What it says. JSON has these of every area and of the sum too.
FIGURES: tuple[Column[Figures], ...] = (
    Column(
        "required_people",
        gettext_lazy("Holds for"),
        attrgetter("required"),
        meaning=gettext_lazy("How many people it is asked of. The states beside add up to it."),
    ),
    Column("met", gettext_lazy("Met"), attrgetter("met"), meaning=gettext_lazy("How many have the level.")),
    Column(
        "gap",
        gettext_lazy("Gap"),
        attrgetter("gap"),
        meaning=gettext_lazy("How many have shown something, and lack one step or more."),
    ),
    *map(_gap_of, range(1, MAX_GAP + 1)),
    Column(
        "not_assessed",
        GapState.NOT_ASSESSED.label,
        attrgetter("not_assessed"),
        meaning=gettext_lazy("How many have shown nothing here yet. We do not know what they can do."),
    ),
    Column(
        "expired",
        GapState.EXPIRED.label,
        attrgetter("expired"),
        meaning=gettext_lazy("How many had the level by a proof that has run out."),
    ),
    Column(
        "steps",
        gettext_lazy("Missing steps"),
        attrgetter("steps"),
        meaning=gettext_lazy("The steps that lack, added up over all who have a gap."),
    ),
    Column(
        "mean_gap",
        gettext_lazy("Mean gap"),
        attrgetter("mean_gap"),
        meaning=gettext_lazy("Missing steps for each person with a gap. Empty: nobody has one."),
    ),
    Column(
        "on_leave",
        gettext_lazy("On leave"),
        attrgetter("on_leave"),
        meaning=gettext_lazy("How many on leave it would be asked of. They are in no other column."),
    ),
)
