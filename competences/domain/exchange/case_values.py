"""Single values of CASE, as the schema wants them and as real files have them."""

import json
import re
import uuid
from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _

from .entries import Entry

# The key under `extensions` where our own files keep what CASE has no field for.
EXTENSION = "laersammen"
CHILD_OF = "isChildOf"
DEFINITIONS = ("CFConcepts", "CFSubjects", "CFLicenses", "CFItemTypes", "CFAssociationGroupings")
# What we read of each part of a package, or write anew from what we know.
USED = {
    "CFDocument": {
        *("identifier", "uri", "caseVersion", "creator", "publisher", "title", "description", "language"),
        *("version", "statusStartDate", "lastChangeDateTime", "CFPackageURI"),
    },
    "CFItems": {
        *("identifier", "uri", "fullStatement", "humanCodingScheme", "listEnumeration", "CFItemType"),
        *("CFItemTypeURI", "notes", "language", "lastChangeDateTime", "CFDocumentURI"),
    },
    "CFAssociations": {
        *("identifier", "uri", "associationType", "sequenceNumber", "originNodeURI", "destinationNodeURI"),
        *("lastChangeDateTime", "CFDocumentURI"),
    },
}
_OID = re.compile(r"(?:urn:oid:)?([0-9]+(?:\.[0-9]+)+)", re.IGNORECASE)


def as_identifier(text: Any) -> uuid.UUID | None:
    """The UUID that a text is, ends in as an address, or stands for (version 5, of its URI or OID)."""
    if not isinstance(text, str) or not text.strip():
        return None
    text = text.strip()
    for candidate in (text, text.rstrip("/").rsplit("/", 1)[-1]):
        with suppress(ValueError):
            return uuid.UUID(candidate)
    oid = _OID.fullmatch(text)
    if oid:
        return uuid.uuid5(uuid.NAMESPACE_OID, oid[1])
    # An address or a urn; a lone word names nothing outside its file.
    return uuid.uuid5(uuid.NAMESPACE_URL, text) if is_storable_uri(text) else None


def is_storable_uri(text: str) -> bool:
    """Whether it is an absolute URI that can be hashed."""
    return re.match(r"[a-z][a-z0-9+.-]*:\S+$", text, re.IGNORECASE) is not None and not any(
        "\ud800" <= sign <= "\udfff" for sign in text
    )


def identifier_of(values: dict[str, Any]) -> uuid.UUID | None:
    """What a part of a package is known by: its identifier, else its address; None where it has neither."""
    return as_identifier(values.get("identifier")) or as_identifier(values.get("uri"))


def read_identifier(entry: Entry) -> uuid.UUID | None:
    """`identifier_of` the entry; a problem is noted where there is none."""
    identifier = identifier_of(entry.values)
    if identifier is None:
        text = entry.values.get("identifier")
        entry.note(
            _("“identifier” is missing.")
            if text is None or text == ""
            else _("“identifier” is neither a UUID nor an address. Give it one of them.")
        )
    return identifier


def read_text(entry: Entry, key: str, *, required: bool = False, longest: int | None = None) -> str | None:
    """A text, also where a number stands without quotes; what is longer than `longest` is cut."""
    value = entry.values.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)[:longest]
    text = entry.text(key, required=required)
    if text and longest is not None and len(text) > longest:
        text = f"{text[: longest - 1].rstrip()}…"
    return text


def read_number(value: Any) -> float | None:
    """A number, also one in quotes; None for everything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value).strip()
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", text):
        return None
    return float(text)


def natural_order(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts 10 after 9 and A10 after A2."""
    return tuple(
        (0, int(piece), "") if piece.isdecimal() and len(piece) < 19 else (1, 0, piece.casefold())
        for piece in re.split(r"([0-9]+)", text)
        if piece
    )


def is_keepable(values: Any) -> bool:
    """Whether a database keeps it as JSON: no NUL, no half of a surrogate pair, no endless number."""
    try:
        text = json.dumps(values, ensure_ascii=False, allow_nan=False)
        text.encode("utf-8")
    except (ValueError, RecursionError):
        return False
    return "\\u0000" not in text
