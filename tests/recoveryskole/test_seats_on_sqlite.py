"""On a SQLite file nobody gets in beyond the seats either: processes and threads that sign up at once.

With the settings that serve, and a file of its own: the database of the tests is in memory, where one waits
for nobody. Whom the file turns away presses once more, as people do.
"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings

SEATS, THREADS, PROCESSES = 7, 12, 2
PREPARE = """
from django.core.management import call_command
from django.core.management.commands.migrate import Command
from tests.database import copy_or_migrate
Command.handle = copy_or_migrate
call_command("migrate", verbosity=0)
from courses.domain.site import ensure_site
from recoveryskole.domain.school import ensure_school
from tests.factories.school import make_session
ensure_school(ensure_site().home)
print(make_session(seats=int(sys.argv[1])).pk)
"""
SIGN_UP = """
import threading
from django.db import OperationalError, connection
from recoveryskole.domain.sign_ups import sign_up
from tests.factories.school import wish
session, threads, me = map(int, sys.argv[1:4])
barrier, turned_away, failed = threading.Barrier(threads), [], []

def one(number):
    barrier.wait()
    try:
        while True:
            try:
                sign_up(session, wish(f"P{me}-{number}", companion="Gry" * (number % 2)))
                return
            except OperationalError:
                turned_away.append(number)
    except Exception as failure:
        failed.append(repr(failure))
    finally:
        connection.close()

running = [threading.Thread(target=one, args=(number,)) for number in range(threads)]
[thread.start() for thread in running]
[thread.join() for thread in running]
print(json.dumps({"turned_away": len(turned_away), "failed": failed}))
"""
BEGIN = "import json, sys, django; django.setup()\n"


def start(script: str, database: Path, *arguments: int) -> subprocess.Popen[str]:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DATABASE_URL": f"sqlite:///{database}",
    }
    run = [sys.executable, "-W", "ignore", "-c", BEGIN + script, *map(str, arguments)]
    return subprocess.Popen(run, env=env, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)


def last_line(process: subprocess.Popen[str]) -> Any:
    told = process.communicate(timeout=300)[0].splitlines()
    assert process.returncode == 0
    return json.loads(told[-1])


def test_sqlite_never_overbooks(tmp_path: Path) -> None:
    database = tmp_path / "school.sqlite3"
    session = last_line(start(PREPARE, database, SEATS))
    running = [start(SIGN_UP, database, session, THREADS, one) for one in range(PROCESSES)]
    assert [last_line(one)["failed"] for one in running] == [[], []]
    with closing(sqlite3.connect(database)) as told:
        rows = told.execute("SELECT id, brought_by_id, state, number FROM recoveryskole_signup").fetchall()
    people = PROCESSES * (THREADS + THREADS // 2)
    assert len(rows) == people
    numbers = sorted(number for *_rest, number in rows if number is not None)
    assert numbers == list(range(1, SEATS + 1))
    party: dict[str, set[str]] = {}
    for key, lead, state, _number in rows:
        party.setdefault(lead or key, set()).add(state)
    assert all(len(states) == 1 for states in party.values()), "both or none"
