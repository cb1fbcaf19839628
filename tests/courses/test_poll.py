"""A poll in a lesson: what all answered is shown five at a time."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Attempt, PollStep
from tests.factories.activities import form, poll
from tests.factories.courses import make_course, make_enrolment, make_lesson, make_module, make_person


@pytest.fixture
def course(catalogue):
    return make_course("Kurset")


@pytest.fixture
def module(course):
    return make_module(course)


@pytest.fixture
def learner(client, person, course):
    make_enrolment(person, course)
    client.force_login(person)
    return client


def another_learner(course):
    person = make_person()
    make_enrolment(person, course)
    client = Client()
    client.force_login(person)
    return client


def lesson_with(module, block):
    return make_lesson(module, body=[block])


def send(client, lesson, block, **fields):
    return client.post(reverse("courses:answer", args=[lesson.pk]), form(block["id"], **fields))


VOTES = r'<span>([^<]+)</span>\s*<span class="ls-votes__number">\s*([^<]+?)\s*</span>'


def test_poll_is_shown_five_at_a_time_and_moves_no_sooner(learner, module, course):
    block = poll()
    lesson = lesson_with(module, block)
    send(learner, lesson, block, option="Tid")
    for option in ("Et nej", "Et nej", "At vente"):
        send(another_learner(course), lesson, block, option=option)
    html = learner.get(lesson.url).text
    assert "ls-votes" not in html
    assert "Svarene vises, når 5 har svaret, og så 5 nye ad gangen." in html
    assert "4 har svaret" not in html
    send(another_learner(course), lesson, block, option="Et nej")
    shown = [("Tid", "1 af 5"), ("At vente", "1 af 5"), ("Et nej", "3 af 5")]
    assert re.findall(VOTES, learner.get(lesson.url).text) == shown
    # One more, and one who thinks again: neither can be seen until five more have answered.
    send(another_learner(course), lesson, block, option="At vente")
    send(learner, lesson, block, option="At vente")
    assert re.findall(VOTES, learner.get(lesson.url).text) == shown
    for option in ("Tid", "Tid", "Tid", "Et nej"):
        send(another_learner(course), lesson, block, option=option)
    shown = [("Tid", "3 af 10"), ("At vente", "3 af 10"), ("Et nej", "4 af 10")]
    assert re.findall(VOTES, learner.get(lesson.url).text) == shown


def test_poll_tells_only_at_least_how_many_where_nearly_all_agree(learner, module, course):
    block = poll()
    lesson = lesson_with(module, block)
    send(learner, lesson, block, option="Tid")
    for _number in range(4):
        send(another_learner(course), lesson, block, option="Et nej")
    html = learner.get(lesson.url).text
    assert re.findall(VOTES, html) == [("Et nej", "mindst 3 af 5")]
    assert [step.told for step in PollStep.objects.all()] == [{"most": "Et nej", "at_least": 3}]


def test_poll_keeps_what_it_told_when_answers_go(learner, module, course):
    block = poll()
    lesson = lesson_with(module, block)
    send(learner, lesson, block, option="Tid")
    for option in ("Et nej", "Et nej", "At vente", "At vente", "Tid"):
        send(another_learner(course), lesson, block, option=option)
    before = re.findall(VOTES, learner.get(lesson.url).text)
    Attempt.objects.filter(response={"option": "Et nej"}).first().delete()
    for option in ("Tid", "Tid"):
        send(another_learner(course), lesson, block, option=option)
    assert re.findall(VOTES, learner.get(lesson.url).text) == before
    assert PollStep.objects.get().answered == 5


@pytest.mark.parametrize(
    ("fields", "status"), [({}, 422), ({"option": "Andet"}, 400), ({"option": ["Tid", "Et nej"]}, 400)]
)
def test_poll_takes_one_of_its_options(learner, module, fields, status):
    block = poll()
    lesson = lesson_with(module, block)
    assert send(learner, lesson, block, **fields).status_code == status
    assert not Attempt.objects.exists()
