"""Translations: gather them from the code, compile them, check that none is missing.

    python -m tools.messages gather | compile | check

Compiling is pure Python, so that set-up needs no GNU gettext. Gathering needs its `xgettext`; without it
`check` still finds entries that lack a translation, but not strings never gathered, and says so.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
# English is what the code says; every other language must be whole.
LANGUAGE = "da"
PO_FILE = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"
NOT_OURS = ["node_modules", "var", ".venv", ".git", "tests", "bench", "tools", "__pycache__", "static"]


def run_makemessages(folder: Path) -> None:
    """Gather every string under `folder` into its locale folder; needs xgettext."""
    ignored = [argument for pattern in NOT_OURS for argument in ("--ignore", pattern)]
    options = ["--no-wrap", "--no-obsolete", "--add-location", "file", "--verbosity", "0", *ignored]
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale", LANGUAGE, *options],
        cwd=folder,
        env={key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"},
        check=True,
    )


def gather() -> int:
    """Bring the .po file up to date with the code, in place."""
    if shutil.which("xgettext") is None:
        print("GNU gettext is needed to gather strings (Debian: apt install gettext).", file=sys.stderr)
        return 1
    run_makemessages(ROOT)
    # The day of gathering would make every run a change.
    catalogue = polib.pofile(str(ROOT / PO_FILE))
    for name in ("POT-Creation-Date", "Report-Msgid-Bugs-To"):
        catalogue.metadata.pop(name, None)
    catalogue.save()
    return 0


def compile_all() -> int:
    """Write a .mo beside every .po."""
    for path in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return 0


def find_incomplete(catalogue: polib.POFile) -> list[str]:
    """The msgids that lack a translation or carry a guessed one."""
    # polib leaves plural entries with one empty form among the translated: count each form ourselves.
    return [
        entry.msgid
        for entry in catalogue
        if not entry.obsolete
        and ("fuzzy" in entry.flags or not all((entry.msgstr_plural or {0: entry.msgstr}).values()))
    ]


def check() -> int:
    """Fail when a string of the code has no translation."""
    if shutil.which("xgettext") is None:
        print("messages: xgettext is not here, so only gathered strings are checked", file=sys.stderr)
        missing = find_incomplete(polib.pofile(str(ROOT / PO_FILE)))
    else:
        with tempfile.TemporaryDirectory() as name:
            copy = Path(name) / "house"
            shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_OURS))
            run_makemessages(copy)
            missing = find_incomplete(polib.pofile(str(copy / PO_FILE)))
    for msgid in missing:
        print(f"messages: no translation into {LANGUAGE}: {msgid!r}", file=sys.stderr)
    if missing:
        print(f"messages: {len(missing)} missing; run `make messages` and fill {PO_FILE}", file=sys.stderr)
        return 1
    print(f"messages: every string has its translation into {LANGUAGE}")
    return 0


COMMANDS = {"gather": gather, "compile": compile_all, "check": check}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"usage: python -m tools.messages {'|'.join(COMMANDS)}")
    sys.exit(COMMANDS[sys.argv[1]]())
