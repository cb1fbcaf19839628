"""What a new lock brings: `python -m tools.locks`, which `make lock` ends with.

Compares the locks as they lie here with those of the last commit, and names every package that came, went or
is of another version, once, however many locks it stands in.
"""

import json
import re
import shutil
import subprocess
from pathlib import Path

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-mutate.lock")
OTHER_LOCKS = ("requirements-node.lock", "requirements-setup.lock")
NPM_LOCK = "package-lock.json"
_PINNED = re.compile(r"^([A-Za-z0-9_.\[\]-]+)==([^\s;]+)(?:\s*;\s*([^\\]+?))?\s*\\?$", re.MULTILINE)

Versions = dict[str, str]


def read_lock(text: str) -> Versions:
    """The packages of a Python lock; one that is pinned for some systems has its condition in its name."""
    return {f"{name} ({where})" if where else name: version for name, version, where in _PINNED.findall(text)}


def read_npm_lock(text: str) -> Versions:
    """The packages of npm's lock, by where they lie: npm may hold the same one in two versions."""
    packages = json.loads(text)["packages"] if text else {}
    return {path.removeprefix("node_modules/"): entry["version"] for path, entry in packages.items() if path}


def find_changes(before: Versions, after: Versions) -> list[str]:
    """A line for each package that is not what it was, by name."""
    lines = []
    for name in sorted(before.keys() | after.keys()):
        match before.get(name), after.get(name):
            case old, new if old == new:
                continue
            case None, new:
                lines.append(f"+ {name} {new}")
            case old, None:
                lines.append(f"- {name} {old}")
            case old, new:
                lines.append(f"  {name} {old} -> {new}")
    return lines


def committed(path: str) -> str:
    """The file as the last commit has it; empty where it has none, or where there is no commit."""
    git = shutil.which("git")
    if git is None:
        return ""
    done = subprocess.run([git, "show", f"HEAD:{path}"], capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else ""


def main() -> None:
    said: set[str] = set()
    for path in (*LOCKS, *OTHER_LOCKS, NPM_LOCK):
        read = read_npm_lock if path == NPM_LOCK else read_lock
        changes = find_changes(read(committed(path)), read(Path(path).read_text()))
        new = [line for line in changes if line not in said]
        said.update(new)
        if new:
            print(f"{path}:", *new, sep="\n    ")
    if not said:
        print("Every lock is as it was.")


if __name__ == "__main__":
    main()
