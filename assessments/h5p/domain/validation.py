"""The rules of the Experience API 1.0.3 (part two, "Experience API Data") for statements about an activity.

Only what a piece of content may say of itself: the object is an activity, and there are no attachments. Who
did it, when it was stored and who vouches for it is ours to say: what the content says of that is not read.
"""

import re
import uuid
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

Check = Callable[[Any, str], None]

# Data 2.2: an IRI has a scheme; 4.2.7 of this part asks for nothing more of one that is an identifier.
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+")
# RFC 5646, as far as its shape goes.
LANGUAGE = re.compile(r"(?:[A-Za-z]{2,8}|[ix])(?:-[A-Za-z0-9]{1,8})*")
_NUMBER = r"[0-9]+(?:[.,][0-9]+)?"
# ISO 8601:2004, 4.4.3.2: weeks stand alone.
DURATION = re.compile(
    rf"P{_NUMBER}W|P(?=.)(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}D)?"
    rf"(?:T(?=.)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?"
)
VERSION = re.compile(r"1\.0(?:\.[0-9]+)?")
INTERACTION_TYPES = {
    *("true-false", "choice", "fill-in", "long-fill-in", "matching"),
    *("performance", "sequencing", "likert", "numeric", "other"),
}


class Invalid(Exception):
    """A statement against the rules: where, and which rule. Names no value, so that it can be logged."""

    def __init__(self, where: str, rule: str, *, is_range: bool = False) -> None:
        super().__init__(f"{where}: {rule}")
        self.is_range = is_range


def check_statement(statement: Any, where: str = "statement") -> None:
    """Let through what may be kept. Raises `Invalid`."""
    _check_statement(statement, where)


def _is_text(value: Any, where: str) -> None:
    if not isinstance(value, str):
        raise Invalid(where, "is to be text")


def _is_flag(value: Any, where: str) -> None:
    if not isinstance(value, bool):
        raise Invalid(where, "is to be true or false")


def _is_number(value: Any, where: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Invalid(where, "is to be a number")


def _matches(pattern: re.Pattern[str], rule: str, value: Any, where: str) -> None:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise Invalid(where, rule)


_is_iri: Check = partial(_matches, IRI, "is to be an IRI with a scheme")
_is_duration: Check = partial(_matches, DURATION, "is to be an ISO 8601 duration, where weeks stand alone")
_is_language: Check = partial(_matches, LANGUAGE, "is to be a language tag of RFC 5646")
_is_version: Check = partial(_matches, VERSION, "is to be 1.0 or 1.0.x")


def _is_uuid(value: Any, where: str) -> None:
    try:
        uuid.UUID(value)
    except (ValueError, TypeError, AttributeError):
        raise Invalid(where, "is to be a UUID") from None


def _is_anything(value: Any, where: str) -> None:
    """For what is thrown away and said anew by us."""


def _is_one_of(words: set[str], value: Any, where: str) -> None:
    if not isinstance(value, str) or value not in words:
        raise Invalid(where, "is not one of the words that the specification knows")


def _is_list(each: Check, value: Any, where: str) -> None:
    if not isinstance(value, list):
        raise Invalid(where, "is to be a list")
    for place, item in enumerate(value):
        each(item, f"{where}[{place}]")


def _is_map(key: Check, each: Check, value: Any, where: str) -> None:
    if not isinstance(value, dict):
        raise Invalid(where, "is to be an object")
    for name, item in value.items():
        key(name, f"{where}, a key")
        each(item, where)


def _has(known: Mapping[str, Check], required: tuple[str, ...], value: Any, where: str) -> None:
    """An object of these properties and no others (Data 2.2: unknown ones are to be rejected)."""
    if not isinstance(value, dict):
        raise Invalid(where, "is to be an object")
    if value.keys() - known.keys():
        raise Invalid(where, "has a property that the specification does not know")
    for name in required:
        if name not in value:
            raise Invalid(f"{where}.{name}", "is missing")
    for name, item in value.items():
        known[name](item, f"{where}.{name}")


# Data 4.2, language maps, and 4.1, extensions: the only place where null may stand.
_is_language_map: Check = partial(_is_map, _is_language, _is_text)
_is_extensions: Check = partial(_is_map, _is_iri, _is_anything)

_is_verb: Check = partial(_has, {"id": _is_iri, "display": _is_language_map}, ("id",))
_is_component: Check = partial(_has, {"id": _is_text, "description": _is_language_map}, ("id",))


def _is_component_list(value: Any, where: str) -> None:
    _is_list(_is_component, value, where)
    if len({component["id"] for component in value}) < len(value):
        raise Invalid(where, "has the same id twice")


_is_definition: Check = partial(
    _has,
    {
        "name": _is_language_map,
        "description": _is_language_map,
        "type": _is_iri,
        "moreInfo": _is_iri,
        "extensions": _is_extensions,
        # H5P calls a whole of several questions "compound", which the specification does not know.
        "interactionType": partial(_is_one_of, INTERACTION_TYPES | {"compound"}),
        "correctResponsesPattern": partial(_is_list, _is_text),
        **dict.fromkeys(("choices", "scale", "source", "target", "steps"), _is_component_list),
    },
    (),
)
_is_activity: Check = partial(
    _has,
    {"id": _is_iri, "objectType": partial(_is_one_of, {"Activity"}), "definition": _is_definition},
    ("id",),
)


def _is_activity_or_several(value: Any, where: str) -> None:
    """Data 2.4.6.2: one activity, as versions before 1.0 had it, may stand for a list of one."""
    if isinstance(value, list):
        _is_list(_is_activity, value, where)
    else:
        _is_activity(value, where)


_has_score_parts: Check = partial(_has, dict.fromkeys(("scaled", "raw", "min", "max"), _is_number), ())


def _is_score(value: Any, where: str) -> None:
    """Data 2.4.5.1. A best possible score of 0 is let through, as content without points sends it."""
    _has_score_parts(value, where)
    if not -1 <= value.get("scaled", 0) <= 1:
        raise Invalid(f"{where}.scaled", "is to be from -1 to 1", is_range=True)
    inside = [value[name] for name in ("min", "raw", "max") if name in value]
    if inside != sorted(inside):
        raise Invalid(where, "is to have min <= raw <= max", is_range=True)


_is_result: Check = partial(
    _has,
    {
        "score": _is_score,
        "success": _is_flag,
        "completion": _is_flag,
        "response": _is_text,
        "duration": _is_duration,
        "extensions": _is_extensions,
    },
    (),
)
_is_context: Check = partial(
    _has,
    {
        "contextActivities": partial(
            _has, dict.fromkeys(("parent", "grouping", "category", "other"), _is_activity_or_several), ()
        ),
        "extensions": _is_extensions,
        "language": _is_language,
        "platform": _is_text,
        "revision": _is_text,
        **dict.fromkeys(("registration", "instructor", "team", "statement"), _is_anything),
    },
    (),
)
_check_statement: Check = partial(
    _has,
    {
        "id": _is_uuid,
        "verb": _is_verb,
        "object": _is_activity,
        "result": _is_result,
        "context": _is_context,
        "version": _is_version,
        **dict.fromkeys(("actor", "authority", "timestamp", "stored"), _is_anything),
    },
    ("verb", "object"),
)
