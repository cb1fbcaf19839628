"""What completing a live course, or a live module of one, may confirm: the same for everybody."""

from copy import copy
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from accounts.domain.common import keep
from courses.domain.ceilings import read_ceilings
from courses.domain.shape import PAGE_COLUMNS, as_page
from courses.models import CoursePage, Outcome


@dataclass(frozen=True, slots=True)
class Promise:
    """An outcome of a live page: `level` is what the page counts towards, but no more than it may confirm.

    It is made at the course itself, or at a module of it. Both pages come anew each time: nobody meets what
    somebody else did to theirs.
    """

    competence_id: int
    level: int
    is_proposal: bool
    path: str
    _page: tuple[Any, ...]
    _course: CoursePage

    @property
    def page(self) -> Page:
        return as_page(self._page)

    @property
    def course(self) -> CoursePage:
        """The course with what a list shows of it."""
        return copy(self._course)

    @property
    def course_path(self) -> str:
        return str(self._course.path)


def read_promises() -> tuple[Promise, ...]:
    """All promises of live courses and their live modules, in the order of the tree; kept
    (`accounts.domain.common`).
    """
    return keep("promises", _read)


def _read() -> tuple[Promise, ...]:
    ceilings = read_ceilings()
    shown = CoursePage.objects.live().only(*PAGE_COLUMNS, "form", "duration_minutes")
    courses = {course.path: course for course in shown}
    rows = (
        Outcome.objects.filter(page__live=True)
        .order_by("page__path", "sort_order", "pk")
        .values_list(
            *("competence_id", "level", "is_proposal"), *(f"page__{column}" for column in PAGE_COLUMNS)
        )
    )
    found = []
    for competence_id, level, is_proposal, *values in rows:
        path = values[PAGE_COLUMNS.index("path")]
        course = courses.get(path) or courses.get(path[: -Page.steplen])
        if course is not None:
            confirmed = min(level, ceilings.of_path(path))
            found.append(Promise(competence_id, confirmed, is_proposal, path, tuple(values), course))
    return tuple(found)
