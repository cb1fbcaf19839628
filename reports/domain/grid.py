"""The grid behind every report: staff by requirements, each cell judged, from a fixed number of queries.

A grid is a few small arrays, one row for each employment and one column for each requirement. How the cells
are read is in `packed.py`; judging them all at once was measured against grouping in SQL: see
docs/decisions/counting-gaps.md.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
import pandas as pd
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.places import Place, Places, read_places
from accounts.models import Employment, Leave, Workplace
from assessments.ledger.enums import GapState
from competences.domain.queries import Area, FrameworksInUse, Requirement, frameworks_in_use
from competences.domain.requirements import LevelHistory, LevelRows, read_level_history, required_levels
from reports.domain.packed import NOTHING, Codes, no_cells, read_ledger, read_standings

# A state's number in `Grid.state` is its place here.
STATES = (GapState.NOT_REQUIRED, GapState.NOT_ASSESSED, GapState.MET, GapState.GAP, GapState.EXPIRED)
NOT_REQUIRED, NOT_ASSESSED, MET, GAP, EXPIRED = range(5)
# What makes two contracts one post.
POST = ["person", "workplace", "job"]


@dataclass(frozen=True, eq=False, slots=True)
class Grid:
    """Everybody at work at a place on a day, against all requirements of the framework in use that day.

    `staff` has a row for each present employment, ordered by its number: columns employment, person,
    workplace, job. `subtree` has every workplace under the places, `levels` what was set for all jobs up to
    the day, `frameworks` which of them was in use when. The arrays have a row for each employment and a
    column for each of `requirements`:
    `required` (0: not asked for), `is_proposal`, `level` (confirmed; NOTHING where the ledger is silent),
    `lapsed` (what expired evidence once confirmed above it), and, as `assessments.judge` would say, `state`
    (index into STATES) and `gap` (levels missing).

    People who are on leave stand in none of these: `away` holds their posts, with the columns of `staff`, and
    `asked_of_away` of how many of those each requirement would be asked.
    """

    places: tuple[Workplace, ...]
    as_of: dt.date
    staff: pd.DataFrame
    away: pd.DataFrame
    asked_of_away: tuple[int, ...]
    subtree: Places
    levels: LevelHistory
    frameworks: FrameworksInUse
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
        """How many people are left out because they are on leave."""
        return count_people(self.away)

    @property
    def one_post_of_each_away(self) -> list[int]:
        """The employment that names each person on leave; the oldest where there are several."""
        employments: list[int] = self.away.drop_duplicates("person")["employment"].tolist()
        return employments

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
    day's cells come from the ledger. Levels, frameworks and settings of workplaces are those of the day.
    `job` narrows the staff to one job function. Five queries at most, and the framework, whatever the number
    of people, units and requirements. Raises `FutureDay`.
    """
    today = timezone.localdate()
    as_of = as_of or today
    if as_of > today:
        raise FutureDay
    frameworks = frameworks_in_use()
    areas = frameworks.areas_on(as_of)
    requirements = tuple(chain.from_iterable(area.requirements for area in areas))
    staff, away = read_staff(places, as_of, job)
    subtree = read_places(Workplace.objects.at_or_below(*places))
    levels = read_level_history(as_of, frameworks.areas)
    then, rows = subtree.on(as_of), levels.on(as_of, frameworks.on(as_of))
    columns = [entry.id for entry in requirements]
    required, is_proposal = required_matrix(staff, columns, as_of, then, rows)
    of_away, _proposals = required_matrix(away, columns, as_of, then, rows)

    people, place = np.unique(staff["person"].to_numpy(), return_inverse=True)
    cells = no_cells(people, len(requirements))
    if len(people) and requirements:
        present = present_employments(places, as_of, job).values("user")
        read = read_standings if as_of == today else read_ledger
        for found in read(present, columns, as_of):
            cells.lay_over(found)
    # From people to employments: who has two of them stands the same in both.
    level, lapsed = cells.level[place], cells.lapsed[place]
    state, gap = classify(required, level, lapsed)
    return Grid(
        places=places,
        as_of=as_of,
        staff=staff,
        away=away,
        asked_of_away=tuple((of_away > 0).sum(axis=0).tolist()),
        subtree=subtree,
        levels=levels,
        frameworks=frameworks,
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


def read_staff(
    places: Iterable[Workplace], as_of: dt.date, job: str = ""
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The posts that somebody is present in, and those of everybody else who is on leave; one query.

    A post is a person's job at a workplace: two contracts for the same are one post, and the older stands for
    both. Whoever is on leave from one post and present in another is present.
    """
    employed = Employment.objects.at_or_below(*places).active(as_of)
    if job:
        employed = employed.filter(job_function=job)
    on_leave = Leave.objects.on(as_of).filter(employment=OuterRef("pk"))
    columns = ["employment", "person", "workplace", "job", "is_away"]
    found = (
        employed.annotate(is_away=Exists(on_leave))
        .order_by("pk")
        .values_list("pk", "user_id", "workplace_id", "job_function", "is_away")
    )
    frame = pd.DataFrame.from_records(list(found), columns=columns)
    frame = frame.astype(dict.fromkeys(columns[:3], "int64") | {"is_away": "bool"})
    is_present = frame["person"].isin(frame.loc[~frame["is_away"], "person"])
    present, away = (
        found.drop_duplicates(POST).drop(columns="is_away").reset_index(drop=True)
        for found in (frame[~frame["is_away"]], frame[frame["is_away"] & ~is_present])
    )
    return present, away


def required_matrix(
    staff: pd.DataFrame,
    requirements: Sequence[int],
    as_of: dt.date,
    workplaces: Mapping[int, Place],
    rows: LevelRows,
) -> tuple[Codes, npt.NDArray[np.bool_]]:
    """What is asked of each employment in each requirement, and whether that is a proposal; no queries.

    `workplaces` and `rows` are those of the day.
    """
    columns = {requirement: number for number, requirement in enumerate(requirements)}
    posts = list(staff[["workplace", "job"]].drop_duplicates().itertuples(index=False, name=None))
    asked = required_levels(posts, as_of, workplaces, rows)
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
