"""Two server processes write to one SQLite file at once, with the settings that serve."""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

SECONDS = 3
THREADS = 4
WRITER = """
import json, os, sys, threading, time
import django
django.setup()
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
                cursor.execute("SELECT count(*), max(length(text)) FROM answer")
                cursor.fetchone()
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
    prepare = "import django; django.setup(); from django.db import connection as c;" + (
        "c.cursor().execute('CREATE TABLE answer (id INTEGER PRIMARY KEY, text TEXT)')"
    )
    subprocess.run([sys.executable, "-c", prepare], env=env, cwd=settings.BASE_DIR, check=True)
    writer = [sys.executable, "-c", WRITER, str(SECONDS), str(THREADS)]
    processes = [
        subprocess.Popen(writer, env=env, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True)
        for _number in range(2)
    ]
    return [json.loads(process.communicate(timeout=60)[0].splitlines()[-1]) for process in processes]


def test_two_processes_that_write_at_once_lose_nothing(tmp_path) -> None:
    told = write_at_once(tmp_path / "db.sqlite3")
    assert [process["failed"] for process in told] == [[], []]
    assert all(process["done"] for process in told)
