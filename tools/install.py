"""Install what hashed locks name, for the Python that runs this: `python -m tools.install LOCK...`.

uv does in seconds what takes pip a minute or two, so it comes first, by pip, from the lock of its own. Where
there is no uv for a system, or uv does not reach its index (a mirror that only pip is told of), pip goes on
alone. Nothing else is passed over: a package that is not what the lock says stops everything, by its name.
"""

import subprocess
import sys
from pathlib import Path

UV_LOCK = Path("requirements-setup.lock")
# What uv says when it has not seen the packages at all.
OUT_OF_REACH = (
    "Failed to fetch",
    "Request failed",
    "network was disabled",
    "not found in the package registry",
)


def install(lock: Path, python: Path, uv: Path) -> int:
    """Install what the lock names; 0, or the status of the installer that gave up, after its own words."""
    if uv.exists() and lock != UV_LOCK:
        command = [str(uv), "pip", "install", "--quiet", "--python", str(python)]
        done = subprocess.run(
            [*command, "--require-hashes", "-r", str(lock)], stderr=subprocess.PIPE, text=True
        )
        if done.returncode == 0:
            return 0
        if not any(words in done.stderr for words in OUT_OF_REACH):
            return _give_up(lock, done)
        print("uv does not reach its index: pip goes on alone.", file=sys.stderr)
    done = _run([str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"], lock)
    if done.returncode == 0:
        return 0
    if lock == UV_LOCK and "No matching distribution" in done.stderr:
        print("There is no uv for this system: pip goes on alone.", file=sys.stderr)
        return 0
    return _give_up(lock, done)


def _run(installer: list[str], lock: Path) -> "subprocess.CompletedProcess[str]":
    command = [*installer, "--require-hashes", "-r", str(lock)]
    return subprocess.run(command, stderr=subprocess.PIPE, text=True)


def _give_up(lock: Path, done: "subprocess.CompletedProcess[str]") -> int:
    print(done.stderr.rstrip(), file=sys.stderr)
    print(f"\n{lock}: nothing of it was installed, see above.", file=sys.stderr)
    return done.returncode


def main(locks: list[str]) -> int:
    python = Path(sys.executable)
    statuses = (install(Path(lock), python, python.with_name("uv")) for lock in locks)
    return next((status for status in statuses if status), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
