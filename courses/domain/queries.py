"""Reading a course as one person sees it: its live parts, how far they are, what it gave them."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    CharField,
    Exists,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from accounts.prepared import Prepared
from assessments.domain.activities import activity_blocks
from assessments.ledger.models import Evidence, Standing
from assessments.ledger.policy import KINDS
from assessments.models import TestSitting
from competences.enums import Level
from competences.models import Competence
from courses.domain.outline import CourseOutline, LessonNode, ModuleNode, Required, TestNode
from courses.domain.shape import (
    COURSE_STEPS,
    MODULE_STEPS,
    Part,
    Shape,
    copy_page,
    read_shapes,
    required_first,
)
from courses.models import Completion, Enrolment, LessonPage, Outcome


@dataclass(frozen=True, slots=True)
class Own:
    """The person's enrolment in one course, and when each lesson was seen, completed, left waiting; by id."""

    enrolment_id: int | None = None
    paused_at: dt.datetime | None = None
    restarted_at: dt.datetime | None = None
    progress: dict[int, tuple[dt.datetime | None, ...]] = field(default_factory=dict)
    # By module id: when it was last begun anew by itself.
    retaken: dict[int, dt.datetime] = field(default_factory=dict)

    def since(self, page_id: int | None) -> dt.datetime | None:
        return self.retaken.get(page_id or 0) or self.restarted_at


class Done(NamedTuple):
    """What one person has completed, by page id: its number, when, what it proves; and the tests passed."""

    completions: dict[int | None, list[Any]]
    passed: dict[int | None, dt.datetime]

    def of(self, part: Part) -> tuple[int | None, dt.datetime | None, str]:
        pk, completed_at, proves = self.completions.get(part.pk, (None, None, ""))
        return pk, completed_at, proves


def read_outline(course_path: str, person: Any) -> CourseOutline:
    """The course at the tree path as the person sees it, in three queries whatever its size; one more where
    it has tests, and two for its shape (`courses.domain.shape`) when a page has changed.

    `person` may be anonymous. Parts that are not live, or lie under one that is not, are left out; when the
    course itself is not live the outline is empty and `is_live` is false.
    """
    return read_outlines([course_path], person)[course_path]


def read_outlines(course_paths: Collection[str], person: Any) -> dict[str, CourseOutline]:
    """The courses at these tree paths, each as `read_outline` gives it, in as many queries for all."""
    if not course_paths:
        return {}
    person_id: int | None = person.pk
    shapes = read_shapes(course_paths)
    own = _own_progress(course_paths, person_id)
    done = _done_by(person_id, [pk for shape in shapes.values() for pk in shape.test_ids])
    return {
        path: shape_outline(path, shape, person_id, own.get(path, Own()), done)
        for path, shape in shapes.items()
    }


def _done_by(person_id: int | None, test_ids: Collection[int]) -> Done:
    """One query, and one more where there are tests; none for whoever is not signed in."""
    if person_id is None:
        return Done({}, {})
    return Done(
        {pk: own for pk, *own in _COMPLETED(person=person_id)},
        dict(_PASSED(person=person_id, tests=list(test_ids))) if test_ids else {},
    )


def _completed(person: Any) -> QuerySet[Completion, tuple[Any, ...]]:
    standing = Completion.objects.standing().filter(person=person).order_by()
    return standing.values_list("page_id", "pk", "completed_at", "proves")


def _passed(person: Any, tests: Any) -> QuerySet[TestSitting, tuple[Any, ...]]:
    passed = TestSitting.objects.filter(person=person, page__id__in=tests, passed=True).order_by("number")
    return passed.values_list("page_id", "attempt__submitted_at")


_COMPLETED = Prepared(_completed, person=BigIntegerField())
_PASSED = Prepared(_passed, person=BigIntegerField(), tests=[BigIntegerField()])


def _own_progress(course_paths: Collection[str], person_id: int | None) -> dict[str, Own]:
    if person_id is None:
        return {}
    own: dict[str, Own] = {}
    rows = _WAYS(person=person_id, courses=list(course_paths))
    for path, pk, paused_at, number, enrolled_at, retaken, retaken_at, lesson_id, *dates in rows:
        known = own.setdefault(path, Own(pk, paused_at, enrolled_at if number > 1 else None))
        if retaken is not None:
            known.retaken[retaken] = max(retaken_at, known.retaken.get(retaken, retaken_at))
        if lesson_id is not None:
            known.progress[lesson_id] = tuple(dates)
    return own


