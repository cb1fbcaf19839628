"""SVG that is a picture and nothing more: no scripts, no other documents, nothing fetched from elsewhere."""

import re
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.conf import settings

XHTML = "{http://www.w3.org/1999/xhtml}"
# Elements that run code or bring another document in (SVG 2, 5.11 and 15; SVG Tiny 1.2, 15).
ACTIVE = frozenset(
    ["script", "foreignobject", "iframe", "embed", "object", "audio", "video", "handler", "listener", "link"]
)
ANIMATIONS = frozenset(["animate", "set", "animatemotion", "animatetransform", "animatecolor"])
# A place in the same picture, or a picture that is written into it.
LINK_INSIDE = r"\s*['\"]?\s*(#|data:image/(png|jpe?g|gif|webp)[;,])"
INSIDE = re.compile(LINK_INSIDE, re.IGNORECASE)
# A backslash may hide any of the others in CSS, and no drawing program needs one.
REACHES_OUT = re.compile(rf"@import|javascript:|\\|url\((?!{LINK_INSIDE})", re.IGNORECASE)
CHUNK = 64 * 1024


def is_only_a_picture(path: Path) -> bool:
    """Whether the file is a well-formed SVG in which nothing runs and nothing is fetched.

    It is read a little at a time. Entities of its own are refused: they may hide anything, and a few of them
    may grow to gigabytes.
    """
    if path.stat().st_size > settings.H5P_MAX_JSON_BYTES:
        return False
    parser = DefusedXMLParser(target=_Watcher())
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                parser.feed(chunk)
        parser.close()
    except (_Active, ParseError, DefusedXmlException, ValueError, LookupError):
        return False
    return True


class _Active(Exception):
    """Something in the picture would run, or fetch something."""


class _Watcher:
    """Is told what stands in the picture while it is read; no tree is built."""

    def __init__(self) -> None:
        self._style: list[str] | None = None
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if name in ACTIVE or tag.startswith(XHTML) or (self._depth == 0 and name != "svg"):
            raise _Active
        self._depth += 1
        if name == "style":
            self._style = []
        for key, value in attributes.items():
            attribute = _local(key)
            if (
                attribute.startswith("on")
                or (attribute == "href" and not INSIDE.match(value))
                or (not key.startswith("{") and REACHES_OUT.search(value))
                or (name in ANIMATIONS and attribute == "attributename" and _is_active(value))
            ):
                raise _Active

    def data(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._style is not None and _local(tag) == "style":
            if REACHES_OUT.search("".join(self._style)):
                raise _Active
            self._style = None

    def pi(self, target: str, text: str | None = None) -> None:
        """A processing instruction, such as xml-stylesheet, which fetches another file."""
        raise _Active

    def close(self) -> None:
        """The parser asks for a result; there is none."""


def _local(name: str) -> str:
    return name.rpartition("}")[2].casefold()


def _is_active(attribute: str) -> bool:
    """Whether an animation of the attribute could put a script where the file shows none."""
    name = attribute.strip().casefold().rpartition(":")[2]
    return name == "href" or name.startswith("on")
