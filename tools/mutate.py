"""`make mutate ROOM=assessments/ledger`: break a room line by line, and see whether its tests notice.

One process sets up Django, the database and the tests, and runs them once to note which functions each goes
through. Then it forks for every mutant: the child puts the broken code into the living functions and runs
those tests that go through them, until one fails. What stands outside functions is broken while it is
imported, in a process of its own. Killed mutants are kept in var/mutate/, so that a run goes on where it was
stopped; those that survived are tried again, and listed with what was changed.
"""

import argparse
import functools
import gc
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, FrameType, FunctionType, SimpleNamespace
from typing import Any

import pytest

from tools.mutants import Mutant, broken, diff, find

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "mutate"
# Rows of tables are what migrations made them; what stands here is tried by the suite as a whole.
SHAPES = {"models", "migrations", "apps.py", "wagtail_hooks.py", "urls.py", "__init__.py"}
LIMIT = 60
KILLED, SURVIVED = 1, 0


def files_of(room: Path) -> list[Path]:
    """The room's modules; of one module, itself."""
    module = room if room.suffix == ".py" else room.with_suffix(".py")
    if module.is_file():
        return [module]
    return [path for path in sorted(room.rglob("*.py")) if "migrations" not in path.parts]


def tests_of(room: Path) -> Path:
    """The folder of the tests of a room or module: tests/ mirrors the rooms."""
    folders = (Path("tests", folder) for folder in (room, *room.parents))
    return next(folder for folder in folders if folder.is_dir())


def mutants_of(room: Path) -> list[Mutant]:
    found = [mutant for path in files_of(room) for mutant in find(path)]
    return [mutant for mutant in found if mutant.function or not SHAPES & set(mutant.path.parts)]


def put_in(mutant: Mutant) -> None:
    """Give every living function that the mutant breaks its broken code. ValueError where that cannot be."""
    code = next(
        code
        for code in _codes(compile(broken(mutant), str(mutant.path.resolve()), "exec"))
        if (code.co_qualname, code.co_firstlineno) == (mutant.function, mutant.start)
    )
    for thing in gc.get_objects():
        # Not isinstance: it wakes lazy objects, and some of those refuse.
        if type(thing) is FunctionType and _is_of(thing.__code__, mutant):
            thing.__code__ = code
        elif type(thing) is functools._lru_cache_wrapper:
            thing.cache_clear()


def _is_of(code: CodeType, mutant: Mutant) -> bool:
    return (code.co_qualname, code.co_firstlineno, code.co_filename) == (
        mutant.function,
        mutant.start,
        str(mutant.path.resolve()),
    )


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


class Trial:
    """The pytest plugin that takes the place of running the tests once."""

    def __init__(self, mutants: list[Mutant], known: dict[str, int], jobs: int) -> None:
        self.mutants, self.known, self.jobs = mutants, known, jobs
        self.results: dict[str, int] = {}
        self.running: dict[int, Mutant] = {}
        self.failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed = self.failed or report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        through, seconds = self.run_once(session)
        if self.failed:
            raise pytest.UsageError("The tests fail without any break: mend them first.")
        outside = sorted({item for items in through.values() for item in items})
        for done, mutant in enumerate(self.mutants, start=1):
            if self.known.get(mutant.name) == KILLED:
                self.results[mutant.name] = KILLED
                continue
            key = (str(mutant.path.resolve()), mutant.function, mutant.start)
            chosen = sorted(through[key], key=seconds.__getitem__) if mutant.function else outside
            if not chosen:
                self.note(mutant, SURVIVED)
                continue
            while len(self.running) >= self.jobs:
                self.wait_for_one(done)
            pid = os.fork()
            if pid == 0:
                self.be_mutant(session, mutant, chosen)
            self.running[pid] = mutant
        while self.running:
            self.wait_for_one(len(self.mutants))
        return True

    def run_once(self, session: pytest.Session) -> tuple[dict[Any, set[int]], dict[int, float]]:
        """Which tests go through which function, by number, and how long each takes."""
        wanted = {str(mutant.path.resolve()) for mutant in self.mutants}
        through: dict[Any, set[int]] = defaultdict(set)
        seconds: dict[int, float] = {}
        number = 0

        def look(frame: FrameType, event: str, _argument: object) -> None:
            code = frame.f_code
            if event == "call" and code.co_filename in wanted:
                through[code.co_filename, code.co_qualname, code.co_firstlineno].add(number)

        for number in range(len(session.items)):
            began = time.monotonic()
            sys.setprofile(look)
            self.run(session, number)
            sys.setprofile(None)
            seconds[number] = time.monotonic() - began
        print(f"\n{len(session.items)} tests, {len(self.mutants)} mutants", flush=True)
        return through, seconds

    def run(self, session: pytest.Session, number: int) -> None:
        # As if another test of the session came: the database stays, and nothing smaller does.
        another = SimpleNamespace(listchain=lambda: [session])
        session.config.hook.pytest_runtest_protocol(item=session.items[number], nextitem=another)

    def be_mutant(self, session: pytest.Session, mutant: Mutant, chosen: list[int]) -> None:
        """In the child: break, run, tell by the status. It never comes back."""
        signal.alarm(LIMIT)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        try:
            if not mutant.function:
                tests = sorted({str(session.items[number].path) for number in chosen})
                spec = json.dumps([str(mutant.path), mutant.number, tests])
                command = [sys.executable, "-m", "tools.mutate", "--import", "-"]
                done = subprocess.run(command, input=spec, text=True, timeout=LIMIT * 4)
                os._exit(KILLED if done.returncode else SURVIVED)
            try:
                put_in(mutant)
            except Exception:  # nobody has noticed anything: it was not tried
                os._exit(SURVIVED)
            for number in chosen:
                self.run(session, number)
                if self.failed:
                    os._exit(KILLED)
            os._exit(SURVIVED)
        except BaseException:  # a break that lets nothing run has been noticed
            os._exit(KILLED)

    def wait_for_one(self, done: int) -> None:
        pid, status = os.wait()
        mutant = self.running.pop(pid)
        self.note(mutant, SURVIVED if status == 0 else KILLED)
        print(f"\r{done}/{len(self.mutants)}", end="", flush=True)

    def note(self, mutant: Mutant, result: int) -> None:
        self.results[mutant.name] = result
        with (FOLDER / "killed.jsonl").open("a") as kept:
            if result == KILLED:
                kept.write(json.dumps([content_of(mutant.path), mutant.name]) + "\n")


