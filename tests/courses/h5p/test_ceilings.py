"""What a completion is said to lead to is no more than what it will prove."""

import pytest

from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import EvidencePolicy
from courses.domain.ceilings import read_ceilings
from courses.enums import LessonRule, ModuleForm
from tests.courses.h5p.conftest import block_for
from tests.factories.courses import (
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_test,
    question,
    text,
)

CLIENT, TOOK_PART, SOLVED = EvidenceKind.CLIENT_REPORTED, EvidenceKind.TOOK_PART, EvidenceKind.SOLVED


@pytest.fixture
def course(catalogue):
    return make_course("Kurset")


@pytest.fixture
def module(course):
    return make_module(course, title="Modul")


def kinds(*pages):
    ceilings = read_ceilings()
    return [ceilings.best[page.path] for page in pages]


def test_what_we_count_can_be_solved(course, module, counted):
    make_lesson(module, body=[block_for(counted)], completion_rule=LessonRule.RIGHT)
    ceilings = read_ceilings()
    assert (ceilings.of_path(module.path), ceilings.of_path(course.path)) == (2, 2)
    assert kinds(module, course) == [SOLVED, SOLVED]


def test_what_nobody_here_can_count_confirms_less(course, module, uncounted):
    make_lesson(module, body=[block_for(uncounted)], completion_rule=LessonRule.RIGHT)
    beside = make_module(course, title="Andet modul")
    make_lesson(beside, completion_rule=LessonRule.RIGHT)
    assert kinds(module, beside, course) == [CLIENT, SOLVED, CLIENT]
    ceilings = read_ceilings()
    assert [ceilings.of_path(page.path) for page in (module, beside, course)] == [1, 2, 1]


def test_activity_that_nobody_has_to_do_takes_nothing(course, module, uncounted):
    body = [question(), block_for(uncounted, is_required=False)]
    make_lesson(module, body=body, completion_rule=LessonRule.RIGHT)
    assert kinds(module, course) == [SOLVED, SOLVED]


def test_draft_takes_nothing(course, module, uncounted):
    make_lesson(module, completion_rule=LessonRule.RIGHT)
    make_lesson(module, body=[block_for(uncounted)]).unpublish()
    assert kinds(module, course) == [SOLVED, SOLVED]


def test_test_of_the_module_makes_up_for_it_in_both(course, module, uncounted):
    make_lesson(module, body=[block_for(uncounted)])
    make_test(module)
    assert kinds(module, course) == [SOLVED, SOLVED]


def test_final_test_makes_up_for_it_in_the_course_alone(course, module, uncounted):
    make_lesson(module, body=[block_for(uncounted)])
    make_test(course)
    assert kinds(module, course) == [CLIENT, SOLVED]


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        (LessonRule.ACTIVITIES, [question()]),
        (LessonRule.READ, [question()]),
        (LessonRule.RIGHT, [text()]),
    ],
)
def test_lesson_that_takes_any_answer_is_taking_part(course, module, rule, body):
    make_lesson(module, completion_rule=LessonRule.RIGHT)
    make_lesson(module, body=body, completion_rule=rule)
    assert kinds(module, course) == [TOOK_PART, TOOK_PART]
    assert read_ceilings().of_path(module.path) == 1


def test_course_is_as_good_as_the_modules_that_it_demands(course, module):
    make_lesson(module, completion_rule=LessonRule.RIGHT)
    free = make_module(course, is_required=False)
    make_lesson(free)
    assert kinds(module, free, course) == [SOLVED, TOOK_PART, SOLVED]
    there = make_module(course, form=ModuleForm.ATTENDED)
    assert kinds(there, course) == [TOOK_PART, TOOK_PART]
    make_test(there)
    assert kinds(there, course) == [SOLVED, SOLVED]


def test_passed_test_that_confirms_more_than_solving_is_counted(course, module):
    make_test(module)
    EvidencePolicy.objects.create(kind=SOLVED, ceiling=1)
    assert read_ceilings().of_path(module.path) == 2


def test_number_of_queries_does_not_grow(course, module, uncounted, counted, django_assert_max_num_queries):
    make_lesson(module, body=[block_for(uncounted)])
    for _ in range(3):
        make_lesson(make_module(course), body=[block_for(uncounted), block_for(counted)])
    read_ceilings()
    with django_assert_max_num_queries(7):
        read_ceilings()


def test_page_of_the_course_says_so(client, person, course, module, requirements, uncounted):
    make_outcome(module, requirements[0])
    make_lesson(module, body=[block_for(uncounted)])
    make_enrolment(person, course)
    client.force_login(person)
    assert "op til trin 1" in client.get(course.url).content.decode()


def test_page_of_another_course_does_not(client, person, course, module, requirements, counted):
    make_outcome(module, requirements[0])
    make_lesson(module, body=[block_for(counted)], completion_rule=LessonRule.RIGHT)
    client.force_login(person)
    assert "fortæller selv" not in client.get(course.url).content.decode()
