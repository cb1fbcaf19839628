"""A learning record store that answers as it is told, and statements to send to it."""

import json
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from assessments.h5p.domain.forwarding import forward, queue_deliveries
from assessments.h5p.models import H5PContent, XAPIStatement
from tests.factories.accounts import make_employment, make_person
from tests.factories.h5p import make_content, statement

Answer = int | tuple[int, dict[str, str]] | Callable[[BaseHTTPRequestHandler], None]


class FakeStore(ThreadingHTTPServer):
    """Takes what it gets, unless `answers` say otherwise (one for each request) or `judge` does."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[Answer] = []
        self.judge: Callable[[list[dict[str, Any]]], int] = lambda statements: 200
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.taken: dict[str, dict[str, Any]] = {}

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/xAPI"

    @property
    def batches(self) -> list[int]:
        """How many statements came with each request."""
        return [len(json.loads(body)) for _, _, body in self.requests]


class Handler(BaseHTTPRequestHandler):
    server: FakeStore

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append((self.path, dict(self.headers), body))
        statements = json.loads(body)
        answer = self.server.answers.pop(0) if self.server.answers else self.server.judge(statements)
        if callable(answer):
            answer(self)
            return
        status, headers = answer if isinstance(answer, tuple) else (answer, {})
        if status == 200:
            self.server.taken |= {one["id"]: one for one in statements}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def lrs() -> Iterator[FakeStore]:
    with FakeStore() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def store(lrs: FakeStore, settings: Any) -> FakeStore:
    """The same store, named in the settings; what it is to get waits for a worker."""
    settings.LEARNING_RECORD_STORES = [named("kommunen", lrs.endpoint)]
    settings.TASKS = {
        **settings.TASKS,
        "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
    }
    return lrs


@pytest.fixture(autouse=True)
def _no_store_rests() -> None:
    cache.clear()


@pytest.fixture
def content(db: None) -> H5PContent:
    return make_content(language="da")


@pytest.fixture
def employee(db: None) -> User:
    return make_employment(make_person(email="aase.aeroe@example.org", display_name="Åse Ærø")).user


@pytest.fixture
def said(content: H5PContent, employee: User) -> Callable[..., XAPIStatement]:
    """Stores a statement as it is kept; the keywords are the row's, `statement` what it says."""

    def store_statement(**fields: Any) -> XAPIStatement:
        spoken = fields.pop("statement", None) or statement(score=(1, 2))
        fields.setdefault("person", employee)
        fields.setdefault("registration", uuid.uuid4())
        part = f"?subContentId={fields['sub_content_id']}" if "sub_content_id" in fields else ""
        spoken["object"]["id"] = f"{settings.WAGTAILADMIN_BASE_URL}/h5p/{content.pk}{part}"
        spoken.setdefault("timestamp", timezone.now().isoformat())
        return XAPIStatement.objects.create(
            id=spoken["id"],
            block_id=uuid.uuid4(),
            version=content.current,
            verb=spoken["verb"]["id"],
            statement=spoken,
            **fields,
        )

    return store_statement


def queue(statements: Sequence[XAPIStatement]) -> None:
    """Forward them, and make their deliveries as a worker does."""
    forward(statements)
    for waiting in DBTaskResult.objects.filter(task_path=queue_deliveries.module_path):
        queue_deliveries.call(**waiting.args_kwargs["kwargs"])
        waiting.delete()


def named(name: str, endpoint: str, **fields: str) -> dict[str, str]:
    """A store as the settings name it."""
    return {
        "name": name,
        "endpoint": endpoint,
        "username": "laersammen",
        "password": "hemmelig æøå",
        **fields,
    }
