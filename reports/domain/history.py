"""How much of what is asked was met over time, read from the ledger."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from django.db.models import F, Q

from accounts.models import Employment, Workplace
from assessments.ledger.domain.evidence import add_months
from assessments.ledger.models import Evidence
from reports.domain.grid import POST, Grid, count_people, required_matrix
from reports.domain.packed import Codes

# Above this many employments the ledger is too long to read for a chart; the page says so.
MAX_EMPLOYMENTS = 300
POINTS = 9
MONTHS_BETWEEN = 3
# Stands for "no end" in arrays of days.
FOREVER = dt.date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Point:
    """One day: `met` of `required` cells, among so many `people` who were present."""

    day: dt.date
    met: int
    required: int
    people: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None when nothing was asked of anybody."""
        return self.met / self.required if self.required else None

    @property
    def percent(self) -> int | None:
        """The share in whole per cent, halves up."""
        return None if self.share is None else int(self.share * 100 + 0.5)


def dates_back(last: dt.date) -> list[dt.date]:
    """The days of the chart, oldest first: every third month, two years back."""
    return [add_months(last, -MONTHS_BETWEEN * number) for number in reversed(range(POINTS))]


def read_history(grid: Grid, job: str = "") -> list[Point] | None:
    """The share that was met on `dates_back` of the grid's day; None for a place too large for it.

    Each day counts who was present then, and what the ledger said then, against what was asked then: the
    point of a day is the report of that day. Two queries, whatever the number of days.
    """
    if len(grid.staff) > MAX_EMPLOYMENTS:
        return None
    days = dates_back(grid.as_of)
    staff, away = _read_staff(grid.workplace, days[0], days[-1], job)
    if len(staff) > MAX_EMPLOYMENTS * 2:
        return None
    columns = sorted(
        {entry.id for day in days for area in grid.frameworks.areas_on(day) for entry in area.requirements}
    )
    column_of = {requirement: number for number, requirement in enumerate(columns)}
    ledger = _read_ledger(sorted(set(staff["person"])), days[-1])
    ledger = ledger[ledger["competence"].isin(column_of)].assign(
        column=lambda frame: frame["competence"].map(column_of)
    )
    return [_point(day, staff, _asked(grid, staff, day, columns), away, ledger) for day in days]


def _asked(grid: Grid, staff: pd.DataFrame, day: dt.date, columns: Sequence[int]) -> Codes:
    """What each employment was asked for on a day, whether it was held then or not."""
    rows = grid.levels.on(day, grid.frameworks.on(day))
    required, _proposals = required_matrix(staff, columns, day, grid.subtree.on(day), rows)
    return required


def _point(
    day: dt.date,
    staff: pd.DataFrame,
    required: Codes,
    away: pd.DataFrame,
    ledger: pd.DataFrame,
) -> Point:
    today = day.toordinal()
    on_leave = away.loc[(away["start"] <= today) & (away["end"] >= today), "employment"]
    is_there = (staff["start"] <= today) & (staff["end"] >= today) & ~staff["employment"].isin(on_leave)
    # As in `read_staff`: two contracts for the same job at the same place are one post.
    posts = staff[is_there].drop_duplicates(POST)
    present = staff["employment"].isin(posts["employment"]).to_numpy()
    counting = ledger[
        (ledger["recorded"] <= today) & (ledger["revoked"] > today) & (ledger["valid_until"] >= today)
    ]
    people = pd.Index(sorted(set(staff["person"])))
    level = np.zeros((len(people), required.shape[1]), dtype=np.int8)
    where = (people.get_indexer(counting["person"]), counting["column"].to_numpy(dtype=np.intp))
    np.maximum.at(level, where, counting["confirms"].to_numpy(dtype=np.int8))
    of_staff = level[people.get_indexer(staff["person"])][present]
    asked = required[present]
    return Point(
        day=day,
        met=int(((asked > 0) & (of_staff >= asked)).sum()),
        required=int((asked > 0).sum()),
        people=count_people(posts),
    )


def _days(rows: Sequence[tuple[object, ...]], columns: list[str]) -> pd.DataFrame:
    """Rows as whole numbers: a day as its ordinal, no day as FOREVER."""
    numbers = [
        [
            FOREVER if value is None else value.toordinal() if isinstance(value, dt.date) else value
            for value in row
        ]
        for row in rows
    ]
    return pd.DataFrame(numbers, columns=columns).astype("int64")


def _read_staff(
    workplace: Workplace, first: dt.date, last: dt.date, job: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Who was employed at some time between the days, and when they were on leave; one query."""
    employed = Employment.objects.at_or_below(workplace).filter(
        Q(end=None) | Q(end__gte=first), start__lte=last
    )
    if job:
        employed = employed.filter(job_function=job)
    columns = ("pk", "user_id", "workplace_id", "start", "end", "job_function")
    rows = list(employed.order_by("pk").values_list(*columns, "leaves__start", "leaves__end"))
    by_employment = {row[0]: row for row in rows}.values()
    frame = _days([row[:5] for row in by_employment], ["employment", "person", "workplace", "start", "end"])
    away = [(row[0], *row[6:]) for row in rows if row[6] is not None]
    return frame.assign(job=[row[5] for row in by_employment]), _days(away, ["employment", "start", "end"])


def _read_ledger(people: list[int], last: dt.date) -> pd.DataFrame:
    rows = Evidence.objects.filter(person__in=people, recorded_on__lte=last, confirms__gt=0).order_by()
    return _days(
        list(
            rows.annotate(revoked_on=F("revoked_by__recorded_on")).values_list(
                "person_id", "competence_id", "confirms", "recorded_on", "valid_until", "revoked_on"
            )
        ),
        ["person", "competence", "confirms", "recorded", "valid_until", "revoked"],
    )
