"""Reading a course as one person sees it: its live parts, how far they are, what it gave them."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import CharField, Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from assessments.domain.activities import activity_blocks
from assessments.ledger.models import Evidence, Standing
from assessments.ledger.policy import KINDS
from assessments.models import TestSitting
from competences.enums import Level
from competences.models import Competence
from courses.domain.outline import CourseOutline, LessonNode, ModuleNode, Required, TestNode
from courses.models import Completion, Enrolment, LessonPage, Outcome, Prerequisite

COURSE_STEPS = 0
MODULE_STEPS = 1
# What a page in an outline knows of itself: enough for its address, its place and its revision.
OUTLINE_COLUMNS = {
    *("id", "path", "depth", "numchild", "title", "slug", "url_path", "live"),
    *("content_type_id", "live_revision_id"),
}
# In the order of the model's own fields, as `Page.from_db` takes them.
PAGE_COLUMNS = tuple(
    column.attname for column in Page._meta.concrete_fields if column.attname in OUTLINE_COLUMNS
)
# What each kind of page adds, in the order of `_Row`.
KIND_COLUMNS = (
    "coursepage__completion_rule",
    *("modulepage__form", "modulepage__is_required", "modulepage__completion_rule"),
    *("lessonpage__minutes", "lessonpage__is_required", "lessonpage__completion_rule"),
    *("testpage__draws", "passed_at"),
    *("mine__pk", "mine__completed_at", "mine__proves"),
)
WIDTH = len(PAGE_COLUMNS)


class _Row(NamedTuple):
    """A live page of a course with what is known of it besides; None for what its kind does not have."""

    page: Page
    course_rule: str | None
    module_form: str | None
    is_required_module: bool | None
    module_rule: str | None
    minutes: int | None
    is_required_lesson: bool | None
    lesson_rule: str | None
    draws: int | None
    passed_at: dt.datetime | None
    completion_id: int | None
    completed_at: dt.datetime | None
    proves: str | None

    @property
    def parent_path(self) -> str:
        return str(self.page.path[: -Page.steplen])


@dataclass(frozen=True, slots=True)
class _Own:
    """The person's enrolment in one course, and when each lesson was seen, completed, left waiting; by id."""

    enrolment_id: int | None = None
    paused_at: dt.datetime | None = None
    restarted_at: dt.datetime | None = None
    progress: dict[int, tuple[dt.datetime | None, ...]] = field(default_factory=dict)
    # By module id: when it was last begun anew by itself.
    retaken: dict[int, dt.datetime] = field(default_factory=dict)

    def since(self, page_id: int | None) -> dt.datetime | None:
        return self.retaken.get(page_id or 0) or self.restarted_at


def read_outline(course_path: str, person: Any) -> CourseOutline:
    """The course at the tree path as the person sees it, in three queries whatever its size.

    `person` may be anonymous. Parts that are not live, or lie under one that is not, are left out; when the
    course itself is not live the outline is empty and `is_live` is false.
    """
    return read_outlines([course_path], person)[course_path]


def read_outlines(course_paths: Collection[str], person: Any) -> dict[str, CourseOutline]:
    """The courses at these tree paths, each as `read_outline` gives it, in as many queries for all."""
    if not course_paths:
        return {}
    person_id: int | None = person.pk
    by_course: dict[str, list[_Row]] = {path: [] for path in course_paths}
    length = len(next(iter(course_paths)))
    rows = _live_rows(course_paths, person_id)
    for row in rows:
        by_course[row.page.path[:length]].append(row)
    own = _own_progress(course_paths, person_id)
    requires = read_required([row.page.pk for row in rows if row.course_rule or row.module_rule], person_id)
    return {
        path: _shape_outline(path, found, person_id, own.get(path, _Own()), requires)
        for path, found in by_course.items()
    }


def _live_rows(course_paths: Collection[str], person_id: int | None) -> list[_Row]:
    mine = FilteredRelation(
        "completions",
        condition=Q(
            completions__person_id=person_id or 0,
            completions__superseded_at=None,
            completions__taken_back_at=None,
        ),
    )
    passed = TestSitting.objects.filter(person_id=person_id or 0, page=OuterRef("pk"), passed=True)
    passed_at = Subquery(passed.order_by("-number").values("attempt__submitted_at")[:1])
    rows = (
        Page.objects.filter(reduce(or_, (Q(path__startswith=path) for path in course_paths)), live=True)
        .annotate(mine=mine, passed_at=passed_at)
        .order_by("path")
        .values_list(*PAGE_COLUMNS, *KIND_COLUMNS)
    )
    # Values, made into pages by hand: half the time of a query for pages with as many annotations.
    return [_Row(Page.from_db("default", PAGE_COLUMNS, row[:WIDTH]), *row[WIDTH:]) for row in rows]


