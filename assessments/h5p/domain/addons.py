"""Libraries that add themselves to content which does not name them, as the one for formulas (LaTeX) does.

What they add themselves to, their library.json says under `addTo` (H5P's core, `filterParameters`): to
content with a text that a pattern is found in, or to content of these kinds.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pyh5p.library import Dependency

from assessments.h5p.domain.gate.metadata import referred_libraries
from assessments.h5p.enums import LibraryState
from assessments.h5p.models import Library

# PHP, for which the patterns are written, marks where they begin and end: /\$\$.+\$\$/i
PATTERN = re.compile(r"([/#~])(?P<pattern>.*)\1(?P<flags>[imsu]*)", re.DOTALL)
FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "u": re.UNICODE}
# A formula stands where its text begins; a pattern that is slow on long texts shall not hold up a worker.
SEARCHED = 20_000


def find_addons(machine_name: str, params: Any, *, brought: Collection[int] = ()) -> set[Dependency]:
    """The libraries that add themselves to this content, the newest version of each; one query.

    A pattern is a library's code like the rest of it, and is tried when the library is approved. Of those
    that wait, the ones in the content's own package (`brought`, their keys) are taken: it brought them.
    """
    found: dict[str, Dependency] = {}
    rows = Library.objects.filter(metadata__has_key="addTo").exclude(state=LibraryState.REFUSED)
    for addon in rows.defer("semantics", "files").order_by("major", "minor", "patch"):
        waits = addon.state == LibraryState.QUARANTINED
        if addon.pk in brought if waits else _is_added(addon.metadata["addTo"], machine_name, params):
            found[addon.machine_name] = Dependency(addon.machine_name, addon.major, addon.minor)
    return set(found.values())


def _is_added(add_to: Any, machine_name: str, params: Any) -> bool:
    kinds = _at(add_to, "player", "machineNames")
    if isinstance(kinds, list):
        names = {machine_name, *(one.machine_name for one in referred_libraries(params))}
        if any(isinstance(kind, str) and kind in names for kind in kinds):
            return True
    types = _at(add_to, "content", "types")
    patterns = [_compiled(_at(one, "text", "regex")) for one in types] if isinstance(types, list) else []
    return any(pattern.search(text) for pattern in patterns if pattern for text in _texts(params))


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _compiled(written: Any) -> re.Pattern[str] | None:
    """The pattern; None for what is no pattern, or one that Python does not know."""
    if not isinstance(written, str):
        return None
    marked = PATTERN.fullmatch(written)
    flags = sum(FLAGS[flag] for flag in set(marked["flags"])) if marked else 0
    try:
        return re.compile(marked["pattern"] if marked else written, flags)
    except (re.error, OverflowError, RecursionError):
        return None


def _texts(params: Any) -> Iterator[str]:
    waiting = [params]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value[:SEARCHED]
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
