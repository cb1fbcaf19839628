"""Two server processes write to one SQLite file at once, with the settings that serve.

As requests do: a connection for each, opened, written through, read from and closed. So some are always the
last to close, which is when SQLite takes its log into the file, while others open. Reading stays short, so
that there are thousands of them.
"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from django.conf import settings

SECONDS = 3
THREADS = 4
WRITER = """
import json, os, sys, threading, time
from django.conf import settings
from django.db import connection, transaction
settings.DATABASES["default"]["OPTIONS"]["init_command"] += os.environ["AND_ALSO"]
failed, done = [], []

def serve():
    while time.monotonic() < ends:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO answer (text) VALUES (hex(randomblob(1000)))")
            with connection.cursor() as cursor:
                cursor.execute("SELECT text FROM answer ORDER BY id DESC LIMIT 20")
                assert all(len(text) == 2000 for (text,) in cursor.fetchall())
            done.append(1)
        except Exception as failure:
            failed.append(str(failure))
        finally:
            # As at the end of each request.
            connection.close()

ends = time.monotonic() + float(sys.argv[1])
threads = [threading.Thread(target=serve) for _number in range(int(sys.argv[2]))]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(json.dumps({"done": len(done), "failed": failed}))
"""


def write_at_once(database: Path, *, and_also: str = "") -> list[dict]:
    """What two processes say that they did, and what failed; `and_also` goes to each connection."""
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DATABASE_URL": f"sqlite:///{database}",
        "AND_ALSO": and_also,
    }
    with closing(sqlite3.connect(database)) as empty:
        empty.execute("CREATE TABLE answer (id INTEGER PRIMARY KEY, text TEXT)")
    writer = [sys.executable, "-W", "ignore", "-c", WRITER, str(SECONDS), str(THREADS)]
    processes = [
        subprocess.Popen(writer, env=env, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)
        for _number in range(2)
    ]
    return [json.loads(process.communicate(timeout=60)[0].splitlines()[-1]) for process in processes]


def test_two_processes_that_write_at_once_lose_nothing(tmp_path) -> None:
    told = write_at_once(tmp_path / "db.sqlite3")
    assert [process["failed"] for process in told] == [[], []]
    assert all(process["done"] for process in told)
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        [(rows,)] = database.execute("SELECT count(*) FROM answer").fetchall()
    assert rows == sum(process["done"] for process in told)


def test_what_cannot_wait_for_others_is_seen_to_fail(tmp_path) -> None:
    """The same, with one setting that is wrong: the look at it is one that can fail."""
    told = write_at_once(tmp_path / "db.sqlite3", and_also=" PRAGMA busy_timeout=0;")
    assert {failure for process in told for failure in process["failed"]} == {"database is locked"}
