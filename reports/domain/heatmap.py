"""The map of a report: requirements down, people or workplaces across."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from django.utils.translation import gettext as _

from accounts.models import Workplace
from assessments.ledger.enums import GapState
from reports.domain.gap import Figures, GapReport, RequirementRow, figures_by_group
from reports.domain.grid import STATES, Grid
from reports.domain.people import Name, rows_by_name
from reports.domain.wording import figures_sentence

# A place with more people than this is shown by the places under it, or in pages if it has none.
MAX_COLUMNS = 30
# The requirements that mean most; the rest are one link away.
SHORT_LIST = 12


@dataclass(frozen=True, slots=True)
class PersonColumn:
    """An employment as a column of the map."""

    employment: int
    who: Name

    @property
    def anchor(self) -> str:
        """The employment's number as it stands in an address, without a thousand separator."""
        return str(self.employment)


@dataclass(frozen=True, slots=True)
class StateCell:
    """How one employment stands with one requirement."""

    column: PersonColumn
    state: GapState
    gap: int


@dataclass(frozen=True, slots=True)
class PlaceColumn:
    """A workplace with all that lies under it; `is_own` for those employed at the shown place itself."""

    workplace: Workplace
    is_own: bool
    people: int
    total: Figures

    @property
    def name(self) -> str:
        """The workplace as the column is headed."""
        return _("%(name)s itself") % {"name": self.workplace.name} if self.is_own else self.workplace.name


@dataclass(frozen=True, slots=True)
class PlaceCell:
    """How those at one workplace stand with one requirement."""

    column: PlaceColumn
    figures: Figures


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One requirement across the columns of the page."""

    row: RequirementRow
    weight: int
    cells: tuple[StateCell, ...] | tuple[PlaceCell, ...]

    @property
    def in_words(self) -> str:
        """How all stand together, for the list that takes the map's place on a phone."""
        return figures_sentence(self.row.figures)


def rank_rows(report: GapReport, weights: dict[int, int] | None = None) -> list[tuple[RequirementRow, int]]:
    """The report's requirements with their weight, what matters most first; those asked of nobody left out.

    That is: most missing steps times weight, then most expired times weight, then most not assessed, then the
    order of the framework. A requirement without a weight weighs 1.
    """
    weights = weights or {}
    rows = [(row, weights.get(row.requirement.id, 1)) for row in report.rows if row.figures.required]
    return sorted(
        rows,
        key=lambda pair: (
            -pair[0].figures.steps * pair[1],
            -pair[0].figures.expired * pair[1],
            -pair[0].figures.not_assessed,
        ),
    )


def people_columns(grid: Grid, names: dict[int, Name]) -> list[PersonColumn]:
    """Everybody in the grid, in Danish order of names."""
    employments = grid.staff["employment"].tolist()
    return [PersonColumn(employments[row], names[employments[row]]) for row in rows_by_name(grid, names)]


def people_rows(
    grid: Grid, ranked: Sequence[tuple[RequirementRow, int]], columns: Sequence[PersonColumn]
) -> list[HeatRow]:
    """The map of some people; no queries."""
    place_of = {employment: row for row, employment in enumerate(grid.staff["employment"].tolist())}
    number_of = {entry.id: number for number, entry in enumerate(grid.requirements)}
    rows = []
    for row, weight in ranked:
        number = number_of[row.requirement.id]
        cells = tuple(
            StateCell(
                column,
                STATES[grid.state[place_of[column.employment], number]],
                int(grid.gap[place_of[column.employment], number]),
            )
            for column in columns
        )
        rows.append(HeatRow(row, weight, cells))
    return rows


def place_groups(grid: Grid, places: Collection[Workplace], staff: pd.DataFrame) -> npt.NDArray[np.int64]:
    """For each of these posts of the grid the id of the given place that it is at or under (the deepest one).

    `places` must hold every workplace of the subtree, or at least one above each of them.
    """
    by_path = {place.path: place.pk for place in places}
    lengths = sorted({len(path) for path in by_path}, reverse=True)
    staffed, of_row = np.unique(staff["workplace"].to_numpy(), return_inverse=True)
    paths = (grid.subtree.now[pk][0] for pk in staffed.tolist())
    groups = [
        next(by_path[path[:length]] for length in lengths if path[:length] in by_path) for path in paths
    ]
    return np.array(groups, dtype=np.int64)[of_row]


def place_table(
    grid: Grid, ranked: Sequence[tuple[RequirementRow, int]], children: Sequence[Workplace]
) -> tuple[list[PlaceColumn], list[HeatRow]]:
    """The map of a place by the places right under it, and a column for those employed at the place itself.

    Columns without staff are left out. No queries.
    """
    groups = place_groups(grid, [grid.workplace, *children], grid.staff)
    figures = figures_by_group(grid, groups)
    people = grid.staff["person"].groupby(groups).nunique().to_dict()
    columns = [
        PlaceColumn(place, place.pk == grid.workplace.pk, people[place.pk], sum(figures[place.pk], Figures()))
        for place in [*children, grid.workplace]
        if place.pk in figures
    ]
    number_of = {entry.id: number for number, entry in enumerate(grid.requirements)}
    rows = [
        HeatRow(
            row,
            weight,
            tuple(
                PlaceCell(column, figures[column.workplace.pk][number_of[row.requirement.id]])
                for column in columns
            ),
        )
        for row, weight in ranked
    ]
    return columns, rows