def _own_progress(course_paths: Collection[str], person_id: int | None) -> dict[str, _Own]:
    if person_id is None:
        return {}
    rows = (
        Enrolment.objects.current()
        .filter(person_id=person_id, course__path__in=course_paths)
        .annotate(
            now=FilteredRelation("progress", condition=Q(progress__earlier=0)),
            retaken=FilteredRelation(
                "completions",
                condition=Q(completions__superseded_at__isnull=False, completions__taken_back_at=None),
            ),
        )
        .order_by()
        .values_list(
            *("course__path", "pk", "paused_at", "round", "enrolled_at"),
            *("retaken__page_id", "retaken__superseded_at"),
            *("now__lesson_id", "now__seen_at", "now__completed_at", "now__waits_since"),
        )
    )
    own: dict[str, _Own] = {}
    for path, pk, paused_at, number, enrolled_at, retaken, retaken_at, lesson_id, *dates in rows:
        known = own.setdefault(path, _Own(pk, paused_at, enrolled_at if number > 1 else None))
        if retaken is not None:
            known.retaken[retaken] = max(retaken_at, known.retaken.get(retaken, retaken_at))
        if lesson_id is not None:
            known.progress[lesson_id] = tuple(dates)
    return own


def read_required(page_ids: Collection[int], person_id: int | None) -> dict[int, tuple[Required, ...]]:
    """What is to be taken before each of these pages, as the author ordered it; one query.

    What is not live cannot be taken and is left out.
    """
    taken = Completion.objects.standing().filter(person_id=person_id, page=OuterRef("required"))
    rows = (
        Prerequisite.objects.filter(page__in=page_ids, required__live=True)
        .annotate(is_met=Exists(taken))
        .select_related("required")
        .order_by("sort_order", "pk")
    )
    found: dict[int, tuple[Required, ...]] = {}
    for row in rows:
        found[row.page_id] = (*found.get(row.page_id, ()), Required(row.required, row.is_met))
    return found


def _shape_outline(
    course_path: str,
    rows: Iterable[_Row],
    person_id: int | None,
    own: _Own,
    requires: dict[int, tuple[Required, ...]],
) -> CourseOutline:
    course: _Row | None = None
    modules: list[_Row] = []
    lessons: dict[str, list[_Row]] = {}
    tests: dict[str, TestNode] = {}
    ids: dict[str, int] = {}
    for row in rows:
        steps = (len(row.page.path) - len(course_path)) // Page.steplen
        if steps == COURSE_STEPS:
            course = row
        elif row.draws:
            moment, since = row.passed_at, own.since(ids.get(row.parent_path))
            is_passed = moment is not None and (since is None or moment >= since)
            tests.setdefault(row.parent_path, TestNode(row.page, is_passed))
        elif steps == MODULE_STEPS:
            modules.append(row)
            ids[row.page.path] = row.page.pk
            lessons[row.page.path] = []
        elif row.parent_path in lessons:
            lessons[row.parent_path].append(row)
    if course is None:
        return CourseOutline(person_id, None, "", (), None, (), None, None, None, None, None, "")
    return CourseOutline(
        person_id=person_id,
        course=course.page,
        rule=course.course_rule or "",
        modules=_open_after_waiting(
            ModuleNode(
                page=module.page,
                number=number,
                form=module.module_form or "",
                is_required=bool(module.is_required_module),
                rule=module.module_rule or "",
                lessons=tuple(
                    LessonNode(
                        lesson.page,
                        place,
                        lesson.minutes or 0,
                        bool(lesson.is_required_lesson),
                        lesson.lesson_rule or "",
                        *own.progress.get(lesson.page.pk, (None, None, None)),
                    )
                    for place, lesson in enumerate(lessons[module.page.path], start=1)
                ),
                test=tests.get(module.page.path),
                requires=requires.get(module.page.pk, ()),
                completion_id=module.completion_id,
                completed_at=module.completed_at,
                proves=module.proves or "",
                retaken_at=own.retaken.get(module.page.pk),
            )
            for number, module in enumerate(modules, start=1)
        ),
        test=tests.get(course_path),
        requires=requires.get(course.page.pk, ()),
        enrolment_id=own.enrolment_id,
        paused_at=own.paused_at,
        restarted_at=own.restarted_at,
        completion_id=course.completion_id,
        completed_at=course.completed_at,
        proves=course.proves or "",
    )


