"""Which courses would close the gaps of a grid, and how far."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from accounts.danish import danish_key
from competences.domain.queries import Requirement
from courses.domain.promises import Promise, read_promises
from courses.models import CoursePage
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
    expired count; not assessed is no gap. `columns` narrows to some requirements of the grid. What courses
    promise is kept: no queries of its own.
    """
    wanted = sorted(set(range(len(grid.requirements))) if columns is None else set(columns))
    column_of = {grid.requirements[column].id: column for column in wanted}
    is_missing = (grid.state == GAP) | (grid.state == EXPIRED)
    if not is_missing[:, wanted].any():
        return []
    found = []
    for course, promises in _by_course(column_of):
        lifted = np.zeros(len(grid.staff), dtype=np.bool_)
        steps, requirements = 0, []
        for column, promise in sorted(promises.items()):
            reach = np.minimum(grid.required[:, column], promise.level)
            lift = np.where(is_missing[:, column], reach - grid.level[:, column], 0).clip(min=0)
            if lift.any():
                steps += int(lift.sum(dtype=np.int64))
                requirements.append(grid.requirements[column])
                lifted |= lift > 0
        if steps:
            found.append(
                Closing(
                    course=course,
                    requirements=tuple(requirements),
                    steps=steps,
                    people=count_people(grid.staff[lifted]),
                    is_proposal=any(promise.is_proposal for promise in promises.values()),
                )
            )
    return sorted(
        found, key=lambda closing: (-closing.steps, -closing.people, danish_key(closing.course.title))
    )


def _by_course(column_of: Mapping[int, int]) -> list[tuple[CoursePage, dict[int, Promise]]]:
    """The courses, each with the highest that it promises in each column of the grid."""
    courses: dict[str, CoursePage] = {}
    best: dict[str, dict[int, Promise]] = defaultdict(dict)
    for promise in read_promises():
        column = column_of.get(promise.competence_id)
        if column is None:
            continue
        courses.setdefault(promise.course_path, promise.course)
        known = best[promise.course_path].setdefault(column, promise)
        if promise.level > known.level:
            best[promise.course_path][column] = promise
    return [(course, best[path]) for path, course in courses.items()]
