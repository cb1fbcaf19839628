"""Content and responses as others wrote them: what has another shape than expected counts as empty."""

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

# Between the parts of a response, and between a pair in it (xAPI 1.0.3, Data, interaction activities).
PARTS = "[,]"
PAIR = "[.]"
# What JavaScript takes for white space; Python has another list.
WHITE = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
# No list in a package is longer; a longer number is not worth reading.
DIGITS = 6
# Numeric references: zeros that say nothing, and what is beyond the last sign of Unicode.
_ZEROS = re.compile(r"&#(?:0+(?=[0-9])|([xX])0+(?=[0-9a-fA-F]))")
_BEYOND = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")


def mapping(value: Any, *path: str) -> Mapping[str, Any]:
    """The object at the end of the path in `value`; empty where there is none."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def sequence(value: Any) -> Sequence[Any]:
    """The list that `value` is; empty where it is none."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """The text that `value` is; empty where it is none."""
    return value if isinstance(value, str) else ""


def setting(params: Mapping[str, Any], name: str, default: Any) -> Any:
    """How the author set one of the behavioural settings."""
    return mapping(params, "behaviour").get(name, default)


def number(value: Any) -> int | None:
    """The place in a list that `value` names, as a number or as digits."""
    if isinstance(value, str) and len(value) <= DIGITS and value.isascii() and value.isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def numbers(response: str) -> set[int]:
    """The places in a list that a response names; what is not a number is left out."""
    return {place for part in response.split(PARTS) if (place := number(part)) is not None}


def bounded_references(value: str) -> str:
    """The HTML with no numeric reference longer than a sign needs: Python refuses numbers of many digits."""
    return _BEYOND.sub("\ufffd", _ZEROS.sub(r"&#\1", value))


def unescape(value: str) -> str:
    """The text that a piece of HTML without tags stands for, as a browser reads it. Never raises."""
    return html.unescape(bounded_references(value))
