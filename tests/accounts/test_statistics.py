"""After a bulk load the database knows how large its tables are."""

import pytest
from django.core.management import call_command
from django.db import connection

from tests.factories.accounts import make_employment

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