def _ways(person: Any, courses: Any) -> QuerySet[Enrolment, tuple[Any, ...]]:
    return (
        Enrolment.objects.current()
        .filter(person_id=person, course__path__in=courses)
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


_WAYS = Prepared(_ways, person=BigIntegerField(), courses=[CharField()])


def read_required(page_ids: Collection[int], person_id: int | None) -> dict[int, tuple[Required, ...]]:
    """What is to be taken before each of these pages, as the author ordered it; one query."""
    taken = Completion.objects.standing().filter(person_id=person_id, page=OuterRef("required"))
    rows = required_first(page_ids).annotate(is_met=Exists(taken)).select_related("required")
    found: dict[int, tuple[Required, ...]] = {}
    for row in rows:
        found[row.page_id] = (*found.get(row.page_id, ()), Required(row.required, row.is_met))
    return found


def shape_outline(
    course_path: str, shape: Shape, person_id: int | None, own: Own, done: Done
) -> CourseOutline:
    """The course of this shape as the person sees it, who has done so much; no queries."""
    course: Part | None = None
    modules: list[Part] = []
    lessons: dict[str, list[Part]] = {}
    tests: dict[str, TestNode] = {}
    ids: dict[str, int] = {}
    for part in shape.parts:
        steps = (len(part.path) - len(course_path)) // Page.steplen
        if steps == COURSE_STEPS:
            course = part
        elif part.draws:
            moment, since = done.passed.get(part.pk), own.since(ids.get(part.parent_path))
            is_passed = moment is not None and (since is None or moment >= since)
            tests.setdefault(part.parent_path, TestNode(part.page, is_passed))
        elif steps == MODULE_STEPS:
            modules.append(part)
            ids[part.path] = part.pk
            lessons[part.path] = []
        elif part.parent_path in lessons:
            lessons[part.parent_path].append(part)
    if course is None:
        return CourseOutline(person_id, None, "", (), None, (), None, None, None, None, None, "")

    def requires(part: Part) -> tuple[Required, ...]:
        pages = map(copy_page, shape.requires.get(part.pk, ()))
        return tuple(Required(page, page.pk in done.completions) for page in pages)

    def as_module(number: int, module: Part) -> ModuleNode:
        completion_id, completed_at, proves = done.of(module)
        return ModuleNode(
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
                    *own.progress.get(lesson.pk, (None, None, None)),
                )
                for place, lesson in enumerate(lessons[module.path], start=1)
            ),
            test=tests.get(module.path),
            requires=requires(module),
            completion_id=completion_id,
            completed_at=completed_at,
            proves=proves,
            retaken_at=own.retaken.get(module.pk),
        )

    completion_id, completed_at, proves = done.of(course)
    return CourseOutline(
        person_id=person_id,
        course=course.page,
        rule=course.course_rule or "",
        modules=_open_after_waiting(as_module(number, part) for number, part in enumerate(modules, start=1)),
        test=tests.get(course_path),
        requires=requires(course),
        enrolment_id=own.enrolment_id,
        paused_at=own.paused_at,
        restarted_at=own.restarted_at,
        completion_id=completion_id,
        completed_at=completed_at,
        proves=proves,
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


def requirements_of_lesson(page_id: int) -> list[int]:
    """The ids of the requirements that a lesson counts towards by its module, then by its course."""
    path = Page.objects.filter(pk=page_id).values_list("path", flat=True).first() or ""
    above = Page.objects.filter(path__in=[path[: -Page.steplen], path[: -2 * Page.steplen]]).order_by("-path")
    parts = list(above.values_list("pk", flat=True))
    found = sorted(outcomes_of(*parts), key=lambda outcome: parts.index(outcome.page_id))
    return list(dict.fromkeys(outcome.competence_id for outcome in found))


@dataclass(frozen=True, slots=True)
class CourseOutcome:
    """A requirement that a course counts towards, by itself or through its modules."""

    competence: Competence
    level: int
    is_proposal: bool

    @property
    def level_label(self) -> str:
        return str(Level(self.level).label)


def course_outcomes(outline: CourseOutline, promised: Callable[[int, str], int]) -> list[CourseOutcome]:
    """What the course and its live modules count towards, at the highest level of each; one query.

    `promised` is that of the course's `Ceilings`.
    """
    paths = {page.pk: page.path for page in outline.parts}
    outcomes = list(outcomes_of(*paths))
    for outcome in outcomes:
        outcome.level = promised(outcome.level, paths[outcome.page_id])
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
