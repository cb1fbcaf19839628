"""What a completion is said to lead to is no more than what it will prove."""

import pytest

from courses.domain.ceilings import read_ceilings
from tests.courses.h5p.conftest import block_for
from tests.factories.courses import (
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_test,
)


@pytest.fixture
def course(catalogue):
    return make_course("Kurset")


@pytest.fixture
def module(course):
    return make_module(course, title="Modul")


def test_what_we_count_confirms_as_any_course(course, module, counted):
    make_lesson(module, body=[block_for(counted)])
    ceilings = read_ceilings()
    assert (ceilings.of(module), ceilings.of(course)) == (2, 2)


def test_what_nobody_here_can_count_confirms_less(course, module, uncounted):
    make_lesson(module, body=[block_for(uncounted)])
    beside = make_module(course, title="Andet modul")
    make_lesson(beside)
    ceilings = read_ceilings()
    assert [ceilings.of(page) for page in (module, beside, course)] == [1, 2, 1]


def test_activity_that_nobody_has_to_do_takes_nothing(course, module, uncounted):
    make_lesson(module, body=[block_for(uncounted, is_required=False)])
    assert read_ceilings().weak == frozenset()


def test_draft_takes_nothing(course, module, uncounted):
    make_lesson(module, body=[block_for(uncounted)]).unpublish()
    assert read_ceilings().weak == frozenset()


def test_test_of_the_module_makes_up_for_it_in_both(course, module, uncounted):
    make_lesson(module, body=[block_for(uncounted)])
    make_test(module)
    assert read_ceilings().weak == frozenset()


def test_final_test_makes_up_for_it_in_the_course_alone(course, module, uncounted):
    make_lesson(module, body=[block_for(uncounted)])
    make_test(course)
    assert read_ceilings().weak == {module.path}


def test_number_of_queries_does_not_grow(course, module, uncounted, counted, django_assert_max_num_queries):
    make_lesson(module, body=[block_for(uncounted)])
    for _ in range(3):
        make_lesson(make_module(course), body=[block_for(uncounted), block_for(counted)])
    read_ceilings()
    with django_assert_max_num_queries(5):
        read_ceilings()


def test_page_of_the_course_says_so(client, person, course, module, requirements, uncounted):
    make_outcome(module, requirements[0])
    make_lesson(module, body=[block_for(uncounted)])
    make_enrolment(person, course)
    client.force_login(person)
    assert "op til trin 1" in client.get(course.url).content.decode()


def test_page_of_another_course_does_not(client, person, course, module, requirements, counted):
    make_outcome(module, requirements[0])
    make_lesson(module, body=[block_for(counted)])
    client.force_login(person)
    assert "op til trin 1" not in client.get(course.url).content.decode()
