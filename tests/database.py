"""The test database is migrated once, then copied: migrating takes longer than most files of tests.

The copy stands in var/ under a name made of all that a migrated database is made of: our migrations and what
they import, the packages, SQLite. Where one of these is another, everything is migrated anew; so it is in a
fresh clone, and with `--create-db`. PostgreSQL always migrates.
"""

import fcntl
import hashlib
import os
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

FOLDER = Path(settings.BASE_DIR) / "var" / "pytest"
# What tables, their constraints and their first rows come from.
SOURCES = ("migrations/**/*.py", "models/**/*.py", "models.py", "fields.py", "enums.py", "apps.py")
# One for each branch that somebody goes back and forth between.
COPIES_KEPT = 4


def sources() -> list[Path]:
    """Our files that a migrated database is made of."""
    rooms = [Path(app.path) for app in apps.get_app_configs() if "site-packages" not in app.path]
    found = {path for room in rooms for kind in SOURCES for path in room.glob(kind)}
    return sorted(found | set(Path(settings.BASE_DIR).glob("config/settings/*.py")))


def fingerprint(files: list[Path]) -> str:
    """The same for the same content of the same files under the same packages, Python and SQLite."""
    made_of = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    packages = Path(django.__file__).parent.parent
    for name in sorted(path.name for path in packages.glob("*.dist-info")):
        made_of.update(name.encode())
    for path in files:
        made_of.update(str(path.relative_to(settings.BASE_DIR)).encode() + b"\0" + path.read_bytes())
    return made_of.hexdigest()[:16]


def copy_or_migrate(command: Migrate, **options: Any) -> None:
    """In place of `migrate`: fill the empty database from the copy; without one, migrate and keep one."""
    connection = connections[options["database"]]
    connection.ensure_connection()
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"migrated-{fingerprint(sources())}.sqlite3"
    # Workers start together: one migrates, the others wait for its copy.
    with (FOLDER / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            migrate(command, **options)
            keep(connection.connection, path)
            return
    path.touch()
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as copy:
        copy.backup(connection.connection)
    copy.close()


def keep(database: sqlite3.Connection, path: Path) -> None:
    """Write the copy, whole or not at all, and let those go that have not been used for longest."""
    unfinished = path.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(unfinished) as copy:
        database.backup(copy)
    copy.close()
    unfinished.replace(path)
    for old in sorted(FOLDER.glob("migrated-*.sqlite3"), key=lambda it: it.stat().st_mtime)[:-COPIES_KEPT]:
        old.unlink()


migrate = Migrate.handle


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_createdb: bool, django_db_keepdb: bool
) -> Iterator[None]:
    """What pytest-django asks just before it makes the databases."""
    engine = settings.DATABASES["default"]["ENGINE"]
    with pytest.MonkeyPatch.context() as patch:
        if engine == "django.db.backends.sqlite3" and not django_db_createdb and not django_db_keepdb:
            patch.setattr(Migrate, "handle", copy_or_migrate)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Every test begins with the first pages, as every installation does: hundreds of tests ask for them, and
    what is there costs nothing. A test with real transactions empties the tables; whoever needs pages there,
    or after it, makes them.
    """
    from courses.domain.site import ensure_site  # noqa: PLC0415 (this plugin is read before Django is ready)

    with django_db_blocker.unblock():
        ensure_site()
