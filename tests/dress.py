"""Whether a page asks for the stylesheets that dress what stands on it.

The stylesheet is split by area, and a page loads the core and the area it is in. A class that some stylesheet
of the house dresses, on a page that does not load it, is a page in half its clothes.
"""

import re
from collections.abc import Iterator
from functools import cache

from django.conf import settings

# Loaded last and by every page, to change what the others did: they dress nothing by themselves.
MODES = {"calm", "paper"}
_LINKED = re.compile(r"""<link[^>]*\shref="[^"]*/css/(\w+)(?:\.\w+)?\.css\"""")
_CLASSES = re.compile(r"""\sclass=(?:"([^"]*)"|'([^']*)')""")
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_RULE = re.compile(r"([^{}]+)\{[^{}]*\}")
# A rule dresses what its selector ends with and, through that, what stands around it; never a neighbour.
_NEIGHBOUR = re.compile(r"[^\s>+~]+\s*[+~]")


@cache
def dressed_by() -> dict[str, frozenset[str]]:
    """The classes that each stylesheet of the house, as it was built, has a rule for."""
    folder = settings.BASE_DIR / "static" / "css"
    sheets = {path.stem: path.read_text() for path in folder.glob("*.css") if path.stem not in MODES}
    assert sheets, f"{folder} is empty: build the front end first"
    return {name: frozenset(_dressed_in(css)) for name, css in sheets.items()}


def _dressed_in(css: str) -> Iterator[str]:
    for selectors in _RULE.findall(css):
        yield from _CLASS.findall(_NEIGHBOUR.sub(" ", selectors))


def find_undressed(html: str) -> set[str]:
    """Classes on this page that only stylesheets which it does not load have a rule for."""
    linked = set(_LINKED.findall(html)) - MODES
    if "core" not in linked:
        return set()
    names = {name for first, second in _CLASSES.findall(html) for name in (first or second).split()}
    loaded = frozenset[str]().union(*(dressed_by()[sheet] for sheet in linked))
    known = frozenset[str]().union(*dressed_by().values())
    return (names & known) - loaded - {"ls-calm"}
