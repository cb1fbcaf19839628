"""Whatever is said in a play, in whatever order: at most one answer, and the newest that was said counts."""

import uuid
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from assessments.h5p.models import XAPIStatement
from assessments.models import Attempt, Draft
from courses.models import LessonProgress
from tests.courses.h5p.conftest import part
from tests.factories.activities import form
from tests.factories.courses import (
    make_catalogue,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_person,
)
from tests.factories.h5p import h5p_block, make_content, make_library, statement, token_for

CLOSING = st.sampled_from(["answered", "completed", "passed", "failed", "mastered"])
# "0" is right: one point of one.
WORDS = st.sampled_from(["0", "1"])
PARAMS = {"question": "?", "answers": [{"text": "a", "correct": True}, {"text": "b", "correct": False}]}


class Play(RuleBasedStateMachine):
    """One person, one lesson, one activity of one point that we count, and two plays of it."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        make_catalogue()
        self.person = make_person()
        course = make_course("Kurset")
        make_enrolment(self.person, course)
        content = make_content(make_library("H5P.MultiChoice"), PARAMS)
        self.block = h5p_block(content)
        self.lesson = make_lesson(make_module(course), body=[self.block])
        self.token = token_for(self.person, self.lesson, content)
        self.client = Client()
        self.client.force_login(self.person)
        self.plays = [str(uuid.uuid4()), str(uuid.uuid4())]
        # What each play is worth by the newest that was said in it, and which had a part answered since.
        self.newest: dict[str, int] = {}
        self.parts: set[str] = set()
        self.sent: list[dict[str, Any]] = []
        self.is_told = False
        self.kept = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def post(self, said: dict[str, Any], play: str, *, acted: bool) -> tuple[Any, dict[str, Any]]:
        caches["process"].clear()
        message = {
            "token": self.token,
            "question": self.block["id"],
            "registration": play,
            "acted": acted,
            "statement": said,
            "children": [],
        }
        address = reverse("lesson_h5p:statement", args=[self.lesson.pk])
        return self.client.post(address, message, content_type="application/json"), message

    @rule(verb=CLOSING, word=WORDS, tab=st.integers(0, 1))
    def answer(self, verb, word, tab):
        play = self.plays[tab]
        response, message = self.post(statement(verb, score=(1, 1), response=word), play, acted=True)
        assert response.status_code == 200
        self.newest[play] = int(word == "0")
        self.parts.discard(play)
        assert response.json()["attempt"]["score"] == self.newest[play]
        assert response.json()["lesson_is_done"]
        self.sent.append(message)
        self.kept += 1

    @rule(verb=CLOSING.filter(lambda verb: verb != "answered"), tab=st.integers(0, 1))
    def say_it_once_more(self, verb, tab):
        play = self.plays[tab]
        response, message = self.post(statement(verb, score=(1, 1)), play, acted=True)
        if play in self.parts:
            self.newest[play] = 0
        self.newest.setdefault(play, 0)
        self.parts.discard(play)
        assert response.json()["attempt"]["score"] == self.newest[play]
        self.sent.append(message)
        self.kept += 1

    @rule(verb=CLOSING, word=WORDS, tab=st.integers(0, 1))
    def end_untouched(self, verb, word, tab):
        response, message = self.post(
            statement(verb, score=(1, 1), response=word), self.plays[tab], acted=False
        )
        assert response.status_code == 200
        assert response.json()["attempt"] is None
        self.sent.append(message)
        self.kept += 1

    @rule(word=WORDS, tab=st.integers(0, 1), acted=st.booleans())
    def answer_a_part(self, word, tab, acted):
        said = part("a", response=word)
        assert self.post(said, self.plays[tab], acted=acted)[0].json()["attempt"] is None
        self.parts.add(self.plays[tab])
        self.kept += 1

    @rule(tab=st.integers(0, 1), acted=st.booleans())
    def say_what_cannot_be(self, tab, acted):
        said = statement("answered")
        said["result"] = {"score": {"raw": 2, "max": 1}}
        assert self.post(said, self.plays[tab], acted=acted)[0].status_code == 422

    @rule(data=st.data())
    def send_again(self, data):
        caches["process"].clear()
        if not self.sent:
            return
        message = data.draw(st.sampled_from(self.sent))
        address = reverse("lesson_h5p:statement", args=[self.lesson.pk])
        assert self.client.post(address, message, content_type="application/json").status_code == 409

    @rule(tab=st.integers(0, 1), state=st.sampled_from(["{}", ""]))
    def save_state(self, tab, state):
        message = {"token": self.token, "question": self.block["id"], "registration": self.plays[tab]}
        address = reverse("lesson_h5p:state", args=[self.lesson.pk])
        said = message | {"state": state}
        assert self.client.post(address, said, content_type="application/json").status_code == 204
        assert Draft.objects.exists() is bool(state)

    @rule(word=st.sampled_from(["seen", "without"]))
    def say_so_oneself(self, word):
        self.client.post(
            reverse("courses:answer", args=[self.lesson.pk]), form(self.block["id"], **{word: "1"})
        )
        self.is_told = True

    @invariant()
    def one_play_is_one_answer(self):
        played = Attempt.objects.filter(response__has_key="registration")
        found = {attempt.response["registration"]: attempt.score for attempt in played}
        assert played.count() == len(found)
        assert found == self.newest
        assert XAPIStatement.objects.count() == self.kept

    @invariant()
    def lesson_is_done_by_those_who_did_something(self):
        done = LessonProgress.objects.exclude(completed_at=None).exists()
        assert done is (bool(self.newest) or self.is_told)


@pytest.mark.django_db
def test_plays() -> None:
    run_state_machine_as_test(
        Play,
        settings=settings(
            max_examples=20,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_a_part_from_before_the_answer_is_not_said_anew() -> None:
    play = Play()
    try:
        play.answer_a_part(word="0", tab=1, acted=False)
        play.answer(verb="passed", word="0", tab=1)
        play.say_it_once_more(verb="passed", tab=1)
        play.one_play_is_one_answer()
    finally:
        play.teardown()
