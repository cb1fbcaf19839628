"""Reading a course as one person sees it: its live parts, how far they are, what it gave them."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from assessments.domain.activities import activity_blocks
from assessments.models import Evidence, Standing
from competences.enums import Level
from competences.models import Competence
from courses.models import Enrolment, LessonPage, Outcome

COURSE_STEPS = 0
MODULE_STEPS = 1
LESSON_STEPS = 2


@dataclass(frozen=True, slots=True)
class LessonNode:
    """A live lesson in its course, with the person's own dates (None: not yet)."""

    page: Page
    number: int
    minutes: int
    seen_at: dt.datetime | None
    completed_at: dt.datetime | None

    @property
    def is_done(self) -> bool:
        return self.completed_at is not None


@dataclass(frozen=True)
class ModuleNode:
    """A live module with its live lessons in order."""

    page: Page
    number: int
    lessons: tuple[LessonNode, ...]
    completion_id: int | None
    completed_at: dt.datetime | None

    @cached_property
    def done(self) -> int:
        """How many of the lessons the person has completed."""
        return sum(1 for lesson in self.lessons if lesson.is_done)

    @cached_property
    def is_all_done(self) -> bool:
        return bool(self.lessons) and self.done == len(self.lessons)


@dataclass(frozen=True)
class CourseOutline:
    """A course's live modules and lessons, and one person's way through them."""

    person_id: int | None
    course: Page | None
    modules: tuple[ModuleNode, ...]
    enrolment_id: int | None
    completion_id: int | None
    completed_at: dt.datetime | None

    @property
    def is_live(self) -> bool:
        return self.course is not None

    @cached_property
    def lessons(self) -> tuple[LessonNode, ...]:
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @cached_property
    def done(self) -> int:
        return sum(module.done for module in self.modules)

    @cached_property
    def minutes_left(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons if not lesson.is_done)

    @cached_property
    def resume(self) -> LessonNode | None:
        """Where to go on: the unfinished lesson seen last, else the first unfinished one."""
        unfinished = [lesson for lesson in self.lessons if not lesson.is_done]
        opened = [lesson for lesson in unfinished if lesson.seen_at]
        if opened:
            return max(opened, key=lambda lesson: (lesson.seen_at, -lesson.number))
        return unfinished[0] if unfinished else None

    def module_of(self, page: Page) -> ModuleNode | None:
        """The module that a page is, or lies in; None if it is not a live part of the course."""
        path = page.path[: len(self.course.path) + Page.steplen] if self.course else ""
        return next((module for module in self.modules if module.page.path == path), None)

    def lesson(self, page: Page) -> LessonNode | None:
        return next((lesson for lesson in self.lessons if lesson.page.pk == page.pk), None)

    def neighbours(self, page: Page) -> tuple[LessonNode | None, LessonNode | None]:
        """The lessons before and after, across modules."""
        at = next(index for index, lesson in enumerate(self.lessons) if lesson.page.pk == page.pk)
        before = self.lessons[at - 1] if at else None
        after = self.lessons[at + 1] if at + 1 < len(self.lessons) else None
        return before, after


# What a page in an outline knows of itself: enough for its address, its place and its revision.
OUTLINE_COLUMNS = {
    *("id", "path", "depth", "numchild", "title", "slug", "url_path", "live"),
    *("content_type_id", "live_revision_id"),
}
# In the order of the model's own fields, as `Page.from_db` takes them.
PAGE_COLUMNS = tuple(
    column.attname for column in Page._meta.concrete_fields if column.attname in OUTLINE_COLUMNS
)
Seen = tuple[dt.datetime | None, dt.datetime | None]


class _Row(NamedTuple):
    """A live page of a course with what is known of it besides."""

    page: Page
    minutes: int | None
    completion_id: int | None
    completed_at: dt.datetime | None


def read_outline(course_path: str, person: Any) -> CourseOutline:
    """The course at the tree path as the person sees it, in two queries whatever its size.

    `person` may be anonymous. Parts that are not live, or lie under one that is not, are left out; when the
    course itself is not live the outline is empty and `is_live` is false.
    """
    return read_outlines([course_path], person)[course_path]


def read_outlines(course_paths: Collection[str], person: Any) -> dict[str, CourseOutline]:
    """The courses at these tree paths, each as `read_outline` gives it, in two queries for all of them."""
    if not course_paths:
        return {}
    person_id: int | None = person.pk
    by_course: dict[str, list[_Row]] = {path: [] for path in course_paths}
    length = len(next(iter(course_paths)))
    for row in _live_rows(course_paths, person_id):
        by_course[row.page.path[:length]].append(row)
    enrolments, progress = _own_progress(course_paths, person_id)
    return {
        path: _shape_outline(path, rows, person_id, enrolments.get(path), progress)
        for path, rows in by_course.items()
    }


def _live_rows(course_paths: Collection[str], person_id: int | None) -> list[_Row]:
    mine = FilteredRelation("completions", condition=Q(completions__person_id=person_id or 0))
    rows = (
        Page.objects.filter(reduce(or_, (Q(path__startswith=path) for path in course_paths)), live=True)
        .annotate(mine=mine)
        .order_by("path")
        .values_list(*PAGE_COLUMNS, "lessonpage__minutes", "mine__pk", "mine__completed_at")
    )
    width = len(PAGE_COLUMNS)
    # Values, made into pages by hand: half the time of a query for pages with as many annotations.
    return [_Row(Page.from_db("default", PAGE_COLUMNS, row[:width]), *row[width:]) for row in rows]


