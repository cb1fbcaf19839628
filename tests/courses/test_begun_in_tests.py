"""What is written in a test and not sent: kept, given back, and never graded."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Attempt, Draft, TestSitting
from tests.factories.activities import block
from tests.factories.courses import make_course, make_enrolment, make_module, make_test, question

TEXT = "Vi [[venter]] og [[lytter]]."


@pytest.fixture
def test(client, person, catalogue):
    course = make_course()
    make_enrolment(person, course)
    client.force_login(person)
    words = block("blanks", question="Skriv.", text=TEXT, spelling="one", ignore_case=True, feedback="Ja.")
    test = make_test(make_module(course), pool=[words], tries=3)
    client.post(reverse("courses:start_test", args=[test.pk]))
    return test


def drawn():
    return TestSitting.objects.latest("number").questions[0]["id"]


def form_on(client, test, *words):
    html = client.get(f"{test.url}?sp=1").text
    key = html.split('name="submission_key" value="')[1].split('"')[0]
    return {"question": drawn(), "submission_key": key, "answer": list(words)}


def begin(client, test, form):
    return client.post(reverse("courses:save_test_draft", args=[test.pk]), form)


def answer(client, test, form):
    return client.post(reverse("courses:answer_test", args=[test.pk]), form)


def test_what_is_begun_is_given_back_and_is_no_answer(client, test):
    assert begin(client, test, form_on(client, test, "venter", "")).status_code == 204
    html = client.get(f"{test.url}?sp=1").text
    assert 'value="venter"' in html
    assert "aria-invalid" not in html
    assert TestSitting.objects.get().answers == {}
    client.post(reverse("courses:hand_in_test", args=[test.pk]))
    assert (Attempt.objects.get().response, Draft.objects.count()) == ({}, 0)


def test_answer_takes_the_place_of_what_was_begun(client, test):
    form = form_on(client, test, "venter", "lytter")
    begin(client, test, form)
    answer(client, test, form)
    assert not Draft.objects.exists()
    # Saved once more, as by a page that is left: it says nothing new.
    begin(client, test, form)
    assert not Draft.objects.exists()
    begin(client, test, {**form, "answer": ["venter", "tier"]})
    assert 'value="tier"' in client.get(f"{test.url}?sp=1").text
    assert TestSitting.objects.get().answers[drawn()]["response"] == ["venter", "lytter"]


def test_emptied_form_leaves_nothing(client, test):
    form = form_on(client, test, "venter", "")
    begin(client, test, form)
    begin(client, test, {**form, "answer": ["", " "]})
    assert not Draft.objects.exists()


def test_what_is_begun_can_be_dropped(client, test):
    begin(client, test, form_on(client, test, "venter", ""))
    answer(client, test, {"question": drawn(), "drop": "1"})
    assert not Draft.objects.exists()


def test_form_of_another_try_says_nothing_in_this_one(client, test):
    form = form_on(client, test, "venter", "")
    client.post(reverse("courses:hand_in_test", args=[test.pk]))
    assert begin(client, test, form).status_code == 409
    client.post(reverse("courses:start_test", args=[test.pk]))
    begin(client, test, {**form, "question": drawn()})
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"question": str(uuid.uuid4())}, 400), ({"question": "x"}, 400), ({"answer": ["\x00", "b"]}, 400)],
)
def test_what_cannot_be_kept_is_refused(client, test, fields, status):
    assert begin(client, test, {**form_on(client, test, "a", "b"), **fields}).status_code == status
    assert not Draft.objects.exists()


def test_whoever_is_signed_out_is_told(client, test):
    form = form_on(client, test, "venter", "")
    client.logout()
    response = begin(client, test, form)
    assert response.status_code == 401
    assert response.json()["message"]


def test_question_is_never_shown_from_the_browser_s_store(client, test):
    for address in ("?sp=1", "?overblik=1"):
        assert "no-store" in client.get(f"{test.url}{address}")["Cache-Control"]


def test_what_is_begun_costs_one_query_whatever_its_number(client, person, catalogue):
    counts = []
    for size in (1, 3):
        course = make_course()
        make_enrolment(person, course)
        client.force_login(person)
        test = make_test(make_module(course), pool=[question(f"{number}") for number in range(size)])
        client.post(reverse("courses:start_test", args=[test.pk]))
        for one in TestSitting.objects.get(page=test).questions:
            Draft.objects.create(person=person, page=test, block_id=one["id"], fields={"answer": ["x"]})
        client.get(f"{test.url}?sp=1")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{test.url}?sp=1")
        counts.append(len(queries))
    assert counts[0] == counts[1]
