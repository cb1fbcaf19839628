"""After a bulk load the database knows how large its tables are."""

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.models import F

from accounts.domain.statistics import learn_sizes
from accounts.models import Employment
from assessments.ledger.domain.evidence import Event, record_evidence
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
from competences.domain.framework import DATA, HOUSE_FILES
from courses.exchange.domain.course_files import starter_folders
from demo.domain.load import fewest_staff
from tests.factories.accounts import make_employment, make_person
from tests.factories.competences import make_area, make_framework, make_requirement

pytestmark = pytest.mark.django_db


def known_rows(table: str) -> int:
    """How many rows the database believes the table to have; -1 where it has never counted."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT reltuples::int FROM pg_class WHERE oid = %s::regclass", [table])
            return int(cursor.fetchone()[0])
        cursor.execute("SELECT name FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if cursor.fetchone() is None:
            return -1
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = %s", [table])
        row = cursor.fetchone()
        return int(row[0].split()[0]) if row else -1


# By name: what loads much. The others read, write files, or store a row here and there.
LOADS = {
    "rebuild_standings": ["rebuild_standings"],
    "setup_site": ["setup_site", "--no-courses"],
    "import_framework": ["import_framework", str(DATA / HOUSE_FILES[0])],
    "import_course": ["import_course", str(next(iter(starter_folders())))],
    "make_releases": ["make_releases"],
    "demo": ["demo", f"--staff={fewest_staff()}"],
}
STORE_LITTLE = {
    *(
        "audit_ledger",
        "badge_keys",
        "clean_pictures",
        "demo_people",
        "erase_again",
        "export_course",
        "export_framework",
        "export_h5p",
    ),
    *("gap_report", "import_h5p", "pack_h5p", "school_figures", "send_statements", "tick"),
}


# PostgreSQL remembers what it has counted, also when a test takes its rows back: never the same number twice.
@pytest.mark.parametrize(("name", "rows"), [(name, 3 + number) for number, name in enumerate(sorted(LOADS))])
def test_bulk_loads_count_the_tables(name, rows, monkeypatch, django_capture_on_commit_callbacks) -> None:
    monkeypatch.setattr(settings, "DEMO_SIGN_IN", True)
    if name in ("import_course", "demo"):
        call_command("setup_site", "--no-courses", verbosity=0, stdout=StringIO())
    for _number in range(rows):
        make_employment()
    before = known_rows("accounts_employment")
    with django_capture_on_commit_callbacks(execute=True):
        call_command(*LOADS[name], verbosity=0, stdout=StringIO())
    assert known_rows("accounts_employment") == Employment.objects.count() != before


def test_every_command_is_known() -> None:
    """A new command says here that it stores much, and counts, or that it does not."""
    rooms = {app.name for app in apps.get_app_configs() if "site-packages" not in Path(app.path).parts}
    ours = {name for name, app in get_commands().items() if app in rooms}
    assert ours - set(LOADS) == STORE_LITTLE


def test_column_that_is_nearly_always_empty_is_still_looked_up_in_its_index(
    django_capture_on_commit_callbacks,
) -> None:
    """SQLite took its empty rows for one value, and read the whole ledger for each row of a report."""
    requirement, person = make_requirement(make_area(make_framework(), "M")), make_person()
    for number in range(40):
        record_evidence(Event(kind=EvidenceKind.SOLVED, origin=f"a:{number}"), person, [(requirement, 1)])
    with django_capture_on_commit_callbacks(execute=True):
        learn_sizes()
    plan = Evidence.objects.filter(person=person).annotate(by=F("revoked_by__recorded_on")).explain()
    if connection.vendor == "sqlite":
        assert "SCAN" not in plan, plan
