"""The people behind the figures: who stands how, and on what it rests."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils import timezone

from accounts.danish import DanishOrder, danish_key
from accounts.enums import JobFunction
from accounts.models import Employment, Leave, User, Workplace
from assessments.ledger.domain.queries import positions
from assessments.ledger.domain.standing import Position, lapsed_on
from assessments.ledger.domain.wording import level_in_words
from assessments.ledger.enums import GapState
from assessments.ledger.models import Evidence
from assessments.ledger.policy import strength_of
from assessments.practice.domain.own_view_sharing import shared_own_views
from competences.domain.queries import Requirement
from reports.domain.grid import EXPIRED, GAP, MET, NOT_ASSESSED, NOT_REQUIRED, STATES, Grid

# In which order states are told: most to do first, what is not asked for last.
MOST_TO_DO = {EXPIRED: 0, GAP: 1, NOT_ASSESSED: 2, MET: 3, NOT_REQUIRED: 4}


@dataclass(frozen=True, slots=True)
class Name:
    """What to call an employment: the person's number and name, what they work as, and where."""

    person: int
    name: str
    job: str
    workplace: str


@dataclass(frozen=True, slots=True)
class Standpoint:
    """One cell of the grid with its reasons.

    `evidence` is the strongest ledger row at the confirmed level; where that has run out, the row that did.
    `lapsed_on` is the day on which that ran out which once confirmed more than holds now.
    """

    employment: int
    who: Name
    requirement: Requirement
    state: GapState
    gap: int
    required: int
    is_proposal: bool
    position: Position | None
    evidence: Evidence | None
    lapsed_on: dt.date | None

    @property
    def anchor(self) -> str:
        """The employment's number as it stands in an address, without a thousand separator."""
        return str(self.employment)

    @property
    def level(self) -> int:
        return self.position.level if self.position else 0


def read_names(employments: Iterable[int]) -> dict[int, Name]:
    """Names by employment, in one query."""
    rows = Employment.objects.filter(pk__in=list(employments)).order_by()
    return {
        pk: Name(person, name, str(JobFunction(job).label), place)
        for pk, person, name, job, place in rows.values_list(
            "pk", "user_id", "user__display_name", "job_function", "workplace__name"
        )
    }


def names_on_leave(workplace: Workplace, as_of: dt.date, limit: int, job: str = "") -> dict[int, str]:
    """Names of up to `limit` people who are away, by their number; of one job if it is given.

    In Danish order, one query.
    """
    employed = Employment.objects.at_or_below(workplace).active(as_of)
    if job:
        employed = employed.filter(job_function=job)
    on_leave = employed.filter(pk__in=Leave.objects.on(as_of).values("employment"))
    people = User.objects.filter(pk__in=on_leave.values("user"))
    # Whoever is away from one post and present in another is present.
    people = people.exclude(pk__in=employed.present(as_of).values("user"))
    names = people.order_by(DanishOrder("display_name"), "pk")
    return dict(names.values_list("pk", "display_name")[:limit])


def away_by_name(grid: Grid, names: dict[int, Name], limit: int) -> dict[int, str]:
    """Up to `limit` names of those who are away from the grid, as `names_on_leave`; no queries."""
    away = (names[employment] for employment in grid.one_post_of_each_away)
    first = sorted(away, key=lambda who: danish_key(who.name))[:limit]
    return {who.person: who.name for who in first}


def rows_by_name(grid: Grid, names: dict[int, Name]) -> list[int]:
    """The grid's row numbers in Danish order of names."""
    employments = grid.staff["employment"].tolist()
    return sorted(range(len(employments)), key=lambda row: (danish_key(names[employments[row]].name), row))


def rows_behind(grid: Grid, column: int, names: dict[int, Name], state: str = "") -> list[int]:
    """Row numbers of those a requirement holds for, who has most to do first; of one state if it is given."""
    rows = [
        row
        for row in rows_by_name(grid, names)
        if grid.required[row, column] and (not state or STATES[grid.state[row, column]] == state)
    ]
    states, gaps = grid.state[:, column].tolist(), grid.gap[:, column].tolist()
    return sorted(rows, key=lambda row: (MOST_TO_DO[states[row]], -gaps[row]))


def standpoints(grid: Grid, cells: Sequence[tuple[int, int]], names: dict[int, Name]) -> list[Standpoint]:
    """These (row, column) cells of the grid with their reasons; three queries."""
    people = grid.staff["person"].tolist()
    employments = grid.staff["employment"].tolist()
    found = positions(sorted({people[row] for row, _ in cells}), grid.as_of)
    rows = _evidence_behind(grid, cells)
    result = []
    for row, column in cells:
        requirement = grid.requirements[column]
        key = (people[row], requirement.id)
        position, shown = found.get(key), rows[key]
        result.append(
            Standpoint(
                employment=employments[row],
                who=names[employments[row]],
                requirement=requirement,
                state=STATES[grid.state[row, column]],
                gap=int(grid.gap[row, column]),
                required=int(grid.required[row, column]),
                is_proposal=bool(grid.is_proposal[row, column]),
                position=position,
                evidence=max(shown, key=lambda line: _weight(line, grid.as_of), default=None),
                lapsed_on=lapsed_on(shown, position, grid.as_of),
            )
        )
    return result


def shared_with(reader: User, employment: int, grid: Grid) -> list[tuple[Requirement, str]]:
    """What the person in this post says of themself today, where they share it with the reader.

    Nothing where they do not, and nothing of another day: they share what they say now.
    """
    if grid.as_of != timezone.localdate():
        return []
    shared = shared_own_views(reader, User.objects.get(employments=employment)) or {}
    return [(entry, level_in_words(shared[entry.id])) for entry in grid.requirements if entry.id in shared]


def _evidence_behind(
    grid: Grid, cells: Sequence[tuple[int, int]]
) -> defaultdict[tuple[int, int], list[Evidence]]:
    """What others have told of these people and requirements, by person and requirement; one query."""
    people = grid.staff["person"].tolist()
    rows = (
        Evidence.objects.counting(grid.as_of)
        .filter(
            person__in={people[row] for row, _ in cells},
            competence__in={grid.requirements[column].id for _, column in cells},
        )
        .told_by_others()
        .order_by()
    )
    found: defaultdict[tuple[int, int], list[Evidence]] = defaultdict(list)
    for row in rows:
        found[row.person_id, row.competence_id].append(row)
    return found


def _weight(row: Evidence, as_of: dt.date) -> tuple[bool, int, int, dt.datetime]:
    is_held = row.holds_on(as_of) and row.confirms > 0
    return is_held, row.confirms, strength_of(row.kind), row.recorded_at


def row_of(grid: Grid, employment: int) -> int | None:
    """Where an employment stands in the grid, or None if it is not there that day."""
    rows = np.flatnonzero(grid.staff["employment"].to_numpy() == employment)
    return int(rows[0]) if len(rows) else None
