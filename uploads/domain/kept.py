"""Files that rows name: written with the row or not at all, gone with it, and looked for when one is left."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress

from django.core.files.storage import Storage
from django.db import transaction

# A file is written a moment before its row. One that no row names so long after is nobody's.
LEFT_BEHIND = dt.timedelta(days=1)


@contextmanager
def keeping_files(storage: Storage) -> Iterator[list[str]]:
    """A transaction that writes files too: their names go into the list. If it fails, they are gone."""
    names = list[str]()
    try:
        with transaction.atomic():
            yield names
    except BaseException:
        delete_files(storage, names)
        raise


def delete_files(storage: Storage, names: Iterable[str]) -> None:
    """Take the files off the disk. What cannot be deleted now, `sweep_files` finds again."""
    for name in names:
        with suppress(OSError):
            storage.delete(name)


def sweep_files(storage: Storage, known: Collection[str], now: dt.datetime) -> int:
    """Delete files that no row knows: of somebody who was interrupted, a day ago or more. How many."""
    try:
        _folders, names = storage.listdir("")
    except FileNotFoundError:
        return 0
    left = [
        name for name in names if name not in known and now - storage.get_modified_time(name) >= LEFT_BEHIND
    ]
    delete_files(storage, left)
    return len(left)
