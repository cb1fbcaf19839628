"""Gap reports: for each requirement, how many it holds for, and how they stand."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd

from accounts.models import Workplace
from competences.domain.queries import Area, Requirement
from competences.enums import Level
from reports.domain.grid import EXPIRED, GAP, MET, NOT_ASSESSED, Grid, count_people, read_grid

MAX_GAP = int(max(Level.values))


@dataclass(frozen=True, slots=True)
class Figures:
    """How a number of cells stand. A cell is one requirement of one post: a person's job at a place.

    `required` is the denominator: met + gap + not assessed + expired. `gaps` counts the gaps of one level,
    two, and so on up to four. Expired cells are no gaps: their missing levels are not among the `steps`.
    """

    required: int = 0
    met: int = 0
    gaps: tuple[int, ...] = (0,) * MAX_GAP
    not_assessed: int = 0
    expired: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.required + other.required,
            self.met + other.met,
            tuple(mine + theirs for mine, theirs in zip(self.gaps, other.gaps, strict=True)),
            self.not_assessed + other.not_assessed,
            self.expired + other.expired,
        )

    @property
    def gap(self) -> int:
        """Cells with a gap of any size."""
        return sum(self.gaps)

    @property
    def gap_1(self) -> int:
        return self.gaps[0]

    @property
    def gap_2_up(self) -> int:
        return sum(self.gaps[1:])

    @property
    def steps(self) -> int:
        """Missing levels in all cells with a gap, added up."""
        return sum(size * count for size, count in enumerate(self.gaps, start=1))

    @property
    def mean_gap(self) -> float | None:
        """Mean number of missing levels among those who have a gap; None when nobody has one."""
        return self.steps / self.gap if self.gap else None


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """One requirement and the figures of those it holds for. `is_proposal`: nobody has decided the level."""

    requirement: Requirement
    area: Area
    figures: Figures
    is_proposal: bool

    @property
    def code(self) -> str:
        return self.requirement.code


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A work tool or recovery aspect: its requirements' figures added up."""

    area: Area
    figures: Figures


@dataclass(frozen=True, slots=True)
class GapReport:
    """What is missing at a workplace and under it on a day.

    `people` counts those who are present, each once; the figures count posts: who works at two places, or as
    two things, stands in them once for each. `on_leave` counts those who are away; they are in no other
    figure. `rows` has every requirement of the framework in use (of one area, if the report was asked so), in
    its order.
    """

    workplace: Workplace
    as_of: dt.date
    people: int
    on_leave: int
    rows: tuple[RequirementRow, ...]
    areas: tuple[AreaRow, ...]
    total: Figures


def gap_report(
    workplace: Workplace, as_of: dt.date | None = None, *, job: str = "", area: str = ""
) -> GapReport:
    """The report of a workplace and all that lies under it, on a day (today if none is given).

    `job` narrows the staff to one job function, `area` the rows to one area's code. The number of queries
    is that of `read_grid`: it does not grow with people, units or requirements.
    """
    return report_of(read_grid(workplace, as_of=as_of, job=job), area=area)


def report_of(grid: Grid, *, area: str = "") -> GapReport:
    """The report of a grid that is already read; no queries."""
    columns = figures_by_requirement(grid)
    is_proposal = np.any(grid.is_proposal & (grid.required > 0), axis=0).tolist()
    area_of = {entry.id: one for one in grid.areas for entry in one.requirements}
    rows = tuple(
        RequirementRow(entry, area_of[entry.id], columns[number], is_proposal[number])
        for number, entry in enumerate(grid.requirements)
        if not area or area_of[entry.id].code == area
    )
    areas = tuple(
        AreaRow(group[0].area, sum((row.figures for row in group), Figures()))
        for group in (list(found) for _, found in groupby(rows, key=lambda row: row.area.id))
    )
    return GapReport(
        workplace=grid.workplace,
        as_of=grid.as_of,
        people=count_people(grid.staff),
        on_leave=grid.on_leave,
        rows=rows,
        areas=areas,
        total=sum((row.figures for row in rows), Figures()),
    )


def figures_by_requirement(grid: Grid) -> list[Figures]:
    """One `Figures` for each requirement of the grid, in its order."""
    return _figures(_tally(grid).sum(axis=0))


def figures_by_group(grid: Grid, groups: Sequence[int]) -> dict[int, list[Figures]]:
    """The same for each group of employments; `groups` names the group of each row of the grid."""
    tally = _tally(grid)
    rows = tally.reshape(len(tally), tally.shape[1] * tally.shape[2])
    sums = pd.DataFrame(rows).groupby(np.asarray(groups, dtype=np.int64)).sum()
    return {
        int(group): _figures(values.reshape(len(grid.requirements), -1))
        for group, values in zip(sums.index, sums.to_numpy(), strict=True)
    }


def _tally(grid: Grid) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    """A one for each cell under each heading it counts for: required, met, gaps, not assessed, expired."""
    is_gap = grid.state == GAP
    headings = [
        grid.required > 0,
        grid.state == MET,
        *(is_gap & (grid.gap == size) for size in range(1, MAX_GAP + 1)),
        grid.state == NOT_ASSESSED,
        grid.state == EXPIRED,
    ]
    return np.stack(headings, axis=-1).astype(np.int32)


def _figures(counts: np.ndarray[tuple[int, ...], np.dtype[np.int32]]) -> list[Figures]:
    return [
        Figures(required, met, tuple(gaps), not_assessed, expired)
        for required, met, *gaps, not_assessed, expired in counts.tolist()
    ]
