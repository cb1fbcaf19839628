"""Which courses would close the gaps of a grid, and how far."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.db.models import Q

from accounts.danish import DanishOrder, danish_key
from competences.domain.queries import Requirement
from courses.domain.ceilings import read_ceilings
from courses.domain.queries import CourseOutcome, merge_outcomes
from courses.models import CoursePage, Outcome
from reports.domain.grid import EXPIRED, GAP, Grid, count_people


@dataclass(frozen=True, slots=True)
class Closing:
    """A course that would lift people: `steps` levels in all, of `people`, in `requirements`.

    `is_proposal`: at least one of the links from course to requirement is a proposal of ours.
    """

    course: CoursePage
    requirements: tuple[Requirement, ...]
    steps: int
    people: int
    is_proposal: bool


def closing_courses(grid: Grid, columns: Iterable[int] | None = None) -> list[Closing]:
    """The published courses that would close missing levels, the one that closes most first.

    A course counts with its own outcomes and those of its live modules. It lifts someone to what it teaches,
    but no higher than completing it may confirm, and no higher than is asked for. Only gaps and what has
    expired count; not assessed is no gap. `columns` narrows to some requirements of the grid. At most
    ten queries.
    """
    wanted = sorted(set(range(len(grid.requirements))) if columns is None else set(columns))
    column_of = {grid.requirements[column].id: column for column in wanted}
    is_missing = (grid.state == GAP) | (grid.state == EXPIRED)
    if not is_missing[:, wanted].any():
        return []
    found = []
    for course, outcomes in _courses_with_outcomes(column_of):
        lifts = np.zeros(grid.required.shape, dtype=np.int8)
        for outcome in outcomes:
            column = column_of[outcome.competence.pk]
            reach = np.minimum(grid.required[:, column], outcome.level)
            lift = np.clip(reach - grid.level[:, column], 0, None)
            lifts[:, column] = np.where(is_missing[:, column], lift, 0)
        steps = int(lifts.sum(dtype=np.int64))
        if steps:
            closed = np.flatnonzero(lifts.any(axis=0))
            found.append(
                Closing(
                    course=course,
                    requirements=tuple(grid.requirements[column] for column in closed),
                    steps=steps,
                    people=count_people(grid.staff.iloc[np.flatnonzero(lifts.any(axis=1))]),
                    is_proposal=any(outcome.is_proposal for outcome in outcomes),
                )
            )
    return sorted(
        found, key=lambda closing: (-closing.steps, -closing.people, danish_key(closing.course.title))
    )


def _courses_with_outcomes(competences: Iterable[int]) -> list[tuple[CoursePage, list[CourseOutcome]]]:
    """The courses with what each leads to, as high as completing it can confirm."""
    outcomes = Outcome.objects.filter(competence__in=list(competences), page__live=True)
    courses = {
        course.path: course for course in CoursePage.objects.live().order_by(DanishOrder("title"), "pk")
    }
    ceilings = read_ceilings()
    by_course: dict[str, list[Outcome]] = defaultdict(list)
    is_at_or_below_a_course = Q(pk__in=[])
    for path in courses:
        is_at_or_below_a_course |= Q(page__path__startswith=path)
    for outcome in outcomes.filter(is_at_or_below_a_course).select_related("competence", "page"):
        path = next(path for path in courses if outcome.page.path.startswith(path))
        outcome.level = min(outcome.level, ceilings.of(outcome.page))
        by_course[path].append(outcome)
    return [(courses[path], merge_outcomes(found)) for path, found in by_course.items()]