def _open_after_waiting(modules: Iterable[ModuleNode]) -> tuple[ModuleNode, ...]:
    """A course's modules, where one that is worked through holds none of the others back."""
    modules = tuple(modules)
    through = {module.page.pk for module in modules if module.is_worked_through}
    return tuple(
        replace(
            module,
            requires=tuple(
                replace(required, is_met=required.is_met or required.page.pk in through)
                for required in module.requires
            ),
        )
        if module.requires
        else module
        for module in modules
    )


def question_blocks(lesson: LessonPage) -> dict[str, Any]:
    """The lesson's activity blocks by block id, in reading order."""
    return {block.id: block for block in activity_blocks(lesson.body)}


def outcomes_of(*page_ids: int) -> QuerySet[Outcome]:
    """What the pages count towards in the framework in use, in its order, with requirement and area."""
    outcomes: QuerySet[Outcome] = (
        Outcome.objects.filter(page__in=page_ids, competence__framework__is_current=True)
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


def course_outcomes(outline: CourseOutline, ceiling_of: Callable[[Page], int]) -> list[CourseOutcome]:
    """What the course and its live modules count towards, at the highest level of each; one query.

    `ceiling_of` says how high completing a page confirms: no more is promised.
    """
    pages = {page.pk: page for page in outline.parts}
    outcomes = list(outcomes_of(*pages))
    for outcome in outcomes:
        outcome.level = min(outcome.level, ceiling_of(pages[outcome.page_id]))
    return merge_outcomes(outcomes)


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
    """Evidence that a completion gave, how, and what it did to the person's level in that requirement."""

    competence: Competence
    title: str
    kind: str
    level_before: int
    level_now: int
    how: str = ""

    @property
    def proof(self) -> str:
        return KINDS[self.kind].say_gained(self.title)

    @property
    def remark(self) -> str:
        return str(KINDS[self.kind].remark)

    @property
    def has_risen(self) -> bool:
        return self.level_now > self.level_before

    @property
    def level_label(self) -> str:
        return str(Level(self.level_now).label)

    @property
    def before_label(self) -> str:
        return str(Level(self.level_before).label)


def completion_origin(completion_id: int | str) -> str:
    """How the evidence ledger names a completion."""
    return f"courses.completion:{completion_id}"


def completions_by_path(person: User) -> dict[str, bool]:
    """The tree paths of what the person has completed, and whether its evidence still holds; one query."""
    origin = Concat(Value(completion_origin("")), Cast(OuterRef("pk"), CharField()))
    ledger = Evidence.objects.unrevoked().filter(person=person, origin=origin)
    expired = ledger.latest_of_each_event().run_out(timezone.localdate())
    rows = Completion.objects.standing().filter(person=person, page__isnull=False)
    return dict(rows.annotate(holds=~Exists(expired)).order_by().values_list("page__path", "holds"))


def sitting_origin(sitting_id: int) -> str:
    """How the evidence ledger names a passed test."""
    return f"assessments.sitting:{sitting_id}"


def read_gains(person: User, origins: Iterable[str]) -> list[Gain]:
    """What these completions and tests of the person did for their standings, in one query."""
    mine = Evidence.objects.unrevoked().filter(person=person)
    earlier = (
        mine.holding(timezone.localdate())
        .filter(competence=OuterRef("competence"), pk__lt=OuterRef("pk"))
        .order_by("-confirms")
    )
    standing = Standing.objects.filter(person=person, competence=OuterRef("competence"))
    rows = (
        mine.of_origin(*origins)
        .latest_of_each_event()
        .select_related("competence")
        .annotate(
            level_before=Subquery(earlier.values("confirms")[:1]),
            level_now=Subquery(standing.values("level")[:1]),
        )
        .order_by("competence__position", "pk")
    )
    return [
        Gain(row.competence, row.title, row.kind, row.level_before or 0, row.level_now or 0, row.how)
        for row in rows
    ]
