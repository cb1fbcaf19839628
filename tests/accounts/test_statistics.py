"""After a bulk load the database knows how large its tables are."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from accounts.domain.statistics import learn_sizes
from assessments.ledger.domain.evidence import Event, record_evidence
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
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


# PostgreSQL remembers what it has counted, also when a test takes its rows back: never the same number twice.
@pytest.mark.parametrize(
    ("command", "rows"), [(["rebuild_standings"], 3), (["setup_site", "--no-courses"], 5)]
)
def test_bulk_loads_count_the_tables(command, rows, django_capture_on_commit_callbacks) -> None:
    for _number in range(rows):
        make_employment()
    before = known_rows("accounts_employment")
    with django_capture_on_commit_callbacks(execute=True):
        call_command(*command, verbosity=0)
    assert known_rows("accounts_employment") == rows != before


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
