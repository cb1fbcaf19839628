"""What a statement from an H5P activity costs, here and in wagtail-lms."""

import json
import statistics
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from assessments.domain.drafts import save_draft
from bench.rows import Row, compare
from bench.timing import ROOT, count_queries, time_once
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
RUNS = 40
WARM_UPS = 2
MAX_STATEMENT_QUERIES = 8
MAX_COMPLETION_QUERIES = 15
# Beside wagtail-lms, which asks neither whether the lesson is open nor what was answered.
MAX_STATEMENT_RATIO = 1.3
MAX_COMPLETION_RATIO = 1.0
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
    with ExitStack() as opened:
        folder = opened.enter_context(TemporaryDirectory())
        opened.enter_context(_store_in(folder))
        return _measure(opened.enter_context(_beside()))


@contextmanager
def _store_in(folder: str) -> Iterator[None]:
    store = storages["h5p"]
    known = store.__dict__.copy()
    store.__dict__.update(base_location=folder, location=folder)
    yield
    store.__dict__.clear()
    store.__dict__.update(known)


def _measure(beside: "_Beside | None") -> list[Row]:
    content = make_content(make_library(), PARAMS)
    course = _make_course(content)
    lessons = lessons_of(course)
    first = lessons[0]
    teller, *players = [_Player(course, content) for _number in range(RUNS + WARM_UPS + 3)]
    for player in (teller, *players):
        player.open(first)
    opened = iter(players)

    def tell() -> None:
        caches["process"].clear()
        teller.tell(first)

    def complete() -> None:
        next(opened).complete(first)

    statement_ms, completion_ms = _take_turns(tell, complete, beside)
    statement_queries = count_queries(tell)
    completion_queries = count_queries(complete)
    with override_settings(
        LEARNING_RECORD_STORES=[STORE], TASKS={"background": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    ):
        stored_queries = count_queries(tell)
        stored_completion_queries = count_queries(complete)
    assert LessonProgress.objects.exclude(completed_at=None).count() == RUNS + WARM_UPS + 2

    last = _Player(course, content)
    for lesson in lessons[:-1]:
        last.complete(lesson)
        caches["process"].clear()
    last.open(lessons[-1])
    last_queries = count_queries(lambda: last.complete(lessons[-1]))

    with_it = f"beside {BESIDE}" if beside else f"{BESIDE} COULD NOT BE INSTALLED: not measured beside it"
    return [
        compare(
            f"a statement in, time ({with_it})",
            statement_ms[0],
            "ms",
            baseline=statement_ms[1],
            max_ratio=MAX_STATEMENT_RATIO if beside else None,
        ),
        Row(name="statements a second in, one process", value=1000 / statement_ms[0], unit="a second"),
        compare(
            "a statement in, queries",
            statement_queries,
            "queries",
            baseline=beside.ask("statement count") if beside else None,
            max_value=MAX_STATEMENT_QUERIES,
        ),
        Row(name="the same with a learning record store set", value=stored_queries, unit="queries"),
        compare(
            f"a statement that completes a lesson of {LESSONS}, time",
            completion_ms[0],
            "ms",
            baseline=completion_ms[1],
            max_ratio=MAX_COMPLETION_RATIO if beside else None,
        ),
        compare(
            f"a statement that completes a lesson of {LESSONS}, queries",
            completion_queries,
            "queries",
            baseline=beside.ask("completion count") if beside else None,
            max_value=MAX_COMPLETION_QUERIES,
        ),
        Row(
            name="the same with a learning record store set", value=stored_completion_queries, unit="queries"
        ),
        compare(
            "a statement that completes lesson, module and course, queries",
            last_queries,
            "queries",
            baseline=beside.ask("last") if beside else None,
        ),
    ]


def _take_turns(tell: Any, complete: Any, beside: "_Beside | None") -> list[tuple[float, float | None]]:
    """Median milliseconds of each, ours and theirs. All take turns, so a busy moment falls on all alike."""
    samples: list[list[float]] = [[], [], [], []]
    for number in range(WARM_UPS + RUNS):
        took = [time_once(tell), time_once(complete)]
        if beside is not None:
            took += [beside.ask("statement"), beside.ask("completion")]
        if number >= WARM_UPS:
            for sample, seconds in zip(samples, took, strict=False):
                sample.append(seconds * 1000)
    statement_ms, completion_ms = (statistics.median(sample) for sample in samples[:2])
    their_statement_ms, their_completion_ms = (
        statistics.median(sample) if sample else None for sample in samples[2:]
    )
    return [(statement_ms, their_statement_ms), (completion_ms, their_completion_ms)]


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


class _Beside:
    """wagtail-lms in a process of its own, which does one thing at a time when it is asked to."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._read()

    def ask(self, what: str) -> float:
        """Seconds, or how many queries (bench/lms_beside.py)."""
        assert self.process.stdin is not None
        print(what, file=self.process.stdin, flush=True)
        return float(self._read())

    def _read(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())


@contextmanager
def _beside() -> Iterator[_Beside | None]:
    """wagtail-lms on its own, with a database like ours; None where it cannot be installed."""
    home = ROOT / "var" / "bench" / "wagtail-lms"
    python = home / "bin" / "python"
    uv = [sys.executable, "-m", "uv"]
    needed = [BESIDE] if connection.vendor == "sqlite" else [BESIDE, "psycopg[binary]"]
    try:
        if not python.exists():
            subprocess.run([*uv, "venv", "-q", str(home)], check=True)
        subprocess.run(
            [*uv, "pip", "install", "-q", "--python", str(python), *needed], check=True, timeout=300
        )
    except (subprocess.SubprocessError, OSError) as problem:
        print(f"{BESIDE} could not be installed: {type(problem).__name__}", file=sys.stderr)
        yield None
        return
    keys = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
    database = {key: settings.DATABASES["default"].get(key, "") for key in keys}
    process = subprocess.Popen(
        [
            str(python),
            *("-m", "bench.lms_beside"),
            str(RUNS + WARM_UPS + 2),
            json.dumps(database),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    with process:
        yield _Beside(process)
