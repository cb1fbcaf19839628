"""One, ten and fifty people at once: the server of an installation on each database, asked over HTTP.

Gunicorn with two workers and production's settings serves the demo municipality, once from a file of SQLite
and once from PostgreSQL, both made here and gone afterwards (`bench.load_settings` serves no other).
Everybody resumes a lesson, answers in it, looks at Min læring and asks for a manager's report, without
pause and each time on a connection of its own: those that are kept open may all be one worker's.

Another machine has other figures: only ratios are promised, those of one run.
"""

import http.client
import itertools
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bench.rows import Row, compare

ROOT = Path(__file__).resolve().parent.parent
MARK = "laersammen-bench-"
HOST = "127.0.0.1"
SERVER = "postgres://postgres@127.0.0.1:5432/postgres"
PEOPLE = (1, 10, 50)
# Everything is measured so often, in turns, and each time for so many seconds.
PASSES = 2
SECONDS = 3.0
WARM_UP_PEOPLE = 8
START_TIMEOUT = 120
# Together people wait for each other, but an answer must not become more work: a lock that all queue at or a
# worker that sleeps makes it so. On one core the ratio is 1, on two half of that.
MAX_WORK_RATIO = 1.5
Round = list[dict[str, Any]]


@dataclass(frozen=True)
class Answer:
    took: float
    fault: str


@dataclass
class Met:
    """What so many people met: their answers, and the seconds that they came in."""

    answers: list[Answer] = field(default_factory=list)
    seconds: float = 0

    @property
    def took(self) -> list[float]:
        """Milliseconds until each answer."""
        return [answer.took * 1000 for answer in self.answers]

    @property
    def p50(self) -> float:
        return statistics.median(self.took)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.took, n=20)[-1]

    @property
    def rate(self) -> float:
        return len(self.answers) / self.seconds

    @property
    def faults(self) -> Counter[str]:
        return Counter(answer.fault for answer in self.answers if answer.fault)


class Server:
    """Gunicorn on a database and in a folder of its own."""

    def __init__(self, name: str, folder: Path, database_url: str) -> None:
        self.name, self.folder = name, folder
        folder.mkdir()
        (folder / "static").mkdir()
        self.environment = {
            **{
                key: value
                for key, value in os.environ.items()
                if key in ("PATH", "HOME", "LANG", "PYTHONUTF8")
            },
            "DJANGO_SETTINGS_MODULE": "bench.load_settings",
            "BENCH_FOLDER": str(folder),
            "DATABASE_URL": database_url,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "LEDGER_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": HOST,
            "BASE_URL": f"https://{HOST}",
        }
        self.port = free_port()
        self.log = folder / "server.log"

    def prepare(self, people: int) -> subprocess.Popen[str]:
        """Begin to load the demo; the process says at its end what each of its people asks for."""
        command = [sys.executable, "-m", "bench.load_town", str(people)]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, text=True)

    @contextmanager
    def serving(self) -> Iterator[None]:
        """As the README says to serve, with two workers."""
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--preload", "--workers=2", "--threads=4"]
        command += [
            "--keep-alive=5",
            f"--bind={HOST}:{self.port}",
            "--log-level=warning",
            "--no-control-socket",
        ]
        with self.log.open("w") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            self._wait(process)
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + START_TIMEOUT
        while time.monotonic() < until and process.poll() is None:
            if not ask(self.port, {"path": "/healthz", "cookie": ""}).fault:
                return
            time.sleep(0.1)
        raise RuntimeError(f"The server did not start:\n{self.log.read_text()}")


def measure() -> list[Row]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix=MARK)))
        servers = [Server("SQLite", folder / f"{MARK}sqlite", f"sqlite:///{folder / 'db.sqlite3'}")]
        rows = []
        postgres = os.environ.get("BENCH_DATABASE_URL") or SERVER
        if os.environ.get("BENCH_DATABASE_URL") or does_answer(postgres):
            url = stack.enter_context(own_database(postgres))
            servers.append(Server("PostgreSQL", folder / f"{MARK}postgresql", url))
        else:
            rows = [Row(name=f"load, PostgreSQL: NOT measured, none answers at {postgres}", value=0, unit="")]
        preparing = [stack.enter_context(server.prepare(max(PEOPLE))) for server in servers]
        for process in preparing:
            stack.callback(process.kill)
        rounds = [read_rounds(process) for process in preparing]
        for server in servers:
            stack.enter_context(server.serving())
        found = {server.name: {people: Met() for people in PEOPLE} for server in servers}
        for server, round_of in zip(servers, rounds, strict=True):
            # Each worker reads in what a report needs when it is first asked for one.
            crowd(server.port, round_of[:WARM_UP_PEOPLE], Met(), at_least=len(round_of[0]))
        # Databases and numbers of people take turns, so that a busy moment falls on all alike.
        for _pass, people in itertools.product(range(PASSES), PEOPLE):
            for server, round_of in zip(servers, rounds, strict=True):
                crowd(server.port, round_of[:people], found[server.name][people])
        for server in servers:
            tell_faults(server, found[server.name])
    return rows + list(tell(found))


