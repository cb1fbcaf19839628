"""Statements that somebody made by hand: each changes nothing and gets a plain no."""

import json
import uuid

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from assessments.h5p.domain.tokens import Play, make_token
from assessments.h5p.models import XAPIStatement
from assessments.models import Attempt
from courses.h5p.views.statements import MOST_A_MINUTE
from courses.models import ContactSettings, Enrolment
from tests.courses.h5p.conftest import REGISTRATION, block_for
from tests.factories.courses import (
    lessons_of,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_person,
    make_prerequisite,
)
from tests.factories.h5p import make_content, make_library, statement, token_for


class Attack:
    """A lesson that a person plays in, and one that somebody else plays in; each case changes one thing."""

    def __init__(self, course, person, counted):
        self.course, self.person, self.content = course, person, counted
        self.module = lessons_of(course)[0].get_parent().specific
        self.block = block_for(counted)
        self.lesson = make_lesson(self.module, body=[self.block])
        self.enrolment = make_enrolment(person, course)
        self.other = make_person()
        make_enrolment(self.other, course)
        self.client = Client()
        self.client.force_login(person)
        self.headers: dict[str, str] = {}
        self.content_type = "application/json"
        self.body: bytes | None = None
        self.message = {
            "token": self.token(),
            "question": self.block["id"],
            "registration": REGISTRATION,
            "acted": True,
            "statement": statement(score=(1, 1), response="ja"),
            "children": [],
        }

    def token(self, **changes):
        play = {"person_id": self.person.pk, "version_id": self.content.current_id, **changes}
        play.setdefault("enrolment_id", self.enrolment.pk)
        return make_token(Play(**play))

    @property
    def address(self):
        return reverse("lesson_h5p:statement", args=[self.lesson.pk])

    def send(self):
        body = json.dumps(self.message).encode() if self.body is None else self.body
        return self.client.post(self.address, data=body, content_type=self.content_type, headers=self.headers)

    def score(self, **score):
        self.message["statement"]["result"]["score"] = score

    def raw(self, old, new):
        self.body = json.dumps(self.message).encode().replace(old, new)


def everything():
    """How many rows every table has."""
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


@pytest.fixture(autouse=True)
def _settings_row(db):
    """Wagtail makes the row when a page first asks for it, as the page that refuses a form does."""
    ContactSettings.load()


@pytest.fixture
def attack(course, person, counted):
    return Attack(course, person, counted)


def leave(attack):
    attack.enrolment.delete()


def enrol_anew(attack):
    attack.enrolment.delete()
    make_enrolment(attack.person, attack.course)


def borrow_token(attack):
    attack.message["token"] = token_for(attack.other, attack.lesson, attack.content)


def borrow_enrolment(attack):
    attack.message["token"] = attack.token(enrolment_id=Enrolment.objects.get(person=attack.other).pk)


def look_as_author(attack):
    attack.message["token"] = attack.token(enrolment_id=None)


def take_token_of_other_content(attack):
    other = make_content(make_library("H5P.Other"))
    attack.message["token"] = attack.token(version_id=other.current_id)


def take_token_of_other_course(attack):
    course = make_course(modules=1)
    enrolment = make_enrolment(attack.person, course)
    attack.message["token"] = attack.token(enrolment_id=enrolment.pk)


def name_no_version(attack):
    attack.message["token"] = attack.token(version_id=10**9)


def name_block_of_other_lesson(attack):
    other = block_for(attack.content)
    make_lesson(attack.module, body=[other])
    attack.message["question"] = other["id"]


def name_other_kind_of_block(attack):
    attack.message["question"] = next(
        block["id"] for block in lessons_of(attack.course)[0].body.raw_data if block["type"] != "text"
    )
    attack.lesson = lessons_of(attack.course)[0]


def unpublish_lesson(attack):
    attack.lesson.unpublish()


def unpublish_module(attack):
    attack.module.unpublish()


def unpublish_course(attack):
    attack.course.unpublish()


def lock_module(attack):
    make_prerequisite(attack.module, make_module(attack.course))


def name_no_lesson(attack):
    attack.lesson.pk = 10**9


def name_a_lesson_by_a_number_beyond_all(attack):
    """The largest that an address may hold; a larger one is none (tests/accounts/test_converters.py)."""
    attack.lesson.pk = 10**18 - 1


def sign_out(attack):
    attack.client.logout()


def bring_no_csrf(attack):
    attack.client = Client(enforce_csrf_checks=True)
    attack.client.force_login(attack.person)


def close_account(attack):
    attack.person.is_active = False
    attack.person.save()


def say_nan(attack):
    attack.raw(b'"raw": 1', b'"raw": NaN')


def say_infinity(attack):
    attack.raw(b'"raw": 1', b'"max": Infinity, "raw": 1')


def say_1e999(attack):
    attack.raw(b'"raw": 1', b'"raw": 1e999')


def say_ten_megabytes(attack):
    attack.message["statement"]["result"]["response"] = "x" * 10 * 1024 * 1024


def say_a_little_too_much(attack):
    attack.message["statement"]["result"]["response"] = "x" * settings.XAPI_MAX_BYTES


