"""What is the same for everybody, kept in the memory of a process while it does not change.

The database says by a token whether it has changed (`CommonVersion`), in the transaction of the change. So
what a process keeps under the token that the database holds is never old: however many processes there are,
whatever made the change, also while a transaction is under way. Nothing about a person is ever kept.
"""

import uuid
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from accounts.models import CommonVersion
from accounts.prepared import Prepared

Value = TypeVar("Value")

_kept: tuple[uuid.UUID | None, dict[Hashable, Any]] = (None, {})
_asked: ContextVar[dict[str, uuid.UUID | None] | None] = ContextVar("_asked", default=None)


def keep(name: Hashable, read: Callable[[], Value]) -> Value:
    """What `read` gives, read again only when something that everybody sees alike has changed; one query.

    Whoever gets it leaves it as it is: others get the same. `name` says all that it depends on besides, such
    as the language, and has few values.
    """
    global _kept
    token = _token()
    if token is None:
        # Nothing has been changed since the tables were made: there is nothing to hold on to.
        return read()
    kept = _kept
    if kept[0] != token:
        kept = _kept = (token, {})
    if name not in kept[1]:
        kept[1][name] = read()
    value: Value = kept[1][name]
    return value


@contextmanager
def asking_once() -> Iterator[None]:
    """Within, the token is asked for once: for a page that is only read, seen as of its first question."""
    answer = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(answer)


def _token() -> uuid.UUID | None:
    asked = _asked.get()
    if asked is None:
        return _held()
    if "token" not in asked:
        asked["token"] = _held()
    return asked["token"]


def _held() -> uuid.UUID | None:
    token: uuid.UUID | None = _TOKEN.first()
    return token


_TOKEN = Prepared(lambda: CommonVersion.objects.values_list("token", flat=True))
