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

from assessments.ledger.enums import GapState
from reports.domain.gap import MAX_GAP, Figures, GapReport, RequirementRow

# A spreadsheet takes a text that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")

Cell = str | int | float | None
Source = TypeVar("Source")


def make_harmless(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


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

    `words` are put into the heading. Texts that come from people are made harmless here.
    """

    key: str
    heading: str | Promise
    of: Callable[[Source], Cell]
    words: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The heading in the language in use."""
        return str(self.heading) % self.words


def _of_row(read: Callable[[RequirementRow], str], in_sum: Callable[[], str] = str) -> Callable[[Line], Cell]:
    """What a requirement says of itself, or what stands in its place in the sum."""
    return lambda line: make_harmless(read(line.row)) if line.row else in_sum()


def _gap_of(size: int) -> Column[Figures]:
    return Column(
        f"gap_{size}",
        gettext_lazy("Gap of %(steps)d"),
        lambda figures: figures.gaps[size - 1],
        {"steps": size},
    )


# What a line speaks of.
SUBJECTS: tuple[Column[Line], ...] = (
    Column("workplace", gettext_lazy("Workplace"), lambda line: make_harmless(line.report.workplace.name)),
    Column("as_of", gettext_lazy("Date"), lambda line: line.report.as_of.isoformat()),
    Column("code", gettext_lazy("Code"), _of_row(lambda row: row.code)),
    Column(
        "title", gettext_lazy("Requirement"), _of_row(lambda row: row.requirement.name, lambda: _("In all"))
    ),
    Column(
        "is_proposal", gettext_lazy("Proposal"), _of_row(lambda row: _("yes") if row.is_proposal else _("no"))
    ),
)
# What it says. JSON has these of every area and of the sum too.
FIGURES: tuple[Column[Figures], ...] = (
    Column("required_people", gettext_lazy("Holds for"), attrgetter("required")),
    Column("met", gettext_lazy("Met"), attrgetter("met")),
    Column("gap", gettext_lazy("Gap"), attrgetter("gap")),
    *map(_gap_of, range(1, MAX_GAP + 1)),
    Column("not_assessed", GapState.NOT_ASSESSED.label, attrgetter("not_assessed")),
    Column("expired", GapState.EXPIRED.label, attrgetter("expired")),
    Column("steps", gettext_lazy("Missing steps"), attrgetter("steps")),
    Column("mean_gap", gettext_lazy("Mean gap"), attrgetter("mean_gap")),
)
