"""What many tests begin with, made once: database and files as they then were."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files.storage import storages
from django.db import connection

from tests.conftest import STORES, is_postgres


class Kept:
    """States of a house by name. On PostgreSQL nothing is kept: each is made anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.databases: dict[str, sqlite3.Connection] = {}

    def fill(self, name: str, make: Callable[[], object]) -> None:
        """Put into the emptied tables what `make` makes there, and its files; copied after the first time."""
        folders = [(self.folder / name / store, _folder_of(store)) for store in STORES]
        if name in self.databases:
            self.databases[name].backup(connection.connection)
            for there, here in folders:
                if there.exists():
                    shutil.copytree(there, here, dirs_exist_ok=True)
            ContentType.objects.clear_cache()
            cache.clear()
            return
        make()
        if is_postgres():
            return
        self.databases[name] = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(self.databases[name])
        for there, here in folders:
            if here.exists():
                shutil.copytree(here, there)


def _folder_of(store: str) -> Path:
    """Where the files of this test lie."""
    return Path(storages[store].location)  # type: ignore[attr-defined]
