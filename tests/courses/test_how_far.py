"""How far somebody is: only what is needed is counted, and what is optional says so."""

import re

import pytest
from django.urls import reverse

from courses.domain.queries import read_outline
from courses.enums import ModuleForm, ModuleRule
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_test,
    question,
    questions_of,
)


def send(client, lesson):
    return client.post(reverse("courses:answer", args=[lesson.pk]), answer_form(questions_of(lesson)[0], 1))


@pytest.fixture
def course(catalogue):
    """One module of two lessons that are needed and one that is not, then a module that is optional."""
    course = make_course("Kurset", modules=1, lessons=2)
    module = course.get_children().get().specific
    make_lesson(module, "Til den nysgerrige", body=[question()], is_required=False)
    make_lesson(make_module(course, "Ekstra", is_required=False), "Mere", body=[question()])
    return course


@pytest.fixture
def learner(client, person, course):
    make_enrolment(person, course)
    client.force_login(person)
    return client


def test_only_what_is_needed_is_counted(learner, person, course):
    assert read_outline(course.path, person).how_far == (0, 2, 2)
    needed, _other, optional, extra = lessons_of(course)
    for lesson in (needed, optional, extra):
        send(learner, lesson)
    outline = read_outline(course.path, person)
    assert outline.how_far == (1, 2, 2)
    assert [module.how_far for module in outline.modules] == [(1, 2, 1), (1, 1, 0)]
    assert [outline.place_of(lesson) for lesson in lessons_of(course)] == [1, 2, None, None]


@pytest.mark.parametrize("address", ["course", "catalogue", "my_learning"])
def test_every_place_that_says_how_far_says_the_same(learner, course, catalogue, address):
    send(learner, lessons_of(course)[0])
    html = learner.get(
        {"course": course.url, "catalogue": catalogue.url, "my_learning": reverse("development:my_learning")}[
            address
        ]
    ).text
    assert "1 af 2 lektioner, der skal til" in html
    assert not re.search(r"1 af [34] lektioner", html)


def test_lesson_says_that_it_is_optional_and_its_track_has_no_piece_of_it(learner, course):
    needed, _other, optional, _extra = lessons_of(course)
    assert "<span>Frivillig</span>" in learner.get(optional.url).text
    html = learner.get(needed.url).text
    assert "<span>Frivillig</span>" not in html
    track = html.split('class="ls-track"')[1].split("</div>")[0]
    assert re.findall(r"<span[^>]*>", track) == ['<span class="is-here">', "<span>"]


def test_nothing_added_later_takes_a_completed_module_back(learner, person, course):
    for lesson in lessons_of(course)[:2]:
        send(learner, lesson)
    make_lesson(lessons_of(course)[0].get_parent().specific, body=[question()])
    module = read_outline(course.path, person).modules[0]
    assert (module.is_done, module.how_far) == (True, (3, 3, 1))


def test_where_no_lesson_is_marked_all_are_needed_and_none_says_optional(client, person, catalogue):
    course = make_course("Kurset", modules=1, lessons=0)
    for title in ("Et", "To"):
        make_lesson(course.get_children().get().specific, title, body=[question()], is_required=False)
    make_enrolment(person, course)
    client.force_login(person)
    html = client.get(course.url).text
    assert "0 af 2 lektioner<" in html
    assert "frivillig" not in html


def test_where_the_test_alone_decides_no_lesson_is_counted(client, person, catalogue):
    course = make_course("Kurset")
    module = make_module(course, completion_rule=ModuleRule.TEST)
    make_lesson(module, "Vej dertil", body=[question()])
    make_test(module)
    make_module(course, "Dagen", form=ModuleForm.ATTENDED)
    make_enrolment(person, course)
    client.force_login(person)
    html = client.get(course.url).text
    assert read_outline(course.path, person).how_far == (0, 0, 1)
    assert not re.search(r"\d af \d lektion", html)
    assert html.count(", frivillig") == 1
