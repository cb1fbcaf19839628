"""Whom somebody may ask to look on: named when they want to ask, to whom the lesson is open."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Attempt, Draft
from tests.factories.accounts import make_employment, make_unit
from tests.factories.activities import practice_task
from tests.factories.courses import make_course, make_enrolment, make_lesson, make_module, make_person


@pytest.fixture
def module(catalogue):
    return make_module(make_course("Kurset"))


@pytest.fixture
def learner(client, person, module):
    make_enrolment(person, module.get_parent().specific)
    client.force_login(person)
    return client


@pytest.fixture
def colleague(person):
    unit = make_unit()
    make_employment(person, unit)
    return make_employment(make_person(display_name="Camilla Ås"), unit).user


def lesson_with(module, *body):
    return make_lesson(module, body=list(body))


def send(client, lesson, block, **fields):
    form = {"question": block["id"], "submission_key": str(uuid.uuid4()), **fields}
    return client.post(reverse("courses:answer", args=[lesson.pk]), form)


def test_list_of_colleagues_is_a_part_of_the_form_for_whom_the_lesson_is_open(learner, module, colleague):
    block = practice_task()
    lesson = lesson_with(module, block)
    address = f"{reverse('courses:colleagues', args=[lesson.pk])}?opgave="
    assert address + block["id"] in learner.get(lesson.url).text
    response = learner.get(address + block["id"])
    assert "Camilla Ås" in response.text
    assert "<html" not in response.text
    assert response["Cache-Control"] == "private, no-store"
    assert not Draft.objects.exists()
    stranger = Client()
    assert stranger.get(address + block["id"]).status_code == 302
    stranger.force_login(colleague)
    assert stranger.get(address + block["id"]).status_code == 302
    assert learner.get(f"{address}x").status_code == 404
    closed = practice_task(may_be_observed=False)
    address = reverse("courses:colleagues", args=[lesson_with(module, closed).pk])
    assert learner.get(f"{address}?opgave={closed['id']}").status_code == 404


def test_draft_of_a_lesson_hands_out_no_colleagues(learner, module, colleague):
    block = practice_task()
    lesson = lesson_with(module, block)
    lesson.unpublish()
    address = reverse("courses:colleagues", args=[lesson.pk])
    response = learner.get(f"{address}?opgave={block['id']}", follow=True)
    assert response.status_code == 404
    assert lesson.title not in response.text


def test_whoever_works_alone_is_told_that_nobody_can_be_asked(learner, module):
    block = practice_task()
    lesson = lesson_with(module, block)
    send(learner, lesson, block, ask="1", note="Et ord")
    html = learner.get(lesson.url).text
    assert "select" not in html
    assert "Der er ikke oprettet andre fra din arbejdsplads." in html
    assert Attempt.objects.count() == 0