@functools.cache
def content_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def known_kills(mutants: list[Mutant]) -> dict[str, int]:
    """What earlier runs killed, of files that are still the same."""
    kept = FOLDER / "killed.jsonl"
    if not kept.exists():
        return {}
    lines = {tuple(json.loads(line)) for line in kept.read_text().splitlines()}
    return {mutant.name: KILLED for mutant in mutants if (content_of(mutant.path), mutant.name) in lines}


class Unhurried:
    """Hypothesis without deadlines: two processes at a time are slow, and slow is not broken."""

    def pytest_configure(self) -> None:
        import hypothesis  # noqa: PLC0415 - after pytest, which rewrites its asserts

        checks = list(hypothesis.HealthCheck)
        hypothesis.settings.register_profile(
            "mutate", deadline=None, database=None, suppress_health_check=checks
        )
        hypothesis.settings.load_profile("mutate")


def run_tests(arguments: list[str], *plugins: object) -> int:
    options = ["-q", "-x", "-m", "not browser", "-p", "no:xdist"]
    return int(pytest.main([*options, *arguments], [Unhurried(), *plugins]))


def import_broken() -> int:
    """The process of a mutant outside functions: break it while it is imported, run the tests."""
    path, number, tests = json.load(sys.stdin)
    tree = broken(next(mutant for mutant in find(Path(path)) if mutant.number == number))
    as_written = SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, name: str) -> CodeType | None:
        if Path(loader.path).resolve() == Path(path).resolve():
            return compile(tree, loader.path, "exec")
        return as_written(loader, name)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
    return run_tests(tests)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make mutate", description="Break a room, and see who notices.")
    parser.add_argument(
        "room", type=Path, help="a room (assessments/ledger) or a module (reports/domain/grid.py)"
    )
    parser.add_argument(
        "--tests", nargs="+", help="folders of tests, where they are not those that mirror it"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--anew", action="store_true", help="try those again that were killed before")
    parser.add_argument("--import", action="store_true", dest="is_child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.is_child:
        return import_broken()
    FOLDER.mkdir(parents=True, exist_ok=True)
    mutants = mutants_of(options.room)
    trial = Trial(mutants, {} if options.anew else known_kills(mutants), options.jobs)
    status = run_tests(options.tests or [str(tests_of(options.room))], trial)
    if len(trial.results) < len(mutants):
        return status or 1
    survivors = [mutant for mutant in mutants if trial.results[mutant.name] == SURVIVED]
    print()
    for mutant in survivors:
        print(f"\n{diff(mutant)}")
    killed = len(mutants) - len(survivors)
    print(f"\n{options.room}: {killed} of {len(mutants)} killed ({killed / max(len(mutants), 1):.0%})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
