"""What the load is measured on, and what a figure of it says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from bench import releases
from bench.load import MARK, PEOPLE, Answer, Met, tell
from releases.models import ReleasedTable
from tests.config.test_settings import NEEDED

OWN = f"{MARK}12-ab"


@pytest.mark.parametrize(
    ("folder", "database", "is_own"),
    [
        (OWN, "sqlite:///{}/db.sqlite3", True),
        (OWN, f"postgres://postgres@127.0.0.1/{OWN}", True),
        (OWN, "postgres://postgres@127.0.0.1/laersammen", False),
        (OWN, "", False),
        ("var", f"postgres://postgres@127.0.0.1/{OWN}", False),
    ],
)
def test_load_is_measured_on_what_was_made_for_it_alone(tmp_path, folder, database, is_own) -> None:
    ask = "from bench.load_settings import *; print(FILES_ROOT, MEDIA_ROOT, STATIC_ROOT, SIGNING_KEYS_DIR)"
    own = tmp_path / folder
    told = {**os.environ, **NEEDED, "BENCH_FOLDER": str(own), "DATABASE_URL": database.format(own)}
    done = subprocess.run(
        [sys.executable, "-c", ask], cwd=settings.BASE_DIR, env=told, capture_output=True, text=True
    )
    assert (done.returncode == 0) is is_own, done.stderr
    assert all(Path(kept).is_relative_to(own) for kept in done.stdout.split())


def test_one_fault_is_enough_to_miss() -> None:
    """And slow is no fault: only what an answer costs together beside alone is promised."""
    right = [Answer(0.1, "")] * 10
    found = {"SQLite": {people: Met(right * people, 1.0) for people in PEOPLE}}
    assert not [row for row in tell(found) if row.is_met is False]
    found["SQLite"][10].answers.append(Answer(0.1, "500 at /"))
    assert [row.name for row in tell(found) if row.is_met is False] == [
        "load, SQLite: answers that were faults"
    ]
    found["SQLite"][10].answers.pop()
    found["SQLite"][50].seconds = 100
    assert ["time for each answer" in row.name for row in tell(found) if row.is_met is False] == [True]


@pytest.mark.django_db
def test_releases_are_measured_at_any_size(monkeypatch) -> None:
    monkeypatch.setattr(releases, "STAFF", 60)
    monkeypatch.setattr(releases, "peak_memory", lambda *_where: releases.make_newest() or 1.0)
    rows = releases.measure()
    assert not [row for row in rows if row.is_met is False]
    assert {"reports.gap", "practice.own_view"} <= set(ReleasedTable.objects.values_list("figure", flat=True))