def send_a_form(attack):
    attack.content_type = "application/x-www-form-urlencoded"


def speak_version_2(attack):
    attack.headers = {"X-Experience-API-Version": "2.0.0"}


def ask_too_often(attack):
    caches["process"].set(f"h5p.statements.{attack.person.pk}", MOST_A_MINUTE)


CASES = [
    (leave, 403),
    (enrol_anew, 403),
    (borrow_token, 403),
    (borrow_enrolment, 403),
    (look_as_author, 403),
    (take_token_of_other_content, 404),
    (take_token_of_other_course, 403),
    (name_no_version, 404),
    (name_block_of_other_lesson, 404),
    (name_other_kind_of_block, 404),
    (unpublish_lesson, 404),
    (unpublish_module, 404),
    (unpublish_course, 404),
    (lock_module, 403),
    (name_no_lesson, 404),
    (name_a_lesson_by_a_number_beyond_all, 404),
    (sign_out, 401),
    (bring_no_csrf, 403),
    (close_account, 401),
    (say_nan, 400),
    (say_infinity, 400),
    (say_1e999, 400),
    (say_ten_megabytes, 413),
    (say_a_little_too_much, 413),
    (send_a_form, 415),
    (speak_version_2, 400),
    (ask_too_often, 429),
    (lambda attack: attack.score(raw=9999, min=0, max=1), 422),
    (lambda attack: attack.score(raw=-1, min=0, max=1), 422),
    (lambda attack: attack.score(scaled=2), 422),
    (lambda attack: attack.message.update(registration="6"), 400),
    (lambda attack: attack.message.update(token="x"), 403),
    (lambda attack: attack.message.update(question="x"), 400),
    (lambda attack: attack.message["statement"].update(id="1"), 400),
    (lambda attack: attack.message["statement"].pop("id"), 400),
]
NAMES = [
    *(prepare.__name__ for prepare, _status in CASES if prepare.__name__ != "<lambda>"),
    *("score 9999", "score -1", "scaled 2", "registration", "token", "question", "id", "no id"),
]


@pytest.mark.parametrize("verb", ["answered", "consumed"])
@pytest.mark.parametrize(("prepare", "status"), CASES, ids=NAMES)
def test_forged_statement_changes_nothing(attack, prepare, status, verb):
    attack.message["statement"]["verb"]["id"] = f"http://adlnet.gov/expapi/verbs/{verb}"
    prepare(attack)
    before = everything()
    response = attack.send()
    assert response.status_code == status
    assert everything() == before
    if prepare is not bring_no_csrf:
        assert response.json()["message"]


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_other_methods_are_told_that_there_is_nothing(attack, method):
    before = everything()
    response = getattr(attack.client, method)(attack.address)
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert everything() == before


def test_token_whose_time_is_over_is_refused(attack):
    hours = 2 * settings.H5P_TOKEN_HOURS
    with time_machine.travel("2036-01-01T00:00:00Z"):
        attack.message["token"] = attack.token()
    with time_machine.travel(f"2036-01-01T{hours:02}:00:01Z"):
        attack.client.force_login(attack.person)
        before = everything()
        assert attack.send().status_code == 403
        assert everything() == before


@pytest.mark.parametrize("body", ["same", "other"])
@pytest.mark.parametrize("sender", ["same", "other"])
def test_statement_that_is_stored_is_never_written_over(attack, body, sender):
    assert attack.send().status_code == 200
    kept = XAPIStatement.objects.values().get()
    if body == "other":
        attack.message["statement"]["result"] = {"response": "nej"}
        attack.message["registration"] = str(uuid.uuid4())
    if sender == "other":
        attack.client.force_login(attack.other)
        attack.message["token"] = token_for(attack.other, attack.lesson, attack.content)
    attack.client.get(attack.lesson.url)
    before = everything()
    response = attack.send()
    assert response.status_code == 409
    assert everything() == before
    assert XAPIStatement.objects.values().get() == kept


def test_id_of_a_part_that_is_stored_is_known_too(attack):
    attack.message["children"] = [
        {"statement": statement() | {"object": {"id": "http://localhost/?subContentId=a"}}}
    ]
    attack.send()
    part = XAPIStatement.objects.exclude(parent=None).get()
    attack.message["statement"] = statement("consumed") | {"id": str(part.pk)}
    before = everything()
    assert attack.send().status_code == 409
    assert everything() == before


def test_registration_of_another_person_is_a_play_of_ones_own(attack):
    attack.message["statement"]["result"]["response"] = "nej"
    attack.send()
    attack.client.force_login(attack.other)
    attack.message["token"] = token_for(attack.other, attack.lesson, attack.content)
    attack.message["statement"] = statement("passed", score=(1, 1))
    assert attack.send().status_code == 200
    assert Attempt.objects.filter(person=attack.other).count() == 1
    assert Attempt.objects.filter(person=attack.person).count() == 1


def test_versions_of_1_0_are_spoken(attack):
    attack.headers = {"X-Experience-API-Version": "1.0.3"}
    assert attack.send().status_code == 200
