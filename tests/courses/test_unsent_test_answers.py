"""An answer in a knowledge test that nobody signed in could send waits for its writer, as in a lesson."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from assessments.models import Attempt, TestSitting
from courses.views import unsent
from tests.factories.courses import (
    PASSWORD,
    make_course,
    make_enrolment,
    make_module,
    make_person,
    make_test,
)

with override("da"):
    SIGNED_OUT = str(unsent.WORDS[unsent.SIGNED_OUT])
    TOO_LATE = str(unsent.WORDS[unsent.TOO_LATE])


@pytest.fixture
def course(catalogue):
    return make_course("Kurset")


@pytest.fixture
def learner(client, person, course):
    make_enrolment(person, course)
    client.force_login(person)
    return client


@pytest.fixture
def exam(learner, course):
    """A test of three questions, begun by the learner; the time is short."""
    begun = make_test(make_module(course), time_limit=10)
    learner.post(reverse("courses:start_test", args=[begun.pk]))
    return begun


def filled_in(learner, exam, number, position=1):
    """The form of a question as the page made it, with the answer at this position chosen."""
    html = learner.get(f"{exam.url}?sp={number}").text.split("data-question=")[1].split("</form>")[0]
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))
    assert set(form) == {"csrfmiddlewaretoken", "question", "submission_key", "sender"}
    drawn = TestSitting.objects.get(page=exam, attempt=None).questions[number - 1]
    return form | {"answer": drawn["question"]["answers"][position]["id"]}


def send(client, exam, form):
    return client.post(reverse("courses:answer_test", args=[exam.pk]), form)


def sign_in(client, person):
    return client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})


def is_chosen(html, form):
    return "checked" in html.split(f'value="{form["answer"]}"')[1].split(">")[0]


def answers():
    return [sitting.answers for sitting in TestSitting.objects.all()]


@pytest.fixture
def form(learner, exam):
    """The second question, filled in."""
    return filled_in(learner, exam, 2)


@pytest.fixture
def stranger(exam, form):
    """The same browser after the session has ended and the form was sent."""
    client = Client()
    response = send(client, exam, form)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    assert form["question"] in response.url
    assert answers() == [{}]
    return client


def test_answer_sent_after_the_session_ended_waits_for_its_writer(stranger, exam, form, person):
    sign_in(stranger, person)
    for address in (exam.url, exam.url, f"{exam.url}?sp=2"):
        response = stranger.get(address)
        assert response.status_code == 200
        assert SIGNED_OUT in response.text
        assert is_chosen(response.text, form)
        assert "Tilbagemelding" not in response.text
    assert SIGNED_OUT not in stranger.get(f"{exam.url}?sp=1").text
    assert answers() == [{}]
    for _click in range(2):
        assert send(stranger, exam, form).url == f"{exam.url}?sp=3"
    (kept,) = answers()
    assert list(kept) == [form["question"]]
    assert kept[form["question"]]["filled"] == {"answer": [form["answer"]]}
    html = stranger.get(f"{exam.url}?sp=2").text
    assert SIGNED_OUT not in html
    assert is_chosen(html, form)
    assert "unsent_answer" not in stranger.session


def test_another_person_who_signs_in_never_sees_it(stranger, exam, form, course, person):
    other = make_person()
    make_enrolment(other, course)
    sign_in(stranger, other)
    stranger.post(reverse("courses:start_test", args=[exam.pk]))
    stranger.get(exam.url)
    assert "unsent_answer" not in stranger.session
    assert SIGNED_OUT not in stranger.get(f"{exam.url}?sp=2").text
    stranger.logout()
    sign_in(stranger, person)
    assert SIGNED_OUT not in stranger.get(f"{exam.url}?sp=2").text
    assert answers() == [{}, {}]


def test_answer_that_arrived_after_all_is_not_asked_for_again(stranger, learner, exam, form, person):
    send(learner, exam, form)
    sign_in(stranger, person)
    assert SIGNED_OUT not in stranger.get(f"{exam.url}?sp=2").text
    assert "unsent_answer" not in stranger.session


def test_another_answer_than_the_kept_one_waits_and_takes_its_place(stranger, learner, exam, form, person):
    send(learner, exam, filled_in(learner, exam, 2, position=0))
    sign_in(stranger, person)
    assert is_chosen(stranger.get(exam.url).text, form)
    send(stranger, exam, form)
    assert answers()[0][form["question"]]["filled"] == {"answer": [form["answer"]]}


def test_what_waits_can_be_dropped(stranger, exam, form, person):
    sign_in(stranger, person)
    response = send(stranger, exam, {"question": form["question"], "drop": "1"})
    assert (response.status_code, response.url) == (303, f"{exam.url}?sp=")
    assert SIGNED_OUT not in stranger.get(f"{exam.url}?sp=2").text
    assert answers() == [{}]


def test_what_waits_is_not_taken_when_the_time_is_up(stranger, exam, form, person):
    TestSitting.objects.update(
        started_at=timezone.now() - dt.timedelta(minutes=11),
        closes_at=timezone.now() - dt.timedelta(minutes=1),
    )
    sign_in(stranger, person)
    html = stranger.get(exam.url, follow=True).text
    assert gettext("The time is up. What you had saved has been handed in.") in html
    assert SIGNED_OUT not in html
    assert "unsent_answer" not in stranger.session
    assert send(stranger, exam, form).status_code == 409
    assert (answers(), Attempt.objects.get().response) == ([{}], {})


def test_what_waits_is_not_for_another_try(stranger, learner, exam, person):
    for address in ("courses:hand_in_test", "courses:start_test"):
        learner.post(reverse(address, args=[exam.pk]))
    sign_in(stranger, person)
    assert SIGNED_OUT not in stranger.get(f"{exam.url}?sp=2").text
    assert "unsent_answer" not in stranger.session


@pytest.mark.parametrize("sender", ["", "1", "1:forfalsket"])
def test_form_that_is_nobodys_is_not_laid_aside(exam, form, sender):
    client = Client()
    assert send(client, exam, form | {"sender": sender}).status_code == 302
    assert list(client.session.keys()) == []


def test_form_of_a_question_that_was_not_drawn_does_not_wait(exam, form, person):
    client = Client()
    send(client, exam, form | {"question": "b0000000-0000-4000-8000-000000000000"})
    sign_in(client, person)
    assert SIGNED_OUT not in client.get(f"{exam.url}?sp=2").text
    assert "unsent_answer" not in client.session


def test_old_form_of_a_signed_in_person_is_laid_aside_too(exam, form, person):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    response = send(strict, exam, form)
    assert (response.status_code, response.url) == (303, f"{exam.url}#{form['question']}")
    assert answers() == [{}]
    html = strict.get(exam.url).text
    assert TOO_LATE in html
    assert is_chosen(html, form)


def test_old_form_of_somebody_else_is_refused_in_words(exam, form):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_person())
    response = send(strict, exam, form)
    assert response.status_code == 403
    assert gettext("The page lay open too long") in response.text
    assert "unsent_answer" not in strict.session