def read_rounds(process: subprocess.Popen[str]) -> list[Round]:
    """What `bench.load_town` says at its end."""
    said, _ = process.communicate()
    if process.returncode:
        raise RuntimeError("The demo could not be loaded: see above.")
    rounds: list[Round] = json.loads(said.splitlines()[-1])
    return rounds


def crowd(port: int, rounds: list[Round], met: Met, *, at_least: int = 2) -> None:
    """Each person goes round and round, from another place in the round, until the time is up."""
    began = time.monotonic()

    def go(number: int) -> list[Answer]:
        answers: list[Answer] = []
        for request in itertools.islice(itertools.cycle(rounds[number]), number, None):
            if time.monotonic() >= began + SECONDS and len(answers) >= at_least:
                break
            answers.append(ask(port, request))
        return answers

    with ThreadPoolExecutor(len(rounds)) as pool:
        met.answers += [answer for each in pool.map(go, range(len(rounds))) for answer in each]
    met.seconds += time.monotonic() - began


def ask(port: int, request: dict[str, Any]) -> Answer:
    """One request on a connection of its own, as a proxy that speaks https passes it on."""
    headers = {"Cookie": request["cookie"], "X-Forwarded-Proto": "https", "Origin": f"https://{HOST}"}
    headers |= {"Accept-Encoding": "gzip", "Connection": "close"}
    form, method, expected = None, "GET", 200
    if "form" in request:
        form = urlencode({**request["form"], "submission_key": uuid.uuid4()})
        method, expected = "POST", 303
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    began = time.perf_counter()
    door = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        door.request(method, request["path"], body=form, headers=headers)
        response = door.getresponse()
        response.read()
        fault = "" if response.status == expected else f"{response.status} at {request['path']}"
    except (OSError, http.client.HTTPException) as error:
        fault = f"{type(error).__name__} at {request['path']}"
    finally:
        door.close()
    return Answer(time.perf_counter() - began, fault)


def tell(found: dict[str, dict[int, Met]]) -> Iterator[Row]:
    """Each database beside one person alone, then the second beside the first."""
    for name, figures in found.items():
        alone = figures[PEOPLE[0]]
        for people, met in figures.items():
            what = f"load, {name}, {people} at once"
            one = met is alone
            yield compare(f"{what}: p50", met.p50, "ms", baseline=None if one else alone.p50)
            yield compare(f"{what}: p95", met.p95, "ms", baseline=None if one else alone.p95)
            yield compare(f"{what}: answers", met.rate, "a second", baseline=None if one else alone.rate)
        yield compare(
            f"load, {name}: time for each answer of {PEOPLE[-1]} at once",
            1000 / figures[PEOPLE[-1]].rate,
            "ms",
            baseline=1000 / alone.rate,
            max_ratio=MAX_WORK_RATIO,
        )
        faults = sum(met.faults.total() for met in figures.values())
        yield compare(f"load, {name}: answers that were faults", faults, "answers", max_value=0)
    for first, second in itertools.pairwise(found):
        for people in PEOPLE:
            base, met = found[first][people], found[second][people]
            what = f"load, {second} beside {first}, {people} at once"
            yield compare(f"{what}: p50", met.p50, "ms", baseline=base.p50)
            yield compare(f"{what}: p95", met.p95, "ms", baseline=base.p95)
            yield compare(f"{what}: answers", met.rate, "a second", baseline=base.rate)


def tell_faults(server: Server, figures: dict[int, Met]) -> None:
    """What went wrong, and the end of what the server said of it."""
    for people, met in figures.items():
        for fault, times in met.faults.most_common(5):
            print(f"{server.name}, {people} at once: {fault}, {times} times", file=sys.stderr)
    if any(met.faults for met in figures.values()):
        print("\n".join(server.log.read_text().splitlines()[-30:]), file=sys.stderr)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def does_answer(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def own_database(server: str) -> Iterator[str]:
    """The address of a new database on that server, which goes with all that are connected to it."""
    name = f"{MARK}{os.getpid()}-{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
