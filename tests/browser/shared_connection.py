"""The connection that the live server and its test share on SQLite."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.backends.sqlite3.base import SQLiteCursorWrapper


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one thread at a time ask it.

    Whoever binds a parameter waits for SQLite with Python's lock in hand; whoever runs a function of ours in
    SQLite (an order of names, a day of a moment) waits for Python's lock with SQLite's in hand. Together they
    wait for ever. A server never shares a connection.
    """
    lock = threading.RLock()

    def locked(name: str) -> Callable[..., Any]:
        act = getattr(SQLiteCursorWrapper, name)

        def do(*args: Any, **named: Any) -> Any:
            with lock:
                return act(*args, **named)

        return do

    with pytest.MonkeyPatch.context() as patch:
        for name in ("execute", "executemany", "fetchone", "fetchmany", "fetchall"):
            patch.setattr(SQLiteCursorWrapper, name, locked(name))
        yield
