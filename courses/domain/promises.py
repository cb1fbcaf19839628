"""What completing a live course, or a live module of one, may confirm: the same for everybody."""

from dataclasses import dataclass

from wagtail.models import Page

from accounts.domain.common import keep
from courses.domain.ceilings import read_ceilings
from courses.domain.shape import PAGE_COLUMNS, as_page, copy_page
from courses.models import CoursePage, Outcome


@dataclass(frozen=True, slots=True)
class Promise:
    """An outcome of a live page: `level` is what the page counts towards, but no more than it may confirm.

    It is made at the course itself, or at a module of it.
    """

    competence_id: int
    level: int
    is_proposal: bool
    kept: Page
    kept_course: CoursePage

    @property
    def page(self) -> Page:
        return copy_page(self.kept)

    @property
    def course(self) -> CoursePage:
        """The course with what a list shows of it."""
        return copy_page(self.kept_course)

    @property
    def path(self) -> str:
        return str(self.kept.path)

    @property
    def course_path(self) -> str:
        return str(self.kept_course.path)


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
        page = as_page(values)
        course = courses.get(page.path) or courses.get(page.path[: -Page.steplen])
        if course is not None:
            confirmed = ceilings.promised(level, page.path)
            found.append(Promise(competence_id, confirmed, is_proposal, page, course))
    return tuple(found)
