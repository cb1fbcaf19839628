"""What a lesson costs: a bounded number of queries, whatever the size of its course."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Attempt
from courses.models import Completion
from tests.factories.activities import reflection
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_prerequisite,
    make_test,
    question,
    questions_of,
)

LESSON_PAGE_BUDGET = 12
# Session, person and page; the lock, three for the outline, two for the answer, one for what is open, one for
# the log; one more for a draft. The rest is the transaction.
ANSWER_BUDGET = 14
COMPLETION_BUDGET = 15


def count(act):
    with CaptureQueriesContext(connection) as captured:
        response = act()
    assert response.status_code in (200, 303)
    return len(captured), [query["sql"] for query in captured]


@pytest.fixture(params=[3, 20])
def lessons(request, client, person, catalogue, requirements):
    course = make_course("Kurset", modules=1, lessons=request.param)
    make_outcome(lessons_of(course)[0].get_parent(), requirements[0])
    extra = make_module(course, is_required=False)
    make_test(extra)
    make_prerequisite(extra, make_course())
    make_enrolment(person, course)
    client.force_login(person)
    client.get(course.url)
    return lessons_of(course)


def send(client, lesson):
    return client.post(reverse("courses:answer", args=[lesson.pk]), answer_form(questions_of(lesson)[0], 1))


def test_lesson_page_stays_within_its_budget(client, lessons):
    first, *_rest = lessons
    opened, queries = count(lambda: client.get(first.url))
    assert opened <= LESSON_PAGE_BUDGET, queries
    seen, queries = count(lambda: client.get(first.url))
    assert seen <= LESSON_PAGE_BUDGET, queries
    send(client, first)
    answered, queries = count(lambda: client.get(first.url))
    assert answered <= LESSON_PAGE_BUDGET, queries


def test_lesson_page_of_a_module_just_completed_stays_within_its_budget(client, lessons):
    for lesson in lessons:
        send(client, lesson)
    assert Completion.objects.exists()
    completed, queries = count(lambda: client.get(lessons[-1].url))
    assert completed <= LESSON_PAGE_BUDGET, queries


@pytest.mark.parametrize(
    ("make", "field"), [(question, "answer"), (reflection, "text")], ids=["graded", "own words"]
)
def test_an_answer_costs_the_same_however_often_one_has_answered(client, person, catalogue, make, field):
    """Two questions and one of them answered again and again: nothing is completed by it."""
    course = make_course("Kurset", modules=1, lessons=3)
    lesson = make_lesson(course.get_children().get().specific, body=[make(), make()])
    make_enrolment(person, course)
    client.force_login(person)
    client.get(lesson.url)
    block = lesson.body[0]
    counts = []
    for number in range(4):
        value = block.value["answers"].bound_blocks[0].id if make is question else f"Nummer {number}."
        form = {"question": block.id, "submission_key": str(uuid.uuid4()), field: value}
        address = reverse("courses:answer", args=[lesson.pk])
        counts.append(count(lambda sent=form, to=address: client.post(to, sent)))
    assert all(told <= ANSWER_BUDGET for told, _queries in counts), counts[-1][1]
    assert Attempt.objects.filter(person=person).count() == 4


def test_completing_a_lesson_stays_within_its_budget(client, lessons):
    client.get(lessons[0].url)
    completing, queries = count(lambda: send(client, lessons[0]))
    assert completing <= COMPLETION_BUDGET, queries


def test_lesson_of_twelve_activities_costs_what_one_of_three_does(client, person, catalogue):
    course = make_course("Kurset", modules=1, lessons=0)
    make_enrolment(person, course)
    client.force_login(person)
    counts = []
    for number in (3, 12):
        body = [question(f"{place}") for place in range(number)]
        lesson = make_lesson(course.get_children().get().specific, body=body)
        client.get(lesson.url)
        client.post(reverse("courses:answer", args=[lesson.pk]), answer_form(questions_of(lesson)[0], 1))
        counts.append(count(lambda url=lesson.url: client.get(url))[0])
    assert counts[0] == counts[1] <= LESSON_PAGE_BUDGET


def test_completing_the_last_lesson_costs_the_same_in_a_large_course(client, lessons):
    *others, last = lessons
    for lesson in others:
        send(client, lesson)
    completing, queries = count(lambda: send(client, last))
    assert Completion.objects.count() == 2
    assert completing <= 35, queries
