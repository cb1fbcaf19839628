"""`make run`: bring the database up to date, load the demo municipality, serve it, say where and for whom.

One process does the preparing, so that a second run costs one start of Django and not four. Gunicorn
serves, not runserver: it prints no banner, so that the address and the demo people are the last lines.
A worker beside it does what pages leave for later; it starts when the server answers, so that nobody waits.
This process stays, and does every minute what time brings.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

import django
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from config.settings import choose
from courses.proofs.domain.signing_keys import has_signing_key

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
# Seconds until a server that does not answer counts as failed; a cold start on a slow disk takes about five.
START_TIMEOUT = 60
# Seconds between two times that what time brings is done.
TICK = 60
# Seconds that the worker has to finish what it is doing.
END_TIMEOUT = 10


def is_port_taken(port: int) -> bool:
    """Whether something already listens there: found out before any work is done."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def prepare() -> None:
    """Bring database and demo up to date, and see to a key that signs badges."""
    (ROOT / "var").mkdir(exist_ok=True)
    django.setup()
    print("Bringing the database up to date ...", flush=True)
    executor = MigrationExecutor(connection)
    # Looking is cheap; `migrate` costs seconds even with nothing to do.
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    call_command("setup_site")
    call_command("demo")
    if not has_signing_key():
        call_command("badge_keys", "make")
    connections.close_all()


def serve(port: int) -> subprocess.Popen[bytes]:
    """Start the server; it listens on this machine only, because the demo people have a known password."""
    command = [sys.executable, "-m", "gunicorn", "config.wsgi:application", f"--bind={HOST}:{port}"]
    command += ["--workers=2", "--threads=4", "--preload", "--log-level=warning", "--no-control-socket"]
    return subprocess.Popen(command, cwd=ROOT)


def work() -> subprocess.Popen[bytes]:
    """Start the worker for background tasks. If it ends, pages are served all the same, and tasks wait."""
    command = [sys.executable, "manage.py", "db_worker", "--backend=background", "--no-reload"]
    # It would tell of every task below the lines that are to be the last.
    command += ["--no-startup-delay", "--verbosity=0"]
    return subprocess.Popen(command, cwd=ROOT)


def wait_until_up(server: subprocess.Popen[bytes], port: int) -> bool:
    """Whether the server answers within START_TIMEOUT."""
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False


def tick_until_it_ends(server: subprocess.Popen[bytes]) -> None:
    """Do every minute what time brings, such as pages that go live, until the server ends."""
    while server.poll() is None:
        try:
            call_command("tick", verbosity=0)
        except (CommandError, OperationalError) as problem:
            print(problem, file=sys.stderr)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(TICK)


def end(worker: subprocess.Popen[bytes]) -> None:
    """Let the worker finish the task that it is at, for a while."""
    worker.terminate()
    try:
        worker.wait(timeout=END_TIMEOUT)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


def main() -> int:
    choose("config.settings.development")
    port = int(os.environ.get("PORT") or "8000")
    if is_port_taken(port):
        print(f"Port {port} is taken. Choose another: make run PORT={port + 1}", file=sys.stderr)
        return 2
    # Proofs and badges name the address that they can be checked at.
    os.environ["BASE_URL"] = os.environ.get("BASE_URL") or f"http://{HOST}:{port}"
    prepare()
    server = serve(port)

    def stop(signum: int, _frame: FrameType | None) -> None:
        server.send_signal(signum)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if not wait_until_up(server, port):
        server.terminate()
        server.wait()
        print("The server did not start: see above.", file=sys.stderr)
        return 1
    call_command("demo_people", address=f"http://{HOST}:{port}/")
    sys.stdout.flush()
    worker = work()
    tick_until_it_ends(server)
    end(worker)
    return 0


if __name__ == "__main__":
    sys.exit(main())
