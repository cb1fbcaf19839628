"""What content shows from other places on the web: counted when a package comes, and told to whoever uses it.

The frame fetches nothing from elsewhere (docs/decisions/h5p-player.md): it would tell another site who reads.
So its author has to know, before a lesson is written around a film that nobody sees.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import ngettext

# Where content keeps the address of a film or a sound (`path`), or of a page in the page (`source`).
SHOWN_UNDER = ("path", "source")
ADDRESS = re.compile(r"\s*(https?:)?//[^\s/]", re.IGNORECASE)
# A picture in a text. A link fetches nothing before somebody follows it.
IN_TEXT = re.compile(r"""<[a-z][^<>]*?\ssrc\s*=\s*["']?\s*((?:https?:)?//[^\s"'<>]+)""", re.IGNORECASE)
LONGEST_HOST = 253
SHOWN_HOSTS = 3


def count_elsewhere(params: Any) -> dict[str, int]:
    """How many films, sounds, pictures and pages the content shows from each host; hosts in lower case."""
    found: Counter[str] = Counter()
    waiting = [params]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            for name, inner in value.items():
                if name in SHOWN_UNDER and isinstance(inner, str) and ADDRESS.match(inner):
                    found[_host(inner)] += 1
                else:
                    waiting.append(inner)
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, str):
            found.update(_host(address) for address in IN_TEXT.findall(value))
    return dict(sorted(found.items()))


def say_elsewhere(counted: Mapping[str, int]) -> str:
    """What happens to it, and what its author can do; empty where there is none."""
    number = sum(counted.values())
    if not number:
        return ""
    return ngettext(
        "%(number)d film, sound or picture lies elsewhere on the web (%(hosts)s). It is not shown here:"
        " the other site would learn who reads. Put the file in the package, or a link in the lesson.",
        "%(number)d films, sounds or pictures lie elsewhere on the web (%(hosts)s). They are not shown here:"
        " the other site would learn who reads. Put the files in the package, or a link in the lesson.",
        number,
    ) % {"number": number, "hosts": name_some(counted, SHOWN_HOSTS)}


def name_some(names: Iterable[str], most: int) -> str:
    """The first names, with how many more there are."""
    listed = list(names)
    more = len(listed) - most
    said = ", ".join(listed[:most])
    if more <= 0:
        return said
    return ngettext("%(names)s and %(more)d more", "%(names)s and %(more)d more", more) % {
        "names": said,
        "more": more,
    }


def _host(address: str) -> str:
    try:
        host = urlsplit(address.strip()).hostname
    except ValueError:
        host = None
    return (host or address.strip())[:LONGEST_HOST]
