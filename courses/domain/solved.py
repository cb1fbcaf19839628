"""What completing a part of a course proves: that somebody took part, or has solved it; and how.

The one owner of that rule (docs/decisions/took-part-and-solved.md). Solved is a module whose test is passed,
or whose demanded lessons all ask for right answers and got them; and a course whose final test is passed, or
whose demanded modules are all solved. What the demanded lessons give to try at work must be noted as well.
Everything else is taking part. What rests on a browser's word proves less than both, unless a test is passed.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from accounts.models import User
from assessments.domain.activities import ACTIVITIES
from assessments.ledger.basis import Basis, Way, of_passed_test
from assessments.ledger.enums import EvidenceKind
from assessments.models import Attempt, TestSitting
from courses.domain.lesson_rules import (
    PRACTICE_TASK,
    is_judged,
    is_noted,
    practice_tasks,
    required_activities,
)
from courses.domain.outline import CourseOutline, ModuleNode, TestNode
from courses.models import LessonPage

# A lesson's id and a block's.
Task = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Proved:
    """The kind of evidence that a completion is, and how it was done, in figures."""

    kind: EvidenceKind
    basis: Basis


@dataclass(slots=True)
class Facts:
    """What a person has done in some lessons and tests in this round.

    `right` are the tasks with points that were all right once, as far as we could count them ourselves;
    `reported` those whose newest answer a browser has counted. `passed` holds score and questions by test.
    """

    lessons: Mapping[int, LessonPage] = field(default_factory=dict)
    answered: set[Task] = field(default_factory=set)
    right: set[Task] = field(default_factory=set)
    with_points: set[Task] = field(default_factory=set)
    reported: set[Task] = field(default_factory=set)
    noted: set[Task] = field(default_factory=set)
    passed: dict[int, tuple[int, int]] = field(default_factory=dict)

    def lessons_of(self, module: ModuleNode) -> list[LessonPage]:
        return [self.lessons[node.page.pk] for node in module.demanded]


def prove_modules(person: User, outline: CourseOutline, modules: Collection[ModuleNode]) -> dict[int, Proved]:
    """What these modules of the outline prove as they are now, by page id. At most four queries."""
    tests = [module.test for module in modules if module.test is not None]
    facts = _read_facts(person, outline, modules, tests)
    return {module.page.pk: judge_module(module, facts) for module in modules}


def prove_course(person: User, outline: CourseOutline) -> Proved:
    """What the course proves, where its outline says what each module does. At most four queries."""
    if outline.test is None or not outline.test.is_done:
        return judge_course(outline, Facts())
    return judge_course(outline, _read_facts(person, outline, outline.demanded, [outline.test]))


def judge_course(outline: CourseOutline, facts: Facts) -> Proved:
    """What the course proves by these facts. They are asked for only when its test is passed."""
    demanded = outline.demanded
    if outline.test is not None and outline.test.is_done:
        lessons = [lesson for module in demanded for lesson in facts.lessons_of(module)]
        return _prove_by(_test_basis(outline.test, facts), lessons, facts)
    solved = sum(module.proves == EvidenceKind.SOLVED for module in demanded)
    basis = {"way": Way.MODULES, "solved": solved, "of": len(demanded)}
    if any(module.proves == EvidenceKind.CLIENT_REPORTED for module in demanded):
        return Proved(EvidenceKind.CLIENT_REPORTED, basis)
    is_solved = bool(demanded) and solved == len(demanded)
    return Proved(EvidenceKind.SOLVED if is_solved else EvidenceKind.TOOK_PART, basis)


def judge_module(module: ModuleNode, facts: Facts) -> Proved:
    """What the module proves by these facts."""
    lessons = facts.lessons_of(module)
    if module.test is not None and module.test.is_done:
        return _prove_by(_test_basis(module.test, facts), lessons, facts)
    if module.is_attended:
        return Proved(EvidenceKind.TOOK_PART, {"way": Way.ATTENDED})
    required = [
        (lesson.pk, block_id, kind)
        for lesson in lessons
        for block_id, kind in required_activities(lesson).items()
    ]
    if any((pk, block_id) in facts.reported for pk, block_id, _kind in required):
        return Proved(EvidenceKind.CLIENT_REPORTED, _answered_basis(required, lessons, facts))
    if lessons and all(_is_right(lesson, facts) for lesson in lessons):
        asked = {(pk, block_id) for pk, block_id, kind in required} & facts.with_points
        basis = {"way": Way.RIGHT, "right": len(asked & facts.right), "of": len(asked)}
        return _prove_by(basis, lessons, facts)
    return Proved(EvidenceKind.TOOK_PART, _answered_basis(required, lessons, facts))


def _prove_by(basis: Basis, lessons: Iterable[LessonPage], facts: Facts) -> Proved:
    """Solved, if what the lessons give to try at work is noted too; else taken part in."""
    to_try = {(lesson.pk, block_id) for lesson in lessons for block_id in practice_tasks(lesson)}
    noted = to_try & facts.noted
    if to_try:
        basis = {**basis, "noted": len(noted), "to_try": len(to_try)}
    return Proved(EvidenceKind.SOLVED if noted == to_try else EvidenceKind.TOOK_PART, basis)


def _is_right(lesson: LessonPage, facts: Facts) -> bool:
    """Whether the lesson asks for right answers, and every question of it that has some got one.

    Judged by the answers: somebody may have been through it under another rule.
    """
    if not is_judged(lesson):
        return False
    questions = {
        (lesson.pk, block_id)
        for block_id, kind in required_activities(lesson).items()
        if ACTIVITIES[kind].is_graded
    }
    return questions <= facts.right and bool(questions & facts.with_points)


def _test_basis(test: TestNode, facts: Facts) -> Basis:
    passed = facts.passed.get(test.page.pk)
    return of_passed_test(*passed) if passed else {}


def _answered_basis(
    required: Collection[tuple[int, str, str]], lessons: Collection[LessonPage], facts: Facts
) -> Basis:
    if not required:
        return {"way": Way.READ, "read": len(lessons)}
    answered = sum((pk, block_id) in facts.answered for pk, block_id, _kind in required)
    return {"way": Way.ANSWERED, "answered": answered, "of": len(required)}


def _read_facts(
    person: User, outline: CourseOutline, modules: Iterable[ModuleNode], tests: Collection[TestNode]
) -> Facts:
    facts = Facts()
    ids = [lesson.page.pk for module in modules for lesson in module.demanded]
    if ids:
        facts.lessons = LessonPage.objects.in_bulk(ids)
        _read_answers(person, outline, facts)
    if tests:
        sittings = TestSitting.objects.filter(
            person=person, passed=True, page__in=[test.page.pk for test in tests]
        )
        since = {test.page.pk: outline.since(test.page) for test in tests}
        rows = sittings.order_by("number").values_list(
            "page_id", "attempt__score", "attempt__max_score", "attempt__submitted_at"
        )
        facts.passed = {
            page_id: (score, questions)
            for page_id, score, questions, moment in rows
            if _counts(moment, since[page_id])
        }
    return facts


def _counts(moment: dt.datetime, since: dt.datetime | None) -> bool:
    """Whether what was done then is of the time that counts."""
    return since is None or moment >= since


def _read_answers(person: User, outline: CourseOutline, facts: Facts) -> None:
    answers = Attempt.objects.filter(person=person, page__in=facts.lessons, block_id__isnull=False)
    since = {pk: outline.since(lesson) for pk, lesson in facts.lessons.items()}
    columns = ("page_id", "block_id", "score", "max_score", "is_client_reported", "submitted_at")
    for page_id, block_id, score, most, is_reported, moment in answers.order_by(
        "submitted_at", "pk"
    ).values_list(*columns):
        if not _counts(moment, since[page_id]):
            continue
        task = (page_id, str(block_id))
        facts.answered.add(task)
        # The newest comes last, and has the word.
        (facts.reported.add if is_reported else facts.reported.discard)(task)
        if most:
            facts.with_points.add(task)
        if score == most and not is_reported:
            facts.right.add(task)
    if any(practice_tasks(lesson) for lesson in facts.lessons.values()):
        notes = answers.filter(activity=PRACTICE_TASK).order_by()
        facts.noted = {
            (page_id, str(block_id))
            for page_id, block_id, response, moment in notes.values_list(
                "page_id", "block_id", "response", "submitted_at"
            )
            if is_noted(response) and _counts(moment, since[page_id])
        }
