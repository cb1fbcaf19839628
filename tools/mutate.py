"""`make mutate ROOM=assessments/ledger`: mutmut breaks a room line by line, and its tests should notice.

mutmut reads what to break from pyproject.toml and works in a folder beside it. So it gets a copy of the
house in var/mutate, whose pyproject.toml says it. Everything is tried anew each time: on two cores a break
takes one to three seconds.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "var" / "mutate"
# It needs a learning record store, which mutmut's environment cannot have.
NEEDS_MORE = "tests/assessments/h5p/forwarding/test_real_lrs.py"
NOT_COPIED = {".git", ".venv", "node_modules", "var", ".ruff_cache", ".hypothesis", "__pycache__"}


def tests_of(room: Path) -> Path:
    """The folder of the tests of a room or module: tests/ mirrors the rooms."""
    folders = (Path("tests", folder) for folder in (room, *room.parents))
    return next(folder for folder in folders if (ROOT / folder).is_dir())


def settings(room: Path, tests: list[str]) -> str:
    """What mutmut is told, as it stands in pyproject.toml. Lists of texts are the same in TOML and JSON."""
    beside = sorted(path.name for path in ROOT.iterdir() if path.name not in NOT_COPIED | {room.parts[0]})
    lists = {
        "source_paths": [room.parts[0]],
        "only_mutate": [str(room) if room.suffix else f"{room}/*"],
        "do_not_mutate": ["*/migrations/*"],
        "also_copy": beside,
        "pytest_add_cli_args": ["-m", "not browser", "-p", "no:xdist", f"--ignore={NEEDS_MORE}"],
        "pytest_add_cli_args_test_selection": tests,
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in lists.items()]
    # The tests run once in each process: what they leave behind in memory meets no second run.
    lines.append('process_isolation = "forkserver"')
    return "\n".join(["", "[tool.mutmut]", *lines, ""])


def build_house(room: Path, tests: list[str]) -> None:
    """The copy, and in it the packages that the front end comes from, for tests that look at pages."""
    shutil.rmtree(HOUSE, ignore_errors=True)
    shutil.copytree(ROOT, HOUSE, ignore=lambda _folder, names: NOT_COPIED & set(names))
    with (HOUSE / "pyproject.toml").open("a") as file:
        file.write(settings(room, tests))
    (HOUSE / "mutants").mkdir()
    (HOUSE / "mutants" / "node_modules").symlink_to(ROOT / "node_modules")


def mutmut(*arguments: str) -> int:
    environment = os.environ | {"DATABASE_URL": ""}
    return subprocess.run([sys.executable, "-m", "mutmut", *arguments], cwd=HOUSE, env=environment).returncode


def main() -> int:
    parser = argparse.ArgumentParser(prog="make mutate", description="Break a room, and see who notices.")
    parser.add_argument("room", type=Path, help="a room, or a module (reports/domain/grid.py)")
    parser.add_argument("--tests", nargs="+", help="where its tests stand, if not in what mirrors it")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    build_house(options.room, options.tests or [str(tests_of(options.room))])
    status = mutmut("run", "--max-children", str(options.jobs)) or mutmut("export-cicd-stats")
    if status:
        return status
    # Those that no test noticed, by name; `mutmut show NAME`, in var/mutate, shows what was changed.
    mutmut("results")
    seen = json.loads((HOUSE / "mutants" / "mutmut-cicd-stats.json").read_text())
    # A break after which the tests never end, or die, has been noticed.
    killed = seen["killed"] + seen["timeout"] + seen["suspicious"] + seen["segfault"]
    print(f"{options.room}: {killed} of {seen['total']} killed ({killed / max(seen['total'], 1):.0%})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
