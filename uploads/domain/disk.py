"""A disk that is full: how it is known, what is said, and how nothing half written is left on it."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.utils.translation import gettext_lazy as _

DISK_FULL = _("The disk of the server is full, and nothing was kept. Whoever runs the server must make room.")

_FULL = {errno.ENOSPC, errno.EDQUOT}
# SQLite's words, and PostgreSQL's state 53100.
_SQLITE_FULL = "database or disk is full"
_POSTGRES_FULL = "53100"


def is_disk_full(error: BaseException | None) -> bool:
    """Whether the error, or one that it came of, says that there was no room: a disk's, or a database's."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if _SQLITE_FULL in str(error) or getattr(error, "sqlstate", None) == _POSTGRES_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write into, that is at `path` when all of it is written; else what was there stays."""
    if path.exists() and not path.is_file():
        # A pipe or a terminal.
        with path.open("wb") as out:
            yield out
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as out:
            yield out
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
