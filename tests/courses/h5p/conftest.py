from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.domain.activities import Grade
from assessments.h5p.domain.grading import GRADERS
from assessments.h5p.domain.grading.base import Grader, Report
from assessments.h5p.kinds import ContentKind, Ending, Keyboard, content_kinds
from courses.models import LessonPage
from tests.factories.courses import make_enrolment, make_lesson
from tests.factories.h5p import h5p_block, make_content, make_library, statement, token_for

Post = Callable[..., Any]

REGISTRATION = "6b1c9c0a-3a5e-4a4e-9a5e-0d2f4f8f7a01"


class SaysYes(Grader):
    """One point for »ja«; content without `points` cannot be counted, nor an answer without words."""

    def max_score(self, params: Mapping[str, Any]) -> int | None:
        return params.get("points")

    def grade(self, params: Mapping[str, Any], report: Report) -> Grade | None:
        highest = self.max_score(params)
        if highest is None or not (report.response or report.children):
            return None
        answers = [report.response, *(child.response for child in report.children.values())]
        return Grade(min(answers.count("ja"), highest), highest)


@pytest.fixture(autouse=True)
def _graders(monkeypatch):
    """A kind of content that we count the points of, whatever else is registered."""
    monkeypatch.setitem(GRADERS, "H5P.SaysYes", SaysYes())
    monkeypatch.setitem(
        content_kinds(),
        "H5P.SaysYes",
        ContentKind("H5P.SaysYes", {"da": "Ja"}, Keyboard.YES, notes={}, end=Ending.ALWAYS),
    )


@pytest.fixture
def counted(db):
    """Content of one point that we count."""
    return make_content(make_library("H5P.SaysYes"), {"points": 1}, title="Ja eller nej")


@pytest.fixture
def uncounted(db):
    """Content of a kind that nobody here can count."""
    return make_content(make_library("H5P.MemoryGame"), title="Vendespil")


@pytest.fixture
def post(client: Client) -> Post:
    """Post a statement as the lesson's page does; `changes` replace fields of the message."""

    def send(lesson, content, said=None, *, person, by=client, headers=None, **changes):
        block = next(block for block in lesson.body.raw_data if block["value"].get("content") == content.pk)
        message = {
            # One query, of the caller's own.
            "token": token_for(person, lesson, content),
            "question": block["id"],
            "registration": REGISTRATION,
            "acted": True,
            "statement": statement() if said is None else said,
            "children": [],
            **changes,
        }
        return by.post(
            reverse("lesson_h5p:statement", args=[lesson.pk]),
            message,
            content_type="application/json",
            headers=headers,
        )

    return send


@pytest.fixture
def content(db):
    library = make_library(files={"main.js": b"1;", "sub/a.css": b"a{}", "icon.svg": b"<svg/>"})
    files = {"images/a b.png": b"png", "film.webm": bytes(1000), "side.html": b"<script>1</script>"}
    return make_content(library, {"question": "Hvad nu?"}, files=files, title="Quizzen")


@pytest.fixture
def lesson(course, person, content) -> LessonPage:
    make_enrolment(person, course)
    module = course.get_children().first().specific
    return make_lesson(module, "Døren", body=[h5p_block(content, alternative="<p>Bank på.</p>")])


@pytest.fixture
def token(lesson, person, content) -> str:
    return token_for(person, lesson, content)


@pytest.fixture
def signed_in(client, person) -> Client:
    client.force_login(person)
    return client


def block_of(lesson: LessonPage):
    return lesson.body[0]


def block_for(content, **fields: Any) -> Any:
    return h5p_block(content, **fields)


def part(name: str, verb: str = "answered", **result: Any) -> dict[str, Any]:
    """A statement about the part of the content that has this sub content id."""
    said = statement(verb, **result)
    said["object"]["id"] += f"?subContentId={name}"
    said["context"] = {"contextActivities": {"parent": [{"id": "http://localhost/h5p/1"}]}}
    return said
