"""Two worker processes count together, in the table and in Redis."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests.factories.accounts import PASSWORD, make_person

START_TIMEOUT = 90
REDIS = "redis://127.0.0.1:6379/9"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(autouse=True)
def _hashes_of_an_installation(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.fixture
def redis() -> Iterator[str]:
    """Where a Redis answers: one of our own where the machine has the program, else what listens there."""
    program, port = shutil.which("redis-server"), free_port()
    if program is None:
        yield f"{REDIS}?key_prefix=test-{os.getpid()}-{port}"
        return
    server = subprocess.Popen(
        [program, "--port", str(port), "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL
    )
    while not listens(port):
        assert server.poll() is None
        time.sleep(0.05)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait()


def database_url(folder: Path) -> str:
    """The test's own database, as another process may open it."""
    if connection.vendor == "postgresql":
        told = connection.settings_dict
        who = ":".join(urllib.parse.quote(told[key]) for key in ("USER", "PASSWORD") if told[key])
        return f"postgres://{who}@{told['HOST'] or '127.0.0.1'}:{told['PORT'] or 5432}/{told['NAME']}"
    path = folder / "db.sqlite3"
    copy = sqlite3.connect(path)
    connection.connection.backup(copy)
    copy.close()
    return f"sqlite:///{path}"


class Server:
    """Gunicorn with two workers; its access log tells which of them answered."""

    def __init__(self, folder: Path, cache_url: str) -> None:
        self.port, self.log = free_port(), folder / "access"
        self.address = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "gunicorn", "config.wsgi", f"--bind=127.0.0.1:{self.port}"]
        command += ["--workers=2", "--log-level=warning", "--no-control-socket"]
        command += [f"--access-logfile={self.log}", "--access-logformat=%(p)s %(m)s"]
        told = {"CACHE_URL": cache_url, "TRUSTED_PROXY_COUNT": "1", "DATABASE_URL": database_url(folder)}
        told["DJANGO_SETTINGS_MODULE"] = "config.settings.development"
        self.process = subprocess.Popen(command, cwd=settings.BASE_DIR, env={**os.environ, **told})

    def wait(self) -> None:
        until = time.monotonic() + START_TIMEOUT
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.build_opener().open(f"{self.address}/healthz", timeout=20).close()
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
            else:
                return
        raise AssertionError("The server did not start.")

    def sign_in(self, email: str, password: str, at: str) -> str:
        """What becomes of one try from that address: "in", "wrong" or "wait"."""
        jar = CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        opener.addheaders = [("X-Forwarded-For", f"6.6.6.6, {at}")]
        door = f"{self.address}/konto/login/"
        page = opener.open(door, timeout=60).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        form = {"csrfmiddlewaretoken": token[1], "login": email, "password": password}
        answer = opener.open(door, urllib.parse.urlencode(form).encode(), timeout=60)
        said = answer.read().decode()
        if "sessionid" in {cookie.name for cookie in jar}:
            return "in"
        return "wait" if "Der er prøvet forkert mange gange" in said else "wrong"

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


def count_together(folder: Path, cache_url: str) -> None:
    person = make_person()
    server = Server(folder, cache_url)
    try:
        server.wait()
        with ThreadPoolExecutor(4) as pool:
            found = list(
                pool.map(lambda number: server.sign_in(person.email, f"x{number}", "192.0.2.1"), range(12))
            )
        # Twelve at once: at most five are looked at, whoever looks.
        assert found.count("wrong") == 5
        assert found.count("wait") == 7
        assert server.sign_in(person.email, PASSWORD, "192.0.2.1") == "wait"
        assert server.sign_in(person.email, PASSWORD, "192.0.2.2") == "in"
        posted = {line.split()[0] for line in server.log.read_text().splitlines() if line.endswith("POST")}
        assert len(posted) == 2
    finally:
        server.end()


@pytest.mark.django_db(transaction=True)
def test_two_workers_count_together_in_the_table(tmp_path: Path) -> None:
    count_together(tmp_path, "dbcache://cache")


@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
def test_two_workers_count_together_in_redis(tmp_path: Path, redis: Any) -> None:
    count_together(tmp_path, redis)
