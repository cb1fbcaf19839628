"""The first lesson of each course is open to anybody: its questions can be tried, and nothing is kept."""

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from assessments.models import Attempt
from courses.domain.queries import question_blocks, read_outline
from courses.models import LessonPage, LessonProgress
from tests.factories.activities import dilemma, poll, practice_task, reflection
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_prerequisite,
    question,
    text,
)
from tests.factories.h5p import h5p_block, make_content

LINE = "Du prøver lektionen. Svar bliver ikke gemt."


def try_it(client, lesson, block, *positions, **form):
    form = form or {k: v for k, v in answer_form(block, *positions).items() if k != "submission_key"}
    return client.post(reverse("courses:try_lesson", args=[lesson.pk]), {"question": block.id, **form})


def rows() -> dict[str, int]:
    """How many rows every table of ours has."""
    ours = [model for model in apps.get_models() if model._meta.managed]
    return {model._meta.label: model._default_manager.count() for model in ours}


@pytest.fixture
def lesson(course):
    return lessons_of(course)[0]


@pytest.mark.parametrize("who", ["anonymous", "signed in"])
def test_anybody_reads_the_first_lesson_and_nothing_is_written(client, person, course, lesson, who):
    if who == "signed in":
        client.force_login(person)
    client.get(course.url)
    before = rows()
    response = client.get(lesson.url)
    assert response.status_code == 200
    assert LINE in response.text
    assert "private" in response.headers["Cache-Control"]
    way_in = "Tilmeld mig" if who == "signed in" else f"{reverse('account_login')}?next="
    assert way_in in response.text
    assert rows() == before


def test_answer_is_graded_in_its_place_and_not_kept(client, course, lesson):
    (block,) = question_blocks(lesson).values()
    client.get(course.url)
    before = rows()
    html = try_it(client, lesson, block, 0).text
    assert html.index("ls-answer--yours") < html.index("Tilbagemelding 0")
    assert f'href="{lesson.url}#{block.id}"' in html
    assert LINE in html
    assert (rows(), Session.objects.count()) == (before, 0)
    assert "sessionid" not in client.cookies
    assert "Tilbagemelding" not in client.get(lesson.url).text


def test_no_cookie_is_needed(course, lesson):
    (block,) = question_blocks(lesson).values()
    response = try_it(Client(enforce_csrf_checks=True), lesson, block, 1)
    assert response.status_code == 200
    assert "Tilbagemelding 1" in response.text


def test_form_that_misses_something_comes_back(client, lesson):
    (block,) = question_blocks(lesson).values()
    response = try_it(client, lesson, block, submission_key="")
    assert response.status_code == 422
    assert 'class="form-error-message"' in response.text


def test_dilemma_is_walked_step_by_step(client, course, lesson):
    lesson.body = LessonPage._meta.get_field("body").to_python([dilemma()])
    lesson.save_revision().publish()
    (block,) = question_blocks(lesson).values()
    response = client.get(lesson.url)
    way: list[str] = []
    for _step in range(5):
        shown = response.context["parts"][0].question
        if shown.attempt:
            break
        way.append(shown.asked["scene"]["choices"][0]["value"])
        response = try_it(client, lesson, block, choice=way)
        assert response.status_code == 200
    assert shown.attempt
    assert len(way) == 2
    assert not Attempt.objects.exists()


def test_what_is_one_s_own_is_shown_and_not_asked(client, course, lesson):
    body = [text(), reflection(), practice_task(), poll("Et", "To"), h5p_block(make_content()), question()]
    lesson.body = LessonPage._meta.get_field("body").to_python(body)
    lesson.save_revision().publish()
    html = client.get(lesson.url).text
    assert html.count("Den her kan du svare på, når du tager kurset.") == 4
    assert html.count("data-question=") == 1
    for hint in ("<iframe", "data-h5p", "<textarea"):
        assert hint not in html
    before = rows()
    for block in question_blocks(lesson).values():
        if block.block_type != "multiple_choice":
            response = try_it(client, lesson, block, note="Jeg", text="Jeg", option="0")
            assert (response.status_code, response.url) == (302, f"{lesson.url}#{block.id}")
    assert rows() == before


def test_only_the_first_is_open(client, course):
    first, *others = lessons_of(course)
    for lesson in others:
        (block,) = question_blocks(lesson).values()
        assert client.get(lesson.url).url == course.url
        assert try_it(client, lesson, block, 0).url == lesson.url
    first.unpublish()
    assert client.get(first.url).status_code == 404
    assert client.get(others[0].url).status_code == 200
    first_module = first.get_parent().specific
    make_prerequisite(first_module, make_course("Først"))
    assert client.get(others[0].url).status_code == 302
    assert client.get(others[1].url).status_code == 200
    course.unpublish()
    assert client.get(others[1].url).status_code == 404


def test_restriction_still_holds(client, lesson):
    (block,) = question_blocks(lesson).values()
    PageViewRestriction.objects.create(page=lesson.get_parent(), restriction_type="login")
    assert client.get(lesson.url).status_code == 302
    response = try_it(client, lesson, block, 0)
    assert (response.status_code, response.url) == (302, lesson.url)


def test_whoever_takes_the_course_has_the_lesson_itself(client, person, course, lesson):
    make_enrolment(person, course)
    client.force_login(person)
    (block,) = question_blocks(lesson).values()
    assert LINE not in client.get(lesson.url).text
    assert LessonProgress.objects.exists()
    assert try_it(client, lesson, block, 0).url == lesson.url
    assert not Attempt.objects.exists()


def test_course_and_catalogue_say_which_lesson_is_open(client, course, lesson, catalogue):
    locked = make_course("Låst", modules=1)
    make_prerequisite(locked.get_children().get(), course)
    html = client.get(course.url).text
    assert f"»{lesson.title}« er åben for alle." in html
    assert f'<a class="step" href="{lesson.url}"' in html
    assert html.count('<a class="step"') == 1
    html = client.get(catalogue.url).text
    assert html.count("Åben for alle:") == 1
    assert f'<a class="ls-link" href="{lesson.url}">{lesson.title}</a>' in html
    assert "er åben for alle" not in client.get(locked.url).text


def test_first_module_without_a_lesson_is_passed_over(client, catalogue, person):
    course = make_course("Kurset")
    make_module(course)
    lesson = make_lesson(make_module(course), body=[question()])
    assert read_outline(course.path, person).open_to_all.page.pk == lesson.pk
    assert client.get(lesson.url).status_code == 200
