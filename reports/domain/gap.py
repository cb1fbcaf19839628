"""Gap reports: for each requirement, how many it holds for, and how they stand."""

import datetime as dt
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import numpy.typing as npt

from accounts.models import Workplace
from competences.domain.queries import Area, Requirement
from competences.enums import Level
from reports.domain.grid import (
    EXPIRED,
    GAP,
    MET,
    NOT_ASSESSED,
    NOT_REQUIRED,
    STATES,
    Grid,
    count_people,
    read_grid,
)

MAX_GAP = int(max(Level.values))


@dataclass(frozen=True, slots=True)
class Figures:
    """How a number of cells stand. A cell is one requirement of one post: a person's job at a place.

    `required` is the denominator: met + gap + not assessed + expired. `gaps` counts the gaps of one level,
    two, and so on up to four. Expired cells are no gaps: their missing levels are not among the `steps`.
    `on_leave` stands beside all this: the posts of people on leave that it would be asked of.
    """

    required: int = 0
    met: int = 0
    gaps: tuple[int, ...] = (0,) * MAX_GAP
    not_assessed: int = 0
    expired: int = 0
    on_leave: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.required + other.required,
            self.met + other.met,
            tuple(mine + theirs for mine, theirs in zip(self.gaps, other.gaps, strict=True)),
            self.not_assessed + other.not_assessed,
            self.expired + other.expired,
            self.on_leave + other.on_leave,
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
    two things, stands in them once for each. `on_leave` counts the people who are away; they are in no figure
    but those of that name. `rows` has every requirement of the framework in use that day (of one area, if the
    report was asked so), in its order.
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
    counted = _figures(_count(grid, np.zeros(len(grid.staff), dtype=np.intp), 1)[0])
    return [replace(one, on_leave=away) for one, away in zip(counted, grid.asked_of_away, strict=True)]


def figures_by_group(grid: Grid, groups: npt.NDArray[np.int64]) -> dict[int, list[Figures]]:
    """The same for each group of employments, none of them on leave; `groups` names the group of each row."""
    names, of_row = np.unique(groups, return_inverse=True)
    counts = _count(grid, of_row, len(names))
    return {int(name): _figures(counts[number]) for number, name in enumerate(names)}


def _count(grid: Grid, group_of_row: npt.NDArray[np.intp], groups: int) -> npt.NDArray[np.intp]:
    """How many cells there are of each kind: by group, requirement and kind (a state, then gaps by size)."""
    kinds, width = len(STATES) + MAX_GAP, len(grid.requirements)
    kind = np.where(grid.state == GAP, len(STATES) - 1 + grid.gap, grid.state)
    where = group_of_row[:, None] * width + np.arange(width)
    counts = np.bincount((where * kinds + kind).ravel(), minlength=groups * width * kinds)
    return counts.reshape(groups, width, kinds)


def _figures(counts: npt.NDArray[np.intp]) -> list[Figures]:
    return [
        Figures(
            required=sum(row) - row[NOT_REQUIRED],
            met=row[MET],
            gaps=tuple(row[len(STATES) :]),
            not_assessed=row[NOT_ASSESSED],
            expired=row[EXPIRED],
        )
        for row in counts.tolist()
    ]
