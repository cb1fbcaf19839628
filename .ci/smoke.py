"""`make run` as a new user meets it: start it, open pages, sign in as the assistant, start it again.

Nothing but the standard library: it must not lean on what it tests.
"""

import http.cookiejar
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

FIRST_START = 600
# "A second `make run` starts in seconds": with room for a busy machine.
SECOND_START = 40
PERSON = "assistent@example.org"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Run:
    """One `make run`, up to the last line that it prints."""

    def __init__(self, port: int, limit: int) -> None:
        self.began = time.monotonic()
        self.limit = limit
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    def wait_for_people(self) -> float:
        """Seconds until the password of the demo people stands on screen."""
        signal.signal(signal.SIGALRM, self.give_up)
        signal.alarm(self.limit)
        assert self.process.stdout is not None
        for line in self.process.stdout:
            print(f"    {line}", end="", flush=True)
            self.lines.append(line)
            if line.startswith(("Kode til dem alle", "Password for all of them")):
                signal.alarm(0)
                return time.monotonic() - self.began
        sys.exit("make run ended before it served")

    def give_up(self, *_: object) -> None:
        self.stop()
        sys.exit(f"make run did not serve within {self.limit} s")

    def stop(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(timeout=30)


class Visitor:
    """A browser without script that keeps its cookies."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def get(self, path: str, data: dict[str, str] | None = None, expected: int = 200) -> tuple[str, str]:
        """The page's text and the address where it was found in the end."""
        body = urllib.parse.urlencode(data).encode() if data else None
        request = urllib.request.Request(self.base + path, data=body, headers={"Referer": self.base + "/"})
        try:
            with self.opener.open(request, timeout=30) as response:
                status, text, url = response.status, response.read().decode("utf-8", "replace"), response.url
        except urllib.error.HTTPError as error:
            status, text, url = error.code, error.read().decode("utf-8", "replace"), error.url or ""
        check(status == expected, f"{'POST' if data else 'GET'} {path} answers {status}")
        return text, url


def check(holds: bool, what: str) -> None:
    if not holds:
        sys.exit(f"smoke test FAILED: {what}")
    print(f"  ok: {what}", flush=True)


def count_rows() -> dict[str, int]:
    """Rows of every table of the demo database, but for what every visit may add to, and SQLite's own."""
    with sqlite3.connect("file:var/db.sqlite3?mode=ro", uri=True) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for (name,) in tables
            if name not in ("django_session", "cache") and not name.startswith("sqlite_")
        }


def walk(base: str) -> None:
    visitor = Visitor(base)
    visitor.get("/healthz")
    front, _ = visitor.get("/")
    check('lang="da"' in front, "the front page is in Danish")
    stylesheet = re.search(r'href="(/static/[^"]+\.css)"', front)
    check(stylesheet is not None, "the front page names a stylesheet")
    assert stylesheet is not None
    visitor.get(stylesheet.group(1))
    visitor.get("/kurser/")
    visitor.get("/recoveryskole/")
    visitor.get("/was/")
    visitor.get("/findes-ikke/", expected=404)
    form, _ = visitor.get("/konto/login/")
    check(PERSON in form, "the sign-in page has a button for the assistant")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token is not None
    _, landed = visitor.get("/konto/demo/", {"email": PERSON, "csrfmiddlewaretoken": token.group(1)})
    check("login" not in landed, "the button signs the assistant in")
    _, landed = visitor.get("/min-laering/")
    check(landed.endswith("/min-laering/"), "the assistant sees Min læring")
    visitor.get("/rapporter/", expected=403)


def main() -> None:
    port = free_port()
    first = Run(port, FIRST_START)
    try:
        print(f"  first make run served after {first.wait_for_people():.1f} s", flush=True)
        walk(f"http://127.0.0.1:{port}")
    finally:
        first.stop()
    before = count_rows()
    port = free_port()
    second = Run(port, SECOND_START)
    try:
        print(f"  second make run served after {second.wait_for_people():.1f} s", flush=True)
        Visitor(f"http://127.0.0.1:{port}").get("/healthz")
        check("assistent@example.org" in "".join(second.lines[-14:]), "the last lines name the demo people")
        check(count_rows() == before, "a second make run adds and removes no row")
    finally:
        second.stop()


if __name__ == "__main__":
    main()
