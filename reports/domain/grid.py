"""The grid behind every report: staff by requirements, each cell judged, from a fixed number of queries.

A grid is a few small arrays, one row for each employment and one column for each requirement. How the cells
are read is in `packed.py`; judging them all at once was measured against grouping in SQL: see
docs/decisions/counting-gaps.md.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
import pandas as pd
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Employment, Leave, Workplace
from assessments.ledger.enums import GapState
from competences.domain.queries import Area, Requirement, requirement_tree
from competences.domain.requirements import LevelRows, Place, read_rows, required_levels
from reports.domain.packed import NOTHING, Codes, no_cells, read_ledger, read_standings

# A state's number in `Grid.state` is its place here.
STATES = (GapState.NOT_REQUIRED, GapState.NOT_ASSESSED, GapState.MET, GapState.GAP, GapState.EXPIRED)
NOT_REQUIRED, NOT_ASSESSED, MET, GAP, EXPIRED = range(5)


@dataclass(frozen=True, eq=False, slots=True)
class Grid:
    """Everybody at work at a place on a day, against all requirements of the framework in use.

    `staff` has a row for each present employment, ordered by its number: columns employment, person,
    workplace, job. `workplaces` is the subtree by id, `rows` what is set for all jobs. The arrays have a row
    for each employment and a column for each of `requirements`:
    `required` (0: not asked for), `is_proposal`, `level` (confirmed; NOTHING where the ledger is silent),
    `lapsed` (what expired evidence once confirmed above it), and, as `assessments.judge` would say, `state`
    (index into STATES) and `gap` (levels missing). `away` holds an
    employment of each of the people left out, because they are on leave.
    """

    places: tuple[Workplace, ...]
    as_of: dt.date
    staff: pd.DataFrame
    away: tuple[int, ...]
    workplaces: Mapping[int, Place]
    rows: LevelRows
    areas: tuple[Area, ...]
    requirements: tuple[Requirement, ...]
    required: Codes
    is_proposal: npt.NDArray[np.bool_]
    level: Codes
    lapsed: Codes
    state: Codes
    gap: Codes

    @property
    def on_leave(self) -> int:
        return len(self.away)

    @property
    def workplace(self) -> Workplace:
        """The place, or the first of the places."""
        return self.places[0]

    def column(self, code: str) -> int | None:
        """Where the requirement stands, or None if the framework has no such code."""
        return next((n for n, entry in enumerate(self.requirements) if entry.code == code), None)


def classify(required: Codes, level: Codes, lapsed: Codes) -> tuple[Codes, Codes]:
    """States and missing levels of many cells at once; what `assessments.judge` says of one.

    `level` is NOTHING where the ledger says nothing. A test holds the two together, case by case.
    """
    state = np.select(
        [required == 0, level == NOTHING, level >= required, (level == 0) & (lapsed >= required)],
        [np.int8(NOT_REQUIRED), np.int8(NOT_ASSESSED), np.int8(MET), np.int8(EXPIRED)],
        np.int8(GAP),
    )
    missing = np.where((state == GAP) | (state == EXPIRED), required - level, np.int8(0))
    return state, missing


class FutureDay(ValueError):
    """A report was asked of a day that has not come in Denmark: nobody knows who will be there."""

    def __init__(self) -> None:
        super().__init__(_("The day has not come yet. Choose today or a day before."))


def count_people(staff: pd.DataFrame) -> int:
    """How many people hold these posts; who has two of them is one."""
    return int(staff["person"].nunique())


def read_grid(*places: Workplace, as_of: dt.date | None = None, job: str = "") -> Grid:
    """The grid of one or more workplaces and all that lies under them, on a day (today if none is given).

    Today's cells come from the standings, and from the ledger where evidence has run out since; another
    day's cells come from the ledger. `job` narrows the staff to one job function. Five queries at most, and
    the framework, whatever the number of people, units and requirements. Raises `FutureDay`.
    """
    today = timezone.localdate()
    as_of = as_of or today
    if as_of > today:
        raise FutureDay
    areas = requirement_tree()
    requirements = tuple(chain.from_iterable(area.requirements for area in areas))
    staff, away = read_staff(places, as_of, job)
    workplaces, rows = _read_subtree(places), read_rows()
    required, is_proposal = required_matrix(staff, requirements, workplaces, rows)

    people, place = np.unique(staff["person"].to_numpy(), return_inverse=True)
    cells = no_cells(people, len(requirements))
    if len(people) and requirements:
        present = present_employments(places, as_of, job).values("user")
        read = read_standings if as_of == today else read_ledger
        for found in read(present, [entry.id for entry in requirements], as_of):
            cells.lay_over(found)
    # From people to employments: who has two of them stands the same in both.
    level, lapsed = cells.level[place], cells.lapsed[place]
    state, gap = classify(required, level, lapsed)
    return Grid(
        places=places,
        as_of=as_of,
        staff=staff,
        away=away,
        workplaces=workplaces,
        rows=rows,
        areas=areas,
        requirements=requirements,
        required=required,
        is_proposal=is_proposal,
        level=level,
        lapsed=lapsed,
        state=state,
        gap=gap,
    )


def present_employments(places: Iterable[Workplace], as_of: dt.date, job: str = "") -> QuerySet[Employment]:
    """Who is counted: employed at the place or under it on the day, and not on leave."""
    present = Employment.objects.at_or_below(*places).present(as_of)
    return present.filter(job_function=job) if job else present


def _read_subtree(places: Iterable[Workplace]) -> dict[int, Place]:
    rows = Workplace.objects.at_or_below(*places).order_by()
    return {pk: (path, setting) for pk, path, setting in rows.values_list("pk", "path", "setting")}


def read_staff(
    places: Iterable[Workplace], as_of: dt.date, job: str = ""
) -> tuple[pd.DataFrame, tuple[int, ...]]:
    """The posts that somebody is present in, as a frame, and a post of each other person who is on leave; one
    query.

    A post is a person's job at a workplace: two contracts for the same are one post, and the older stands for
    both. Whoever is on leave from one post and present in another is present.
    """
    employed = Employment.objects.at_or_below(*places).active(as_of)
    if job:
        employed = employed.filter(job_function=job)
    away = Leave.objects.on(as_of).filter(employment=OuterRef("pk"))
    columns = ["employment", "person", "workplace", "job", "is_away"]
    found = (
        employed.annotate(is_away=Exists(away))
        .order_by("pk")
        .values_list("pk", "user_id", "workplace_id", "job_function", "is_away")
    )
    frame = pd.DataFrame.from_records(list(found), columns=columns)
    frame = frame.astype(dict.fromkeys(columns[:3], "int64") | {"is_away": "bool"})
    present = frame[~frame["is_away"]].drop_duplicates(["person", "workplace", "job"])
    left = frame[frame["is_away"] & ~frame["person"].isin(present["person"])].drop_duplicates("person")
    return present.drop(columns="is_away").reset_index(drop=True), tuple(left["employment"].tolist())


def required_matrix(
    staff: pd.DataFrame,
    requirements: tuple[Requirement, ...],
    workplaces: Mapping[int, Place],
    rows: LevelRows,
) -> tuple[Codes, npt.NDArray[np.bool_]]:
    """What is asked of each employment in each requirement, and whether that is a proposal; no queries."""
    columns = {entry.id: number for number, entry in enumerate(requirements)}
    posts = list(staff[["workplace", "job"]].drop_duplicates().itertuples(index=False, name=None))
    asked = required_levels(posts, workplaces, rows)
    # Posts that ask the same share one dictionary: each is written once and handed out by number.
    distinct = {id(levels): levels for levels in asked.values()}
    numbers = {key: number for number, key in enumerate(distinct)}
    levels = np.zeros((max(len(numbers), 1), len(requirements)), dtype=np.int8)
    proposals = np.zeros(levels.shape, dtype=np.bool_)
    for key, asked_there in distinct.items():
        for competence, it in asked_there.items():
            if competence in columns:
                levels[numbers[key], columns[competence]] = it.level
                proposals[numbers[key], columns[competence]] = it.is_proposal
    of_post = np.array([numbers[id(asked[post])] for post in posts], dtype=np.intp)
    # Posts in the order in which they appear, as above.
    handed_out = of_post[staff.groupby(["workplace", "job"], sort=False).ngroup().to_numpy()]
    return levels[handed_out], proposals[handed_out]
