"""Acts that begin in the same moment, each in a thread and on a connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

# A busy machine is slow to begin fifty threads.
PATIENCE = 60


def at_once(
    *acts: Callable[[], Any], may_end_in: type[BaseException] | tuple[type[BaseException], ...] = ()
) -> list[Any]:
    """What each act gives, in their order; an exception of the kinds it may end in stands in its place."""
    barrier = threading.Barrier(len(acts))

    def do(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=PATIENCE)
            return act()
        except may_end_in as ended:
            return ended
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def raised_at_once(*acts: Callable[[], Any]) -> list[BaseException | None]:
    """What each act raises, in their order; None where it ends well."""
    ends = at_once(*acts, may_end_in=Exception)
    return [end if isinstance(end, Exception) else None for end in ends]
