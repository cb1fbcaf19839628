"""A lesson that waits for what is tried at work: open, never in the way, and found again."""

import pytest
from django.urls import reverse
from django.utils import translation

from assessments.models import Attempt, Draft
from courses.domain.lessons import submit_answer
from courses.domain.queries import read_outline
from courses.domain.settling import settle_course
from courses.domain.wording import lesson_sentence
from courses.enums import LessonRule
from courses.models import Completion, LessonProgress
from tests.factories.activities import form, practice_task
from tests.factories.courses import (
    answer_form,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_prerequisite,
    make_test,
    pass_test,
    question,
    questions_of,
)
from tests.factories.forms import filled

RIGHT, WRONG = 1, 0


@pytest.fixture
def course(catalogue, person):
    """Two modules, the second after the first, each of one lesson with a question and a task."""
    course = make_course("Kurset")
    first, second = (make_module(course, title) for title in ("Først", "Så"))
    for module in (first, second):
        body = [question(), practice_task()]
        make_lesson(module, f"{module.title}-lektionen", body=body, completion_rule=LessonRule.RIGHT)
    make_prerequisite(second, first)
    make_enrolment(person, course)
    return course


@pytest.fixture
def lessons(course):
    return [module.get_children().first().specific for module in course.get_children().order_by("path")]


def answer(person, lesson, choice=RIGHT):
    block = questions_of(lesson)[0]
    submit_answer(person=person, lesson=lesson, block_id=block.id, fields=filled(answer_form(block, choice)))


def say(person, lesson, **fields):
    block = next(block for block in lesson.body if block.block_type == "practice_task")
    submit_answer(person=person, lesson=lesson, block_id=block.id, fields=filled(form(block.id, **fields)))


def not_yet(person, lesson):
    say(person, lesson, plan="1")


def note(person, lesson):
    say(person, lesson, note="Det tog fem minutter.")


def outline_of(person, course):
    return read_outline(course.path, person)


def test_not_yet_keeps_the_lesson_open_and_is_answered_anew(person, course, lessons):
    first, _second = lessons
    answer(person, first)
    not_yet(person, first)
    assert Draft.objects.get().fields["planned"] == ["1"]
    node = outline_of(person, course).lesson(first)
    assert (node.is_done, node.is_waiting) == (False, True)
    note(person, first)
    node = outline_of(person, course).lesson(first)
    assert (node.is_done, node.is_waiting) == (True, False)
    assert not Draft.objects.exists()
    assert LessonProgress.objects.get().waits_since is not None


def test_what_waits_holds_nothing_back_and_counts_for_nothing(person, course, lessons):
    test = make_test(course)
    for lesson in lessons:
        answer(person, lesson)
    outline = outline_of(person, course)
    assert [module.is_locked for module in outline.modules] == [False, False]
    assert outline.is_ready_for_test
    pass_test(person, test)
    assert not Completion.objects.exists()
    for lesson in lessons:
        note(person, lesson)
    assert list(Completion.objects.order_by("pk").values_list("title", flat=True)) == [
        "Først",
        "Så",
        "Kurset",
    ]


def test_a_wrong_answer_is_nothing_to_wait_for(person, course, lessons):
    first, _second = lessons
    answer(person, first, WRONG)
    not_yet(person, first)
    outline = outline_of(person, course)
    assert (outline.lesson(first).is_waiting, outline.modules[1].is_locked) == (False, True)
    answer(person, first)
    assert outline_of(person, course).lesson(first).is_waiting


def test_not_yet_alone_waits_where_nothing_else_is_asked_for(person, course):
    lesson = make_lesson(make_module(course), body=[practice_task()])
    assert not outline_of(person, course).waiting
    not_yet(person, lesson)
    assert [node.page.title for node in outline_of(person, course).waiting] == [lesson.title]


def test_one_goes_on_with_what_is_next_and_comes_back_last(client, person, course, lessons):
    first, second = lessons
    client.force_login(person)
    client.get(first.url)
    answer(person, first)
    assert outline_of(person, course).resume.page.pk == second.pk
    assert client.get(second.url).status_code == 200
    answer(person, second)
    assert outline_of(person, course).resume.page.pk == first.pk
    note(person, first)
    assert outline_of(person, course).resume.page.pk == second.pk


def test_a_question_that_was_added_later_ends_the_waiting(person, course, lessons):
    first, _second = lessons
    answer(person, first)
    added = question("Og hvad så?")
    first.body = [*first.body.raw_data, added]
    first.save_revision().publish()
    first.refresh_from_db()
    settle_course.func(course.pk)
    assert not outline_of(person, course).lesson(first).is_waiting


def test_what_waits_stands_on_my_learning_and_on_the_way(client, person, course, lessons):
    person.language = "en"
    person.save()
    client.force_login(person)
    first, second = lessons
    for lesson in lessons:
        client.get(lesson.url)
        answer(person, lesson)
    html = client.get(reverse("development:my_learning")).text
    assert "All that is left is to try it at work and write how it went." in html
    assert "Waits for you to try it at work:" in html
    assert html.count(f'href="{second.url}"') >= 1
    assert client.get(second.url).text.count("waits for you to try it") == 1
    assert client.get(course.url).text.count("waits for you to try it") == 2
    note(person, first)
    html = client.get(reverse("development:my_learning")).text
    assert f'<li><a class="ls-link" href="{first.url}">' not in html


def test_the_rule_says_what_must_be_right_and_what_done(lessons):
    lesson = lessons[0]
    with translation.override("en"):
        said = lesson_sentence(lesson, dict(enumerate(questions_of(lesson))))
    assert said == (
        "You are done when you have got the question right and done the rest."
        " You may try as often as you like."
    )


def test_waiting_is_written_once(person, course, lessons):
    first, _second = lessons
    answer(person, first)
    since = LessonProgress.objects.get().waits_since
    not_yet(person, first)
    answer(person, first)
    assert LessonProgress.objects.get().waits_since == since
    assert Attempt.objects.count() == 2


def test_what_is_read_takes_no_more_time(person, course, lessons):
    first, second = lessons
    left = outline_of(person, course).minutes_left
    answer(person, first)
    assert outline_of(person, course).minutes_left == left - first.minutes == second.minutes
