"""Against a learning record store that others wrote: Ralph, with its file backend, in its own process."""

import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bcrypt
import pytest
import requests
from django.utils import timezone

from assessments.h5p.domain.forwarding import deliver_waiting
from assessments.h5p.domain.lrs import Store, send
from assessments.h5p.domain.outgoing import as_sent
from assessments.h5p.enums import DeliveryState
from assessments.h5p.models import Delivery
from tests.factories.accounts import make_person
from tests.factories.h5p import statement

from .conftest import named, queue

pytestmark = pytest.mark.django_db
# Ralph reads a key as ASCII.
KEY = ("laersammen", "hemmelig")
# Seconds; it takes two on an idle machine.
START_TIMEOUT = 120
# Ralph 5.1 writes to a file once and then refuses (its file backend creates and never adds): let it add.
RUN = """
import sys, uvicorn
from ralph.backends.data.base import BaseOperationType
from ralph.backends.lrs.fs import FSLRSBackend
FSLRSBackend.default_operation_type = BaseOperationType.APPEND
uvicorn.run("ralph.api:app", host="127.0.0.1", port=int(sys.argv[1]))
"""


@dataclass
class Ralph:
    endpoint: str

    def statements(self, **query: str) -> list[dict[str, Any]]:
        """What the store tells about what it has, as another system would ask it."""
        response = requests.get(
            f"{self.endpoint}/statements",
            params=query,
            auth=KEY,
            headers={"X-Experience-API-Version": "1.0.3"},
            timeout=10,
        )
        response.raise_for_status()
        found: list[dict[str, Any]] = response.json()["statements"]
        return found


@pytest.fixture(scope="module")
def ralph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ralph]:
    """A running Ralph that knows one account and has nothing stored."""
    folder = tmp_path_factory.mktemp("ralph")
    (folder / "auth.json").write_text(json.dumps([_account()]))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("RALPH_")},
        "RALPH_APP_DIR": str(folder),
        "RALPH_AUTH_FILE": str(folder / "auth.json"),
        "RALPH_HISTORY_FILE": str(folder / "history.json"),
        "RALPH_RUNSERVER_BACKEND": "fs",
        "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(folder / "store"),
    }
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-c", RUN, str(port)]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        _wait_until_up(process, f"http://127.0.0.1:{port}/__heartbeat__", folder / "log")
        yield Ralph(f"http://127.0.0.1:{port}/xAPI")
    finally:
        process.terminate()
        process.wait(timeout=20)


def _account() -> dict[str, Any]:
    username, password = KEY
    return {
        "username": username,
        "hash": bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode(),
        "scopes": ["statements/write", "statements/read"],
        "agent": {"account": {"homePage": "https://laer.example.org", "name": "afsender"}},
    }


def _wait_until_up(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            requests.get(address, timeout=5).raise_for_status()
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"Ralph did not start: {log.read_text()}")


@pytest.fixture
def configured(ralph: Ralph, settings: Any) -> Ralph:
    settings.LEARNING_RECORD_STORES = [named("ralph", ralph.endpoint, username=KEY[0], password=KEY[1])]
    settings.TASKS = {**settings.TASKS, "background": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return ralph


def send_again() -> None:
    Delivery.objects.update(state=DeliveryState.WAITING, next_try_at=timezone.now())


def test_statements_arrive_and_can_be_asked_for(configured, said, employee):
    registration = uuid.uuid4()
    parent = said(registration=registration, score=1, max_score=2)
    child = said(registration=registration, parent=parent, sub_content_id=str(uuid.uuid4()))
    citizen = said(person=make_person(), registration=registration)
    queue([parent, child, citizen])

    deliver_waiting.call()

    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DELIVERED}
    found = {one["id"]: one for one in configured.statements(registration=str(registration))}
    assert set(found) == {str(parent.pk), str(child.pk)}
    for row in (parent, child):
        sent = as_sent(row)
        assert {name: found[str(row.pk)][name] for name in sent if name != "version"} == {
            name: sent[name] for name in sent if name != "version"
        }
    actor = found[str(parent.pk)]["actor"]
    assert {one["id"] for one in configured.statements(agent=json.dumps(actor))} >= set(found)
    assert employee.email not in json.dumps(list(found.values()))


def test_the_same_again_is_taken_and_kept_once(configured, said):
    row = said()
    queue([row])
    deliver_waiting.call()
    send_again()

    deliver_waiting.call()

    assert Delivery.objects.get().state == DeliveryState.DELIVERED
    assert len(configured.statements(registration=str(row.registration))) == 1


def test_another_of_the_same_id_counts_as_delivered(configured, said):
    row = said()
    queue([row])
    deliver_waiting.call()
    row.statement["verb"]["display"] = {"da": "svarede"}
    row.save()
    send_again()

    deliver_waiting.call()

    assert Delivery.objects.get().state == DeliveryState.DELIVERED


def test_what_the_store_finds_wrong_is_given_up_and_the_rest_arrives(configured, said):
    rows = [said() for _ in range(5)]
    wrong = said(statement=statement() | {"verb": {"id": ""}})
    queue([*rows, wrong])

    deliver_waiting.call()

    dead = Delivery.objects.get(state=DeliveryState.DEAD)
    assert str(dead.statement_id) == wrong.pk
    assert dead.last_error.startswith("HTTP 4")
    stored = {one["id"] for one in configured.statements(limit="100")}
    assert {row.pk for row in rows} <= stored
    assert wrong.pk not in stored


def test_wrong_key_waits_for_somebody_to_mend_it(configured, said, settings):
    settings.LEARNING_RECORD_STORES[0]["password"] = "forkert"
    queue([said()])

    deliver_waiting.call()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.last_error) == (DeliveryState.WAITING, "HTTP 401 Unauthorized")


def test_store_takes_a_full_batch(ralph, said):
    rows = [as_sent(said()) for _ in range(50)]

    assert send(Store("ralph", ralph.endpoint, *KEY), rows) == 200
