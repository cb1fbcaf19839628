"""What a statement from an H5P activity costs, here and in wagtail-lms."""

import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.cache import caches
from django.core.files.storage import storages
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from assessments.domain.drafts import save_draft
from bench.rows import Row, compare
from bench.timing import ROOT, count_queries, time_side_by_side
from competences.enums import Level
from courses.models import LessonPage, LessonProgress
from tests.factories.accounts import make_employment
from tests.factories.competences import make_area, make_framework, make_requirement
from tests.factories.courses import (
    lessons_of,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_person,
    text,
)
from tests.factories.h5p import h5p_block, make_content, make_library, statement, token_for

LESSONS = 20
RUNS = 15
MAX_STATEMENT_QUERIES = 8
MAX_COMPLETION_QUERIES = 15
BESIDE = "wagtail-lms==0.11.1"
STORE = {"name": "bench", "endpoint": "http://127.0.0.1:9/xAPI", "username": "x", "password": "x"}
# One point: »0« is right.
PARAMS = {
    "question": "<p>Hvad gør du først?</p>",
    "answers": [{"text": "Spørger", "correct": True}, {"text": "Går", "correct": False}],
    "behaviour": {"type": "auto", "singlePoint": False},
}


def measure() -> list[Row]:
    """A course of twenty lessons with an activity each; with and without a learning record store."""
    with TemporaryDirectory() as folder, _store_in(folder):
        return _measure()


@contextmanager
def _store_in(folder: str) -> Iterator[None]:
    store = storages["h5p"]
    known = store.__dict__.copy()
    store.__dict__.update(base_location=folder, location=folder)
    yield
    store.__dict__.clear()
    store.__dict__.update(known)


def _measure() -> list[Row]:
    content = make_content(make_library(), PARAMS)
    course = _make_course(content)
    lessons = lessons_of(course)
    first = lessons[0]
    players = [_Player(course, content) for _number in range(RUNS + 6)]
    waiting = iter(players)
    teller = next(waiting)
    teller.open(first)

    def tell() -> None:
        caches["process"].clear()
        teller.tell(first)

    def complete() -> None:
        next(opened).complete(first)

    for player in players[1:]:
        player.open(first)
    opened = iter(players[1:])
    tell()
    complete()
    statement_queries = count_queries(tell)
    completion_queries = count_queries(complete)
    statement_s, completion_s = time_side_by_side(tell, complete, runs=RUNS, warm_ups=1)
    with override_settings(
        LEARNING_RECORD_STORES=[STORE], TASKS={"background": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    ):
        stored_queries = count_queries(tell)
        stored_completion_queries = count_queries(complete)
    assert LessonProgress.objects.exclude(completed_at=None).count() == RUNS + 4

    last = _Player(course, content)
    for lesson in lessons[:-1]:
        last.complete(lesson)
        caches["process"].clear()
    last.open(lessons[-1])
    last_queries = count_queries(lambda: last.complete(lessons[-1]))

    beside = _measure_beside()
    with_it = f"beside {BESIDE}" if beside else f"{BESIDE} COULD NOT BE INSTALLED: not measured beside it"
    return [
        compare(
            f"a statement in, time ({with_it})",
            statement_s * 1000,
            "ms",
            baseline=beside.get("statement_ms"),
        ),
        Row(name="statements a second in, one process", value=1 / statement_s, unit="a second"),
        compare(
            "a statement in, queries",
            statement_queries,
            "queries",
            baseline=beside.get("statement_queries"),
            max_value=MAX_STATEMENT_QUERIES,
        ),
        Row(name="the same with a learning record store set", value=stored_queries, unit="queries"),
        compare(
            f"a statement that completes a lesson of {LESSONS}, time",
            completion_s * 1000,
            "ms",
            baseline=beside.get("completion_ms"),
        ),
        compare(
            f"a statement that completes a lesson of {LESSONS}, queries",
            completion_queries,
            "queries",
            baseline=beside.get("completion_queries"),
            max_value=MAX_COMPLETION_QUERIES,
        ),
        Row(
            name="the same with a learning record store set", value=stored_completion_queries, unit="queries"
        ),
        compare(
            "a statement that completes lesson, module and course, queries",
            last_queries,
            "queries",
            baseline=beside.get("last_queries"),
        ),
    ]


def _make_course(content: Any) -> Any:
    framework = make_framework()
    area = make_area(framework, "M")
    course = make_course("Målestokken")
    make_outcome(course, make_requirement(area), level=Level.WITH_SUPPORT)
    module = make_module(course)
    make_outcome(module, make_requirement(area), level=Level.WITH_SUPPORT)
    for _number in range(LESSONS):
        make_lesson(module, body=[text("Begynd med det, borgeren selv siger. " * 12), h5p_block(content)])
    return course


class _Player:
    """Somebody employed, signed in and enrolled."""

    def __init__(self, course: Any, content: Any) -> None:
        self.content = content
        self.person = make_person()
        make_employment(self.person)
        make_enrolment(self.person, course)
        self.client = Client()
        self.client.force_login(self.person)

    def open(self, lesson: LessonPage) -> None:
        """As the page does: it is seen, and where the player has come to is kept."""
        assert self.client.get(lesson.url).status_code == 200
        save_draft(self.person, lesson, self._block(lesson), {"state": ["{}"]})
        self.token = token_for(self.person, lesson, self.content)

    def tell(self, lesson: LessonPage) -> None:
        said = statement("answered", score=(1, 1), response="0")
        said["object"]["id"] += "?subContentId=1"
        self._post(lesson, said)

    def complete(self, lesson: LessonPage) -> None:
        if not hasattr(self, "token"):
            self.token = token_for(self.person, lesson, self.content)
        answer = self._post(lesson, statement("answered", score=(1, 1), response="0"))
        assert answer["lesson_is_done"], answer
        assert not answer["attempt"]["is_client_reported"], answer

    def _block(self, lesson: LessonPage) -> str:
        return str(next(block["id"] for block in lesson.body.raw_data if block["type"] == "h5p"))

    def _post(self, lesson: LessonPage, said: Any) -> Any:
        response = self.client.post(
            reverse("lesson_h5p:statement", args=[lesson.pk]),
            {
                "token": self.token,
                "question": self._block(lesson),
                "registration": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.person.pk}/{lesson.pk}")),
                "acted": True,
                "statement": said,
            },
            content_type="application/json",
        )
        assert response.status_code == 200, response.content
        return response.json()


def _measure_beside() -> dict[str, float]:
    """The same by wagtail-lms in an environment of its own; empty where it cannot be installed."""
    home = ROOT / "var" / "bench" / "wagtail-lms"
    python = home / "bin" / "python"
    uv = [sys.executable, "-m", "uv"]
    try:
        if not python.exists():
            subprocess.run([*uv, "venv", "-q", str(home)], check=True)
        subprocess.run(
            [*uv, "pip", "install", "-q", "--python", str(python), BESIDE], check=True, timeout=300
        )
    except (subprocess.SubprocessError, OSError) as problem:
        print(f"{BESIDE} could not be installed: {type(problem).__name__}", file=sys.stderr)
        return {}
    script = Path(__file__).with_name("lms_beside.py")
    told = subprocess.run(
        [str(python), str(script), str(RUNS)], stdout=subprocess.PIPE, text=True, check=True, cwd=home
    )
    found: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return found
