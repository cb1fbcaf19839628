"""What a lesson's page reads: no more after many answers, and nothing of what is the same for everybody."""

import uuid

import pytest
from django.core.cache import caches
from django.db import connection
from django.db.models.sql import compiler
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Attempt
from tests.factories.activities import add_earlier_attempts, poll, practice_task, reflection
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    question,
    questions_of,
)

EARLIER = 200
FILLED = {
    "reflection": {"text": "Ord", "share": "1"},
    "practice_task": {"note": "Ord"},
    "poll": {"option": "Tid"},
}


@pytest.fixture
def rows(monkeypatch):
    """How many rows the database has handed over, one number for each lot."""
    counted = []
    fetch = compiler.cursor_iter

    def counting(*args):
        for lot in fetch(*args):
            counted.append(len(lot))
            yield lot

    monkeypatch.setattr(compiler, "cursor_iter", counting)
    return counted


def look(client, lesson, rows):
    rows.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(lesson.url).status_code == 200
    return len(captured), sum(rows)


def test_page_reads_the_same_after_two_hundred_earlier_answers_to_each_question(
    client, person, catalogue, rows
):
    course = make_course()
    body = [maker() for maker in (reflection, practice_task, poll, question)]
    lesson = make_lesson(make_module(course), body=body)
    make_enrolment(person, course)
    client.force_login(person)
    client.get(lesson.url)
    forms = [answer_form(questions_of(lesson)[0], 1)]
    for block in body:
        if block["type"] in FILLED:
            filled = FILLED[block["type"]]
            forms.append({"question": block["id"], "submission_key": str(uuid.uuid4()), **filled})
    for form in forms:
        assert client.post(reverse("courses:answer", args=[lesson.pk]), form).status_code == 303
    before = look(client, lesson, rows)
    answers = list(Attempt.objects.all())
    assert len(answers) == len(body)
    for answer in answers:
        add_earlier_attempts(answer, EARLIER)
    assert look(client, lesson, rows) == before
    assert before[1] < EARLIER


def test_addresses_on_the_page_are_not_asked_of_the_shared_cache(client, person, catalogue, settings, rows):
    """It is a table by default: each page that was asked for its address cost a query."""
    course = make_course("Kurset", modules=2, lessons=4)
    make_enrolment(person, course)
    client.force_login(person)
    lesson = lessons_of(course)[1]
    client.get(lesson.url)
    address, here = lesson.url, look(client, lesson, rows)[0]
    settings.CACHES = {
        **settings.CACHES,
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    }
    assert type(caches["default"]).__name__ == "DatabaseCache"
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    assert len(captured) == here, [query["sql"] for query in captured]
