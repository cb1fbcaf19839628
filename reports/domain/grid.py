"""The grid behind every report: staff by requirements, each cell judged, from a fixed number of queries.

A grid is a few small arrays, one row for each employment and one column for each requirement. Reading the
cells as single packed integers in the order of an index, and judging them all at once, was measured against
grouping in SQL: see docs/decisions/counting-gaps.md.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from django.db.models import (
    Aggregate,
    BigIntegerField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Employment, Leave, Workplace
from assessments.ledger.enums import GapState
from assessments.ledger.models import Evidence, Standing
from assessments.ledger.models.evidence import holding_on
from competences.domain.queries import Area, Requirement, requirement_tree
from competences.domain.requirements import required_levels

# A state's number in `Grid.state` is its place here.
STATES = (GapState.NOT_REQUIRED, GapState.NOT_ASSESSED, GapState.MET, GapState.GAP, GapState.EXPIRED)
NOT_REQUIRED, NOT_ASSESSED, MET, GAP, EXPIRED = range(5)
# The level of a cell about which the ledger says nothing.
NOTHING = -1

# A cell travels as one integer: competence, level and lapsed level (0 to 4 each) as its digits.
LEVELS = 5

Codes = npt.NDArray[np.int8]
# Person numbers, and beside each a cell.
Cells = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]


@dataclass(frozen=True, eq=False, slots=True)
class Grid:
    """Everybody at work at a place on a day, against all requirements of the framework in use.

    `staff` has a row for each present employment, ordered by its number: columns employment, person,
    workplace, job. The arrays have a row for each of these and a column for each of `requirements`:
    `required` (0: not asked for), `is_proposal`, `level` (confirmed; NOTHING where the ledger is silent),
    `lapsed` (what expired evidence once confirmed above it), and, as `assessments.judge` would say, `state`
    (index into STATES) and `gap` (levels missing). `on_leave` counts the
    people left out.
    """

    places: tuple[Workplace, ...]
    as_of: dt.date
    staff: pd.DataFrame
    on_leave: int
    areas: tuple[Area, ...]
    requirements: tuple[Requirement, ...]
    required: Codes
    is_proposal: npt.NDArray[np.bool_]
    level: Codes
    lapsed: Codes
    state: Codes
    gap: Codes

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
        [NOT_REQUIRED, NOT_ASSESSED, MET, EXPIRED],
        GAP,
    ).astype(np.int8)
    missing = np.where((state == GAP) | (state == EXPIRED), required - level, 0).astype(np.int8)
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
    day's cells come from the ledger. `job` narrows the staff to one job function. Six queries at most,
    whatever the number of people, units and requirements. Raises `FutureDay`.
    """
    today = timezone.localdate()
    as_of = as_of or today
    if as_of > today:
        raise FutureDay
    areas = requirement_tree()
    requirements = tuple(chain.from_iterable(area.requirements for area in areas))
    staff, on_leave = read_staff(places, as_of, job)
    required, is_proposal = required_matrix(staff, requirements)

    people, place = np.unique(staff["person"].to_numpy(), return_inverse=True)
    level = np.full((len(people), len(requirements)), NOTHING, dtype=np.int8)
    lapsed = np.zeros(level.shape, dtype=np.int8)
    if len(people) and requirements:
        present = present_employments(places, as_of, job).values("user")
        if as_of == today:
            sources = [_from_standings(present, as_of), _from_stale_standings(present, as_of)]
        else:
            sources = [_from_ledger(present, as_of)]
        for cells in sources:
            _fill(level, lapsed, cells, people, (entry.id for entry in requirements))
    # From people to employments: who has two of them stands the same in both.
    level, lapsed = level[place], lapsed[place]
    state, gap = classify(required, level, lapsed)
    return Grid(
        places=places,
        as_of=as_of,
        staff=staff,
        on_leave=on_leave,
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


def read_staff(places: Iterable[Workplace], as_of: dt.date, job: str = "") -> tuple[pd.DataFrame, int]:
    """The posts that somebody is present in, as a frame, and how many other people are on leave; one query.

    A post is a person's job at a workplace: two contracts for the same are one post, and the older stands for
    both. Whoever is on leave from one post and present in another is present.
    """
    employed = Employment.objects.at_or_below(*places).active(as_of)
    if job:
        employed = employed.filter(job_function=job)
    away = Leave.objects.on(as_of).filter(employment=OuterRef("pk"))
    rows = list(
        employed.annotate(is_away=Exists(away))
        .order_by("pk")
        .values_list("pk", "user_id", "workplace_id", "job_function", "is_away")
    )
    posts = {
        (person, workplace, job): pk for pk, person, workplace, job, is_away in reversed(rows) if not is_away
    }
    present = sorted((pk, *post) for post, pk in posts.items())
    away_only = {row[1] for row in rows} - {post[0] for post in posts}
    frame = pd.DataFrame(present, columns=["employment", "person", "workplace", "job"])
    numbers = ["employment", "person", "workplace"]
    return frame.astype(dict.fromkeys(numbers, "int64")), len(away_only)


def required_matrix(
    staff: pd.DataFrame, requirements: tuple[Requirement, ...]
) -> tuple[Codes, npt.NDArray[np.bool_]]:
    """What is asked of each employment in each requirement, and whether that is a proposal."""
    posts = list(zip(staff["workplace"].tolist(), staff["job"].tolist(), strict=True))
    asked = required_levels(posts)
    columns = {entry.id: number for number, entry in enumerate(requirements)}
    # Posts that ask the same share one dictionary: each is written once and handed out by number.
    distinct = {id(levels): levels for levels in asked.values()}
    numbers = {key: number for number, key in enumerate(distinct)}
    number_of = {post: numbers[id(levels)] for post, levels in asked.items()}
    rows = np.zeros((max(len(numbers), 1), len(requirements)), dtype=np.int8)
    proposals = np.zeros(rows.shape, dtype=np.bool_)
    for key, levels in distinct.items():
        for competence, it in levels.items():
            if competence in columns:
                rows[numbers[key], columns[competence]] = it.level
                proposals[numbers[key], columns[competence]] = it.is_proposal
    handed_out = np.fromiter((number_of[post] for post in posts), dtype=np.intp, count=len(posts))
    return rows[handed_out], proposals[handed_out]


class _Join(Aggregate):
    """The numbers of a group as one text, "12,7,31", in any order."""

    function = "STRING_AGG"
    template = "%(function)s((%(expressions)s)::text, ',')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, function="GROUP_CONCAT", template="%(function)s(%(expressions)s)"
        )


