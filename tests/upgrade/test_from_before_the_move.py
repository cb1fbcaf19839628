"""A database of the version before the walls moved is brought up to date by `migrate` alone.

The dumps hold one small story (commit 37f565a, migrations accounts.0002, assessments.0003, courses.0005).
Lone has taken three courses, proved one and begun two of them anew. Bo has a seat in a run, was marked,
unmarked by mistake and marked again. There is evidence of every kind, one row revoked, and a lesson that
waits for its signatures.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from tests.conftest import is_postgres

# Its database is one of its own, of the kind that the others have.
pytestmark = pytest.mark.database
HERE = Path(__file__).parent


@pytest.fixture
def old_database(tmp_path: Path) -> Iterator[str]:
    """The address of a database as the last version left it."""
    if is_postgres():
        yield from _restored_in_postgres()
        return
    path = tmp_path / "db.sqlite3"
    with gzip.open(HERE / "before_the_move.sqlite3.gz") as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)
    yield f"sqlite:///{path}"  # noqa: PT022 - the other way has something to clear away


def _restored_in_postgres() -> Iterator[str]:
    server = settings.DATABASES["default"]
    name = f"upgrade_{os.getpid()}"
    host = {"host": server["HOST"], "port": server["PORT"], "user": server["USER"]}
    told = {key: value for key, value in {**host, "password": server["PASSWORD"]}.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **told) as maintenance:
        maintenance.execute(f"CREATE DATABASE {name}")
        try:
            with psycopg.connect(dbname=name, autocommit=True, **told) as restored:
                restored.execute(gzip.decompress((HERE / "before_the_move.sql.gz").read_bytes()))
            secret = f":{server['PASSWORD']}" if server["PASSWORD"] else ""
            yield f"postgres://{server['USER']}{secret}@{server['HOST']}:{server['PORT'] or 5432}/{name}"
        finally:
            maintenance.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def upgraded(old_database: str) -> dict[str, Any]:
    """What the database says after `migrate` and `setup_site`."""
    looked = subprocess.run(
        [sys.executable, "-m", "tests.upgrade.look"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": old_database},
        capture_output=True,
        text=True,
        check=False,
    )
    assert looked.returncode == 0, looked.stderr
    facts: dict[str, Any] = json.loads(looked.stdout)
    return facts


def check_ledger_says_what_it_said(upgraded: dict[str, Any]) -> None:
    assert upgraded["evidence"] == [
        ["Lone Kjær", "M.2", "course_completion", 1, 1, None],
        ["Lone Kjær", "M.1", "course_completion", 2, 2, None],
        ["Lone Kjær", "R2.4", "graded_test", 2, 2, None],
        ["Lone Kjær", "R2.4", "course_completion", 2, 2, None],
        ["Lone Kjær", "F.1", "self_assessment", 3, 0, None],
        ["Lone Kjær", "F.1", "client_reported", 2, 1, None],
        ["Lone Kjær", "L.1", "observation", 3, 3, None],
        ["Lone Kjær", "L.2", "observation", 3, 3, None],
        ["Lone Kjær", "L.2", "observation", 0, 0, 8],
        ["Lone Kjær", "R2.4", "certificate", 4, 4, None],
        ["Bo Ærø", "R3.1", "course_completion", 2, 2, None],
        ["Bo Ærø", "R3.1", "course_completion", 0, 0, 11],
        ["Bo Ærø", "R3.1", "course_completion", 2, 2, None],
    ]
    assert upgraded["kinds_as_numbers"] == [4, 4, 3, 4, 1, 2, 5, 5, 5, 6, 4, 4, 4]
    # What was decided of completed courses holds for both kinds that took their place.
    assert upgraded["policies"] == [["took_part", 1, 24], ["course_completion", 2, 24], ["solved", 2, 24]]
    assert (upgraded["standings"], upgraded["standings_changed"]) == (6, 0)
    assert (upgraded["chained"], upgraded["chain_faults"]) == (13, 0)


def check_begun_anew_and_taken_back_are_told_apart(upgraded: dict[str, Any]) -> None:
    told = [(person, title, state) for person, title, state, _reason, _round in upgraded["completions"]]
    assert told == [
        ("Lone Kjær", "Modul 1", "superseded"),
        ("Lone Kjær", "Modul 4", "superseded"),
        ("Lone Kjær", "Målene er borgerens", "superseded"),
        ("Lone Kjær", "Modul 7", "superseded"),
        ("Lone Kjær", "En stille vagt", "superseded"),
        ("Lone Kjær", "Modul 11", "standing"),
        ("Lone Kjær", "Medicin med omtanke", "standing"),
        ("Bo Ærø", "Et møde i virkeligheden", "taken_back"),
        # It counted towards nothing, so that nothing but the log tells.
        ("Bo Ærø", "En dag til sidst", "taken_back"),
        ("Bo Ærø", "Et møde i virkeligheden", "standing"),
    ]
    reasons = {reason for *_who, reason, _round in upgraded["completions"]}
    assert reasons == {"", "Fremmødet var sat ved en fejl."}
    assert upgraded["void_proofs"] == [["Et møde i virkeligheden"]]
    assert upgraded["proofs"] == 2


def check_courses_begun_anew_have_a_row_for_each_round(upgraded: dict[str, Any]) -> None:
    assert upgraded["enrolments"] == [
        ["En stille vagt", "Lone Kjær", 1, "2026-04-11"],
        ["En stille vagt", "Lone Kjær", 2, None],
        ["Et liv med andre", "Bo Ærø", 1, None],
        ["Et liv med andre", "Ida Holm", 1, None],
        ["Et liv med andre", "Kaj Lind", 1, None],
        ["Et liv med andre", "Lone Kjær", 1, None],
        ["Medicin med omtanke", "Lone Kjær", 1, None],
        ["Målene er borgerens", "Lone Kjær", 1, "2026-04-11"],
        ["Målene er borgerens", "Lone Kjær", 2, None],
    ]
    assert upgraded["progress"] == [["Medicin med omtanke", 1], ["Målene er borgerens", 2]]
    # A course that counts towards nothing and was begun anew: now its proof can be made.
    assert upgraded["parts_of_a_proof_made_now"] == ["Modul 7"]


def check_seats_are_as_they_were(upgraded: dict[str, Any]) -> None:
    assert upgraded["seats"] == [
        ["Bo Ærø", "attended", 1],
        ["Ida Holm", "waiting", None],
        ["Kaj Lind", "waiting", None],
    ]


def check_what_moved_took_rights_and_log_along(upgraded: dict[str, Any]) -> None:
    assert upgraded["coordinators_may"] == [
        ["ledger", "add_evidencepolicy"],
        ["ledger", "change_evidencepolicy"],
        ["ledger", "delete_evidencepolicy"],
        ["ledger", "view_evidencepolicy"],
        ["proofs", "change_proof"],
        ["proofs", "view_proof"],
    ]
    assert upgraded["logged_of_the_ledger"] == 13
    assert upgraded["left_over"] == []


def check_lessons_and_what_waits_are_untouched(upgraded: dict[str, Any]) -> None:
    assert upgraded["waits_for"] == [["Erfaring"]]
    assert upgraded["bodies"] == [["text", "multiple_choice"]] * 8
    assert upgraded["pages"] == [200]


def test_database_of_the_last_version_is_brought_up_to_date(upgraded: dict[str, Any]) -> None:
    """One test: the upgrade takes longer than all that is asked of it."""
    check_ledger_says_what_it_said(upgraded)
    check_begun_anew_and_taken_back_are_told_apart(upgraded)
    check_courses_begun_anew_have_a_row_for_each_round(upgraded)
    check_seats_are_as_they_were(upgraded)
    check_what_moved_took_rights_and_log_along(upgraded)
    check_lessons_and_what_waits_are_untouched(upgraded)
