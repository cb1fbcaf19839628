"""A database that only the measurements know: never the demo's, never a real one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from django.conf import settings
from django.db import connection, connections
from django.test.utils import get_runner


def _set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    django.setup()


@contextmanager
def fresh_database() -> Iterator[None]:
    """Set up Django on an empty, migrated database, and remove it afterwards.

    A file and not memory on SQLite: other processes read it, and a real installation has a file.
    Without Django's test environment, which copies all that each template is given: no server does that.
    """
    _set_up()
    with TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        with empty_databases():
            yield


@contextmanager
def empty_databases() -> Iterator[None]:
    """Migrated, as the settings name them for tests; gone afterwards."""
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        yield
    finally:
        runner.teardown_databases(databases)


def join_database(name: str) -> None:
    """Set up Django in a second process on the database that `fresh_database` made in the first."""
    _set_up()
    connections.databases["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name
