"""tools/install.py with a package made here, so that nothing is fetched."""

import base64
import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools import install

UV = Path(sys.executable).with_name("uv")
# Where a system has no uv, pip stands in for it here as it does at set-up.
installers = pytest.mark.parametrize("uv", [UV, Path("no", "uv")], ids=["uv", "pip"])


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package "toy", the only one that the installers may find."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    path = shelf / "toy-1.0-py3-none-any.whl"
    files = {
        "toy.py": "",
        "toy-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: toy\nVersion: 1.0\n",
        "toy-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{name},{digest(text)},{len(text)}" for name, text in files.items()]
    files["toy-1.0.dist-info/RECORD"] = "\n".join([*record, "toy-1.0.dist-info/RECORD,,"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    for installer in ("UV", "PIP"):
        monkeypatch.setenv(f"{installer}_NO_INDEX", "1")
        monkeypatch.setenv(f"{installer}_FIND_LINKS", str(shelf))
    monkeypatch.setenv("UV_NO_CACHE", "1")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    return path


@pytest.fixture
def empty_python(tmp_path: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    return tmp_path / "venv" / "bin" / "python"


def digest(text: str) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def write_lock(folder: Path, sha256: str) -> Path:
    lock = folder / "toy.lock"
    lock.write_text(f"toy==1.0 \\\n    --hash=sha256:{sha256}\n")
    return lock


@installers
def test_what_the_lock_names_is_installed(tmp_path, wheel, empty_python, uv) -> None:
    lock = write_lock(tmp_path, hashlib.sha256(wheel.read_bytes()).hexdigest())
    assert install.install(lock, empty_python, uv) == 0
    subprocess.run([empty_python, "-c", "import toy"], check=True)


@installers
def test_a_wrong_hash_stops_and_names_package_and_lock(tmp_path, wheel, empty_python, uv, capfd) -> None:
    lock = write_lock(tmp_path, "0" * 64)
    assert install.install(lock, empty_python, uv) != 0
    said = capfd.readouterr().err
    assert "toy" in said
    assert str(lock) in said
    assert subprocess.run([empty_python, "-c", "import toy"], stderr=subprocess.DEVNULL).returncode != 0


class Installers:
    """What uv and pip would answer, one after the other, and what they were asked."""

    def __init__(self, *answers: tuple[int, str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def run(self, command: list[str], **_: object) -> "subprocess.CompletedProcess[str]":
        self.asked.append("pip" if "--disable-pip-version-check" in command else "uv")
        status, said = self.answers.pop(0)
        return subprocess.CompletedProcess(command, status, stderr=said)


def test_pip_goes_on_alone_where_uv_does_not_reach_its_index(monkeypatch) -> None:
    installers = Installers((2, "error: Request failed after 3 retries"), (0, ""))
    monkeypatch.setattr(install.subprocess, "run", installers.run)
    assert install.install(Path("toy.lock"), Path("python"), Path(sys.executable)) == 0
    assert installers.asked == ["uv", "pip"]


def test_pip_is_not_asked_about_what_uv_has_refused(monkeypatch) -> None:
    installers = Installers((1, "error: Hash mismatch for `toy==1.0`"))
    monkeypatch.setattr(install.subprocess, "run", installers.run)
    assert install.install(Path("toy.lock"), Path("python"), Path(sys.executable)) == 1
    assert installers.asked == ["uv"]


@pytest.mark.parametrize(
    ("said", "status"),
    [("ERROR: No matching distribution found for uv==0.13.9", 0), ("ERROR: THESE PACKAGES DO NOT MATCH", 1)],
)
def test_a_system_without_uv_goes_on_but_a_wrong_uv_does_not(monkeypatch, said, status) -> None:
    monkeypatch.setattr(install.subprocess, "run", Installers((1, said)).run)
    assert install.install(install.UV_LOCK, Path("python"), UV) == status
