"""Finding courses by words, requirements, time and form, in a number of queries that does not grow."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Q, QuerySet, When
from wagtail.models import Page

from accounts.danish import DanishOrder
from competences.enums import CompetenceKind
from competences.models import Competence
from courses.domain.ceilings import read_ceilings
from courses.domain.finding.searching import Found, Hit, read_hits
from courses.domain.outline import HowFar
from courses.domain.queries import CourseOutcome, merge_outcomes, read_outlines
from courses.models import (
    CatalogueIndexPage,
    Completion,
    CoursePage,
    Enrolment,
    Outcome,
    Prerequisite,
)

# An AMU day, in minutes (FKB: 37 hours over five days).
DAY_MINUTES = 444
# Choice in the form: more than, at most (None: no limit), in minutes.
DURATIONS: dict[str, tuple[int | None, int | None]] = {
    "30": (None, 30),
    "120": (None, 120),
    "dag": (None, DAY_MINUTES),
    "mere": (DAY_MINUTES, None),
}


@dataclass(frozen=True, kw_only=True)
class Search:
    """What someone looks for. Empty means: do not ask. Different fields narrow each other."""

    words: str = ""
    areas: Collection[str] = ()
    requirements: Collection[str] = ()
    duration: str = ""
    forms: Collection[str] = ()


class OpenLesson(NamedTuple):
    """The lesson of a course that anybody may try, as its outline names it."""

    title: str
    href: str


@dataclass(kw_only=True)
class CatalogueRow:
    """A course in the list, with all its lessons; `how_far` is known of those who are enrolled in it."""

    course: CoursePage
    outcomes: list[CourseOutcome] = field(default_factory=list)
    lesson_count: int = 0
    is_enrolled: bool = False
    is_completed: bool = False
    how_far: HowFar | None = None
    open_to_all: OpenLesson | None = None
    hits: list[Hit] = field(default_factory=list)

    @property
    def highest(self) -> CourseOutcome | None:
        return max(self.outcomes, key=lambda outcome: outcome.level, default=None)

    @property
    def has_proposals(self) -> bool:
        return any(outcome.is_proposal for outcome in self.outcomes)


def live_courses(catalogue: CatalogueIndexPage) -> QuerySet[CoursePage]:
    """The published courses of the catalogue by title."""
    courses: QuerySet[CoursePage] = CoursePage.objects.live().child_of(catalogue)
    return courses.order_by(DanishOrder("title"), "pk")


def find_courses(
    catalogue: CatalogueIndexPage, search: Search, found: Found | None = None
) -> QuerySet[CoursePage]:
    """The published courses that fit, by title, or by what was `found` for the words that were looked for.

    At most two queries, none of them in the result itself.
    """
    courses = live_courses(catalogue)
    if search.forms:
        courses = courses.filter(form__in=search.forms)
    if search.duration:
        longer_than, at_most = DURATIONS[search.duration]
        if longer_than is not None:
            courses = courses.filter(duration_minutes__gt=longer_than)
        if at_most is not None:
            courses = courses.filter(duration_minutes__lte=at_most)
    if search.areas:
        courses = courses.filter(path__in=_paths_for(catalogue, Q(competence__parent__code__in=search.areas)))
    if search.requirements:
        courses = courses.filter(path__in=_paths_for(catalogue, Q(competence__code__in=search.requirements)))
    if found is not None:
        places = [When(path=path, then=place) for place, path in enumerate(found.courses)]
        courses = courses.filter(path__in=found.courses).order_by(Case(*places, default=0), "pk")
    return courses


def catalogue_address(page: Page) -> str:
    """The slugs from the course down to a page in a module or a course, as in course/module/lesson."""
    path = str(page.url_path).strip("/").split("/")
    # The front page, and the catalogue.
    return "/".join(path[2:])


def _course_path(catalogue: Page, path: str) -> str:
    return path[: len(catalogue.path) + Page.steplen]


def _paths_for(catalogue: Page, outcome: Q) -> set[str]:
    """Tree paths of courses that count towards something, by themselves or through a live module."""
    paths = Outcome.objects.filter(
        outcome,
        competence__framework__is_current=True,
        page__live=True,
        page__path__startswith=catalogue.path,
    ).values_list("page__path", flat=True)
    return {_course_path(catalogue, path) for path in paths.order_by().distinct()}


def describe_courses(courses: Iterable[CoursePage], person: Any) -> list[CatalogueRow]:
    """A row for each course: what it counts towards, its lessons, and how far the person is.

    `person` may be anonymous. At most fifteen queries, however many courses.
    """
    rows = {course.path: CatalogueRow(course=course) for course in courses}
    if not rows:
        return []
    length = len(next(iter(rows)))
    inside = Q(pk__in=[])
    for path in rows:
        inside |= Q(path__startswith=path)

    live = _add_lessons(rows, length, inside)
    _add_outcomes(rows, live)
    if person.is_authenticated:
        _add_progress({row.course.pk: row for row in rows.values()}, person)
    return list(rows.values())


def _add_outcomes(rows: dict[str, CatalogueRow], live: dict[int, str]) -> None:
    """What each course leads to, no higher than completing it confirms. `live` are tree paths by page id."""
    length = len(next(iter(rows)))
    outcomes: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in Outcome.objects.filter(
        page__in=live, competence__framework__is_current=True
    ).select_related("competence"):
        outcomes[live[outcome.page_id][:length]].append(outcome)
    ceilings = read_ceilings(read_outlines(list(outcomes), AnonymousUser()).values())
    for path, found in outcomes.items():
        for outcome in found:
            outcome.level = ceilings.promised(outcome.level, live[outcome.page_id])
        rows[path].outcomes = merge_outcomes(found)


def _add_lessons(rows: dict[str, CatalogueRow], length: int, inside: Q) -> dict[int, str]:
    """Count the lessons, and find the one that is open to all; the tree paths of all live pages by id."""
    pages: dict[str, Page] = {}
    lessons: list[str] = []
    columns = ("lessonpage__minutes", "pk", "path", "title", "url_path")
    for minutes, *known in Page.objects.filter(inside, live=True).order_by("path").values_list(*columns):
        page = Page(**dict(zip(columns[1:], known, strict=True)))
        pages[page.path] = page
        if minutes is not None:
            lessons.append(page.path)
    live = {page.pk: path for path, page in pages.items()}
    locked = Prerequisite.objects.filter(page__in=live, required__live=True)
    locked_ids = set(locked.values_list("page", flat=True))
    for path in lessons:
        module, row = pages.get(path[: -Page.steplen]), rows[path[:length]]
        if module is not None:
            row.lesson_count += 1
            if row.open_to_all is None and module.pk not in locked_ids:
                row.open_to_all = OpenLesson(pages[path].title, pages[path].url or "")
    return live


def add_hits(rows: Iterable[CatalogueRow], found: Found) -> None:
    """Say in each course's row which lessons have what was looked for; two queries."""
    by_path = {row.course.path: row for row in rows}
    hits = read_hits((pk for path in by_path for pk in found.lessons.get(path, [])), found.terms)
    for path, row in by_path.items():
        row.hits = [hits[pk] for pk in found.lessons.get(path, []) if pk in hits]


def _add_progress(rows: dict[int, CatalogueRow], person: Any) -> None:
    mine = Enrolment.objects.current().filter(person=person, course__in=rows)
    enrolled = [rows[course_id] for course_id in mine.values_list("course_id", flat=True)]
    outlines = read_outlines([row.course.path for row in enrolled], person)
    for row in enrolled:
        row.is_enrolled, row.how_far = True, outlines[row.course.path].how_far
    completed = Completion.objects.standing().filter(person=person, page__in=rows)
    for page_id in completed.values_list("page_id", flat=True):
        rows[page_id].is_completed = True


def filter_choices() -> tuple[list[Competence], list[Competence]]:
    """Areas and requirements of the framework in use, in its order; one query."""
    kinds = (CompetenceKind.AREA, CompetenceKind.REQUIREMENT)
    entries = list(Competence.objects.current().filter(kind__in=kinds).order_by("position"))
    areas = [entry for entry in entries if entry.kind == CompetenceKind.AREA]
    return areas, [entry for entry in entries if entry.kind == CompetenceKind.REQUIREMENT]
