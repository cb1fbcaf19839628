"""Whoever does what a starter course asks for gets the levels it promises; whoever only clicks does not."""

import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import pytest
from wagtail.models import Page

from accounts.models import User
from assessments.domain.activities import ACTIVITIES, Filled
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence, Standing
from assessments.models import Attempt
from courses.domain.enrolment import Locked
from courses.domain.knowledge_tests import TestClosed, answer_test, hand_in_test, start_test
from courses.domain.lessons import submit_answer
from courses.domain.queries import read_outline
from courses.exchange.domain.course_files import import_courses
from courses.models import CoursePage, LessonPage, Outcome, TestPage
from tests.courses.exchange.starter import FOLDERS, requirement_codes
from tests.factories.competences import make_area, make_framework, make_requirement
from tests.factories.courses import make_catalogue, make_enrolment

Answer = Callable[[str, Mapping[str, Any]], Filled]


def thoughtful(kind: str, question: Mapping[str, Any]) -> Filled:
    return ACTIVITIES[kind].example(dict(question))


def careless(kind: str, question: Mapping[str, Any]) -> Filled:
    """What somebody sends who wants to be through: nothing with points in it is right."""
    example = thoughtful(kind, question)
    if kind == "multiple_choice":
        return {"answer": [next(one["id"] for one in question["answers"] if not one["is_right"])]}
    if kind == "true_false":
        return {"answer": [str(not question["is_true"]).lower()]}
    if kind == "blanks":
        return {"answer": ["xyz"] * len(example["answer"])}
    if kind == "match_pairs":
        return {**example, "right": [*example["right"][1:], example["right"][0]]}
    if kind == "put_in_order":
        return {**example, "item": example["item"][::-1]}
    return example


@pytest.fixture
def course(request: Any, person: User) -> CoursePage:
    area = make_area(make_framework(), "M")
    for code in requirement_codes():
        make_requirement(area, code)
    make_catalogue()
    (imported,) = import_courses([FOLDERS[request.param]])
    make_enrolment(person, imported.course)
    return imported.course


def walk(person: User, course: CoursePage, answer: Answer) -> None:
    """All that the course asks for online, in its order; what is closed is left out."""
    modules = read_outline(course.path, person).modules
    for module in modules:
        if not module.is_attended:
            for lesson in LessonPage.objects.child_of(module.page).order_by("path"):
                take_lesson(person, lesson, answer)
            take_test(person, module.page, answer)
    take_test(person, course, answer)


def take_lesson(person: User, lesson: LessonPage, answer: Answer) -> None:
    for block in lesson.body:
        if block.block_type in ACTIVITIES:
            question = ACTIVITIES[block.block_type].snapshot(block.value)
            fields = {**answer(block.block_type, question), "submission_key": [str(uuid.uuid4())]}
            with suppress(Locked):
                submit_answer(person=person, lesson=lesson, block_id=block.id, fields=fields)


def take_test(person: User, part: Page, answer: Answer) -> None:
    test = TestPage.objects.child_of(part).first()
    if test is None:
        return
    with suppress(Locked, TestClosed):
        for drawn in start_test(person, test).questions:
            fields = answer(drawn["activity"], drawn["question"])
            answer_test(person, test, drawn["id"], fields)
        hand_in_test(person, test)


def promised_by(course: CoursePage) -> set[tuple[str, str, int]]:
    """What the course and its modules say they count towards: title, requirement, level."""
    outcomes = Outcome.objects.filter(page__path__startswith=course.path)
    return set(outcomes.values_list("page__title", "competence__code", "level"))


@pytest.mark.parametrize("course", FOLDERS, indirect=True)
def test_what_is_promised_is_what_its_rules_confirm(person: User, course: CoursePage) -> None:
    walk(person, course, thoughtful)
    given = Evidence.objects.filter(kind__in=[EvidenceKind.TOOK_PART, EvidenceKind.SOLVED])
    confirmed = set(given.values_list("title", "competence__code", "confirms"))
    assert promised_by(course) - confirmed == set()


@pytest.mark.parametrize("course", FOLDERS, indirect=True)
def test_clicking_through_lifts_nobody_above_level_1(person: User, course: CoursePage) -> None:
    walk(person, course, careless)
    assert Attempt.objects.filter(person=person, max_score__gt=0, score=0).exists()
    assert set(Standing.objects.values_list("level", flat=True)) <= {0, 1}