def _own_progress(
    course_paths: Collection[str], person_id: int | None
) -> tuple[dict[str, int], dict[int, Seen]]:
    """The person's enrolments by course path, and when each lesson was seen and completed by lesson id."""
    if person_id is None:
        return {}, {}
    rows = (
        Enrolment.objects.filter(person_id=person_id, course__path__in=course_paths)
        .order_by()
        .values_list(
            "course__path", "pk", "progress__lesson_id", "progress__seen_at", "progress__completed_at"
        )
    )
    enrolments: dict[str, int] = {}
    progress: dict[int, Seen] = {}
    for path, enrolment_id, lesson_id, seen_at, completed_at in rows:
        enrolments[path] = enrolment_id
        if lesson_id is not None:
            progress[lesson_id] = (seen_at, completed_at)
    return enrolments, progress


def _shape_outline(
    course_path: str,
    rows: Iterable[_Row],
    person_id: int | None,
    enrolment_id: int | None,
    progress: dict[int, Seen],
) -> CourseOutline:
    course: _Row | None = None
    modules: list[_Row] = []
    lessons: dict[str, list[_Row]] = {}
    for row in rows:
        steps = (len(row.page.path) - len(course_path)) // Page.steplen
        if steps == COURSE_STEPS:
            course = row
        elif steps == MODULE_STEPS:
            modules.append(row)
            lessons[row.page.path] = []
        elif row.page.path[: -Page.steplen] in lessons:
            lessons[row.page.path[: -Page.steplen]].append(row)
    if course is None:
        return CourseOutline(person_id, None, (), None, None, None)
    return CourseOutline(
        person_id=person_id,
        course=course.page,
        modules=tuple(
            ModuleNode(
                page=module.page,
                number=number,
                lessons=tuple(
                    LessonNode(
                        lesson.page, place, lesson.minutes or 0, *progress.get(lesson.page.pk, (None, None))
                    )
                    for place, lesson in enumerate(lessons[module.page.path], start=1)
                ),
                completion_id=module.completion_id,
                completed_at=module.completed_at,
            )
            for number, module in enumerate(modules, start=1)
        ),
        enrolment_id=enrolment_id,
        completion_id=course.completion_id,
        completed_at=course.completed_at,
    )


def question_blocks(lesson: LessonPage) -> dict[str, Any]:
    """The lesson's activity blocks by block id, in reading order."""
    return {block.id: block for block in activity_blocks(lesson.body)}


def outcomes_of(*pages: Page) -> QuerySet[Outcome]:
    """What the pages count towards in the framework in use, in its order, with requirement and area."""
    outcomes: QuerySet[Outcome] = (
        Outcome.objects.filter(page__in=[page.pk for page in pages], competence__framework__is_current=True)
        .select_related("competence__parent")
        .order_by("competence__position", "-level")
    )
    return outcomes


@dataclass(frozen=True, slots=True)
class CourseOutcome:
    """A requirement that a course counts towards, by itself or through its modules."""

    competence: Competence
    level: int
    is_proposal: bool

    @property
    def level_label(self) -> str:
        return str(Level(self.level).label)


def course_outcomes(outline: CourseOutline) -> list[CourseOutcome]:
    """What the course and its live modules count towards, at the highest level of each; one query."""
    pages = [outline.course, *(module.page for module in outline.modules)]
    return merge_outcomes(outcomes_of(*(page for page in pages if page is not None)))


def merge_outcomes(outcomes: Iterable[Outcome]) -> list[CourseOutcome]:
    """One entry for each requirement, with the highest level; a proposal if that one is."""
    best: dict[int, CourseOutcome] = {}
    for outcome in outcomes:
        known = best.get(outcome.competence_id)
        if known is None or outcome.level > known.level:
            best[outcome.competence_id] = CourseOutcome(
                outcome.competence, outcome.level, outcome.is_proposal
            )
    return sorted(best.values(), key=lambda outcome: outcome.competence.position)


@dataclass(frozen=True, slots=True)
class Gain:
    """Evidence that a completion gave, and what it did to the person's level in that requirement."""

    competence: Competence
    title: str
    kind: int
    level_before: int
    level_now: int

    @property
    def has_risen(self) -> bool:
        return self.level_now > self.level_before

    @property
    def level_label(self) -> str:
        return str(Level(self.level_now).label)


def completion_origin(completion_id: int) -> str:
    """How the evidence ledger names a completion."""
    return f"courses.completion:{completion_id}"


def read_gains(person: User, completion_ids: Iterable[int]) -> list[Gain]:
    """What these completions of the person did for their standings, in one query."""
    mine = Evidence.objects.filter(person=person, competence=OuterRef("competence"))
    earlier = (
        mine.original()
        .filter(pk__lt=OuterRef("pk"), revoked_by=None)
        .exclude(origin=OuterRef("origin"))
        .filter(Q(valid_until=None) | Q(valid_until__gte=timezone.localdate()))
        .order_by("-confirms")
    )
    standing = Standing.objects.filter(person=person, competence=OuterRef("competence"))
    rows = (
        Evidence.objects.original()
        .filter(
            person=person,
            origin__in=[completion_origin(pk) for pk in completion_ids],
            revoked_by=None,
        )
        .select_related("competence")
        .annotate(
            level_before=Subquery(earlier.values("confirms")[:1]),
            level_now=Subquery(standing.values("level")[:1]),
        )
        .order_by("competence__position", "pk")
    )
    return [
        Gain(row.competence, row.title, row.kind, row.level_before or 0, row.level_now or 0) for row in rows
    ]