def _cell(level: str, lapsed: str) -> "ExpressionWrapper[Any]":
    cell = F("competence_id") * LEVELS**2 + F(level) * LEVELS + F(lapsed)
    return ExpressionWrapper(cell, output_field=BigIntegerField())


def _from_standings(people: QuerySet[Any], as_of: dt.date) -> Cells:
    rows = list(
        Standing.objects.fresh(as_of)
        .filter(person__in=people)
        .order_by()
        .values_list("person_id")
        .annotate(cells=_Join(_cell("level", "lapsed_level")))
    )
    counts = [text.count(",") + 1 for _, text in rows]
    persons = np.fromiter((person for person, _ in rows), dtype=np.int64, count=len(rows))
    cells = np.fromstring(",".join(text for _, text in rows), dtype=np.int64, sep=",")
    return np.repeat(persons, counts), cells


def _from_stale_standings(people: QuerySet[Any], as_of: dt.date) -> Cells:
    """What the ledger says now about those whose evidence has run out since the standing was written."""
    rows = (
        Evidence.objects.counting(as_of)
        .filter(person=OuterRef("person"), competence=OuterRef("competence"))
        .order_by("-confirms")
    )
    return _pairs(
        Standing.objects.stale(as_of)
        .filter(person__in=people)
        .order_by()
        .annotate(
            holding=Coalesce(Subquery(rows.holding(as_of).values("confirms")[:1]), 0),
            ran_out=Coalesce(Subquery(rows.run_out(as_of).values("confirms")[:1]), 0),
            cell=_cell("holding", "ran_out"),
        )
        .values_list("person_id", "cell")
    )


def _from_ledger(people: QuerySet[Any], as_of: dt.date) -> Cells:
    return _pairs(
        Evidence.objects.counting(as_of)
        .filter(person__in=people)
        .order_by()
        .values("person_id", "competence_id")
        .annotate(
            holding=Max("confirms", filter=holding_on(as_of), default=0),
            ran_out=Max("confirms", filter=~holding_on(as_of), default=0),
            cell=_cell("holding", "ran_out"),
        )
        .values_list("person_id", "cell")
    )


def _pairs(rows: QuerySet[Any, Any]) -> Cells:
    pairs = np.array(list(rows), dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _fill(
    level: Codes, lapsed: Codes, cells: Cells, people: npt.NDArray[np.int64], competences: Iterable[int]
) -> None:
    """Write cells into arrays with a row for each of `people`; those of other frameworks are passed over."""
    person, coded = cells
    rest, lapsed_level = np.divmod(coded, LEVELS)
    competence, confirmed = np.divmod(rest, LEVELS)
    known = np.fromiter(competences, dtype=np.int64)
    order = np.argsort(known)
    place = np.searchsorted(known[order], competence).clip(max=len(known) - 1)
    columns = order[place]
    ours = known[columns] == competence
    rows = np.searchsorted(people, person)
    level[rows[ours], columns[ours]] = confirmed[ours]
    lapsed[rows[ours], columns[ours]] = lapsed_level[ours]
