"""Plain makers of course runs."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from accounts.models import User
from courses.models import CoursePage, CourseRun, RunSeat


def make_run(
    course: CoursePage, *, days: int = 14, teachers: Iterable[User] = (), **fields: Any
) -> CourseRun:
    """A run of eight days that begins in so many days."""
    first = timezone.localdate() + dt.timedelta(days=days)
    given = {"starts_on": first, "ends_on": first + dt.timedelta(days=7), "place": "Kulturhuset", **fields}
    run = CourseRun(course=course, **given)
    run.teachers = list(teachers)
    run.save()
    return run


def states(run: CourseRun) -> list[tuple[str, str, int | None]]:
    """Who, in what state, on which seat; in the order of signing up."""
    rows = RunSeat.objects.filter(run=run).values_list("person__display_name", "state", "number")
    return list(rows)
