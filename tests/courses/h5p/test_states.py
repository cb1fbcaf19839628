"""How far somebody has come in a play: kept while it lasts, and what ends it."""

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from assessments.h5p.domain.tokens import Play, make_token
from assessments.models import Attempt, Draft
from courses.models import Enrolment, LessonProgress
from tests.courses.h5p.conftest import block_of
from tests.factories.activities import form
from tests.factories.courses import make_enrolment, make_lesson, make_person
from tests.factories.h5p import h5p_block, make_content, make_library, statement, token_for


@pytest.fixture
def keep(signed_in, lesson, token):
    def post(state="{}", *, client=signed_in, **fields):
        said = {
            "token": token,
            "question": block_of(lesson).id,
            "registration": str(uuid.uuid4()),
            "state": state,
            **fields,
        }
        address = reverse("lesson_h5p:state", args=[lesson.pk])
        return client.post(address, json.dumps(said), content_type="application/json")

    return post


def test_how_far_somebody_has_come_is_kept_and_given_back(keep, signed_in, lesson):
    signed_in.get(lesson.url)
    assert keep('{"page":3}').status_code == 204
    assert Draft.objects.get().fields["state"] == ['{"page":3}']
    assert 'data-state="{&quot;page&quot;:3}"' in signed_in.get(lesson.url).content.decode()
    assert keep("").status_code == 204
    assert not Draft.objects.exists()


def test_a_kind_that_forgets_begins_anew(keep, signed_in, lesson, content):
    content.machine_name = "H5P.SingleChoiceSet"
    content.save()
    assert keep('{"page":3}').status_code == 204
    assert 'data-state=""' in signed_in.get(lesson.url).content.decode()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"state": "x" * 70_000}, 413),
        ({"state": "x" * 500_000}, 413),
        ({"state": "\x00"}, 400),
        ({"state": "\ud800"}, 400),
        ({"state": None}, 400),
        ({"state": {"a": 1}}, 400),
        ({"token": "x"}, 403),
        ({"token": 7}, 400),
        ({"question": str(uuid.UUID(int=1))}, 404),
        ({"question": []}, 400),
        ({"registration": "x"}, 400),
        ({"registration": None}, 400),
    ],
)
def test_what_cannot_be_kept_is_refused(keep, fields, status):
    response = keep(**fields)
    assert response.status_code == status
    assert response.json()["message"]
    assert not Draft.objects.exists()


@pytest.mark.parametrize("body", [b"[]", b"7", b"null", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_message_is_refused(signed_in, lesson, body):
    address = reverse("lesson_h5p:state", args=[lesson.pk])
    response = signed_in.post(address, body, content_type="application/json")
    assert (response.status_code, Draft.objects.count()) == (400, 0)


def test_nobody_keeps_a_state_for_another(keep, lesson, content, course):
    assert keep(client=Client()).status_code == 401
    other = make_person()
    client = Client()
    client.force_login(other)
    assert keep(client=client).status_code == 403
    make_enrolment(other, course)
    assert keep(client=client).status_code == 403
    assert keep(token=token_for(other, lesson, content)).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(Enrolment.objects.first().person)
    assert keep(client=strict).status_code == 403
    assert not Draft.objects.exists()


def test_a_token_for_other_content_keeps_nothing(keep, person, content):
    elsewhere = make_content(make_library("H5P.Other", (1, 0, 0)))
    play = Play(person.pk, elsewhere.current_id, Enrolment.objects.get().pk)
    assert keep(token=make_token(play)).status_code == 404
    assert keep(token=make_token(Play(person.pk, content.current_id, None))).status_code == 403
    assert not Draft.objects.exists()


def test_a_play_goes_on_after_its_answer_until_it_is_begun_anew(keep, signed_in, lesson, token):
    registration = str(uuid.uuid4())
    said = {
        "token": token,
        "question": block_of(lesson).id,
        "registration": registration,
        "acted": True,
        "statement": statement(score=(1, 1)),
        "children": [],
    }
    address = reverse("lesson_h5p:statement", args=[lesson.pk])
    answer = signed_in.post(address, json.dumps(said), content_type="application/json")
    assert answer.json()["attempt"] is not None
    assert keep('{"page":3}', registration=registration).status_code == 204
    shown = signed_in.get(lesson.url).text
    assert "<iframe" not in shown
    assert "videre=1" in shown
    block_id = block_of(lesson).id
    left = signed_in.get(f"{lesson.url}?igen={block_id}&videre=1").text
    assert 'data-state="{&quot;page&quot;:3}"' in left
    assert registration in left
    anew = signed_in.get(f"{lesson.url}?igen={block_id}").text
    assert 'data-state=""' in anew
    assert registration not in anew
    # Begun anew, it is what somebody has begun, until it is answered.
    assert keep('{"page":1}').status_code == 204
    assert 'data-state="{&quot;page&quot;:1}"' in signed_in.get(lesson.url).text


def test_what_was_said_in_the_form_ends_a_play(keep, signed_in, lesson):
    registration = str(uuid.uuid4())
    assert keep('{"page":3}', registration=registration).status_code == 204
    fields = form(block_of(lesson).id, seen="1") | {"submission_key": registration}
    signed_in.post(reverse("courses:answer", args=[lesson.pk]), fields)
    assert not Draft.objects.exists()
    assert keep('{"page":4}', registration=registration).status_code == 204
    assert not Draft.objects.exists()


@pytest.mark.parametrize("word", ["seen", "without"])
def test_what_the_activity_does_not_tell_people_say_themselves(signed_in, lesson, content, word):
    bare = make_lesson(lesson.get_parent().specific, "Bar", body=[h5p_block(content)])
    sent = form(block_of(bare).id, **{word: "1"})
    assert signed_in.post(reverse("courses:answer", args=[bare.pk]), sent).status_code == 303
    attempt = Attempt.objects.get()
    assert attempt.response == {word: True}
    assert (attempt.score, attempt.max_score, attempt.is_client_reported) == (0, 0, True)
    assert LessonProgress.objects.get(lesson=bare).completed_at is not None


def test_only_one_thing_is_said_at_a_time(signed_in, lesson):
    sent = form(block_of(lesson).id, seen="1", without="1")
    assert signed_in.post(reverse("courses:answer", args=[lesson.pk]), sent).status_code == 400
    assert not Attempt.objects.exists()
