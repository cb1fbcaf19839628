"""What a lesson's page posts for the content in its frame: read without trusting a byte of it."""

import json
import math
import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.domain.refusals import Refusal, Refused

from .tokens import Play, TokenRefused, read_token
from .validation import Invalid, check_statement

VERBS = "http://adlnet.gov/expapi/verbs/"
# What tells how it went. The rest (opened, looked at, moved on) is no answer and is not kept: collect less.
ANSWERED = f"{VERBS}answered"
CLOSING = frozenset({ANSWERED, *(f"{VERBS}{verb}" for verb in ("completed", "passed", "failed", "mastered"))})
KEPT = CLOSING | {f"{VERBS}consumed"}

SUB_CONTENT = "http://h5p.org/x-api/h5p-subContentId"
# As H5P's own editor makes them (a UUID), and as other tools do.
SUB_CONTENT_ID = re.compile(r"[A-Za-z0-9_\-]{1,64}")

FIELDS = {"token", "question", "registration", "acted", "statement", "children"}
MAX_DEPTH = 40
MAX_PARTS = 500
# JSON numbers beyond this are not exact in a browser, so no content has meant one.
MAX_INTEGER = 2**53

UNREADABLE = _("The activity sent something that cannot be read here. Open the lesson again.")
IMPOSSIBLE = _("The activity sent a score that cannot be right. Open the lesson again.")
OPENED_TOO_LONG_AGO = _("The page has lain open too long. Open the lesson again.")


class StatementRefused(Refused):
    """What cannot be taken. `detail` tells whoever makes content what is wrong, and holds nothing of what was
    answered.
    """

    def __init__(
        self,
        message: str | Promise = UNREADABLE,
        why: Refusal = Refusal.MALFORMED,
        *,
        detail: str = "",
    ) -> None:
        super().__init__(message, why)
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Said:
    """A statement that follows the rules, and those of the parts below it.

    `sub_content_id` is empty for the whole content, and None for a part that has no name.
    """

    statement: Mapping[str, Any]
    sub_content_id: str | None
    children: tuple["Said", ...] = ()

    @property
    def verb(self) -> str:
        return str(self.statement["verb"]["id"])

    @property
    def result(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.statement.get("result", {})
        return found

    @property
    def response(self) -> str:
        return str(self.result.get("response", ""))

    @property
    def definition(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.statement["object"].get("definition", {})
        return found

    def below(self) -> Iterator["Said"]:
        """The parts, depth first, each before its own parts."""
        for child in self.children:
            yield child
            yield from child.below()


@dataclass(frozen=True, slots=True)
class Posted:
    """One statement of a play, with the token that says whose play it is.

    `block_id` names a block in a lesson's body, `registration` one play of it. `has_acted`: whether somebody
    had pressed, touched or typed anything in the frame when it was said; a page that does not say so has not
    seen it.
    """

    play: Play
    block_id: str
    registration: uuid.UUID
    root: Said
    has_acted: bool = False

    @property
    def id(self) -> uuid.UUID:
        return uuid.UUID(self.root.statement["id"])

    @property
    def is_kept(self) -> bool:
        """Whether it tells how something went. A part without a name could never be judged."""
        return self.root.sub_content_id is not None and self.root.verb in KEPT

    @property
    def is_closing(self) -> bool:
        """Whether it is an answer to the whole content."""
        return self.root.sub_content_id == "" and self.root.verb in CLOSING


def read_posted(body: bytes) -> Posted:
    """The message in a request's body. Raises `StatementRefused`."""
    data = read_json(body)
    if not isinstance(data, dict) or data.keys() - FIELDS:
        raise StatementRefused(detail="the message is not of the shape that the page sends")
    try:
        play = read_token(_text(data, "token"))
    except TokenRefused:
        raise StatementRefused(OPENED_TOO_LONG_AGO, Refusal.FORBIDDEN, detail="token") from None
    root = _read_said(data)
    if "id" not in root.statement:
        raise StatementRefused(detail="statement.id: is missing")
    if sum(1 for _part in root.below()) > MAX_PARTS:
        raise StatementRefused(why=Refusal.TOO_LARGE, detail="children: too many")
    acted = data.get("acted", False)
    if not isinstance(acted, bool):
        raise StatementRefused(detail="acted: is to be true or false")
    return Posted(play, str(_uuid(data, "question")), _uuid(data, "registration"), root, has_acted=acted)


def read_json(body: bytes) -> Any:
    """JSON in UTF-8 that any database can keep. Raises `StatementRefused`.

    Refused are what JSON does not know (NaN, Infinity, numbers too large for it), the same key twice, text
    that is no text (NUL, halves of surrogate pairs), and what is nested deeper than any content.
    """
    try:
        data = json.loads(
            body.decode("utf-8"),
            parse_constant=_no_such_number,
            parse_float=_finite,
            parse_int=_exact,
            object_pairs_hook=_no_key_twice,
        )
    except (ValueError, RecursionError):
        raise StatementRefused(detail="the body is not JSON in UTF-8") from None
    _check_text(data, 1)
    return data


def _no_such_number(literal: str) -> float:
    raise ValueError(literal)


def _finite(literal: str) -> float:
    number = float(literal)
    if not math.isfinite(number):
        raise ValueError("too large")
    return number


def _exact(literal: str) -> int:
    # Python reads integers of 4300 digits: far beyond what a score or a database can be.
    if len(literal) > 17 or abs(int(literal)) > MAX_INTEGER:
        raise ValueError("too large")
    return int(literal)


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("the same key twice")
    return found


def _check_text(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise StatementRefused(detail="nested too deep")
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise StatementRefused(detail="text with NUL or half a surrogate pair")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key, depth)
            _check_text(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check_text(item, depth + 1)


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str):
        raise StatementRefused(detail=f"{name}: is to be text")
    return value


def _uuid(data: Mapping[str, Any], name: str) -> uuid.UUID:
    try:
        return uuid.UUID(_text(data, name))
    except ValueError:
        raise StatementRefused(detail=f"{name}: is to be a UUID") from None


def _read_said(data: Any, where: str = "statement") -> Said:
    if not isinstance(data, dict):
        raise StatementRefused(detail=f"{where}: is to be an object")
    statement = data.get("statement")
    try:
        check_statement(statement, where)
    except Invalid as problem:
        if problem.is_range:
            raise StatementRefused(IMPOSSIBLE, Refusal.TO_MEND, detail=str(problem)) from None
        raise StatementRefused(detail=str(problem)) from None
    children = data.get("children", [])
    if not isinstance(children, list):
        raise StatementRefused(detail="children: is to be a list")
    assert isinstance(statement, dict)
    return Said(
        statement,
        _sub_content_id(statement),
        tuple(_read_said(child, f"children[{place}]") for place, child in enumerate(children)),
    )


def _sub_content_id(statement: Mapping[str, Any]) -> str | None:
    """Which part of the content it is about, as H5P says it: in an extension, and in the object's address."""
    thing = statement["object"]
    named = thing.get("definition", {}).get("extensions", {}).get(SUB_CONTENT)
    if named is None:
        named = next(iter(parse_qs(urlsplit(thing["id"]).query).get("subContentId", [])), None)
    if named is None:
        return None if statement.get("context", {}).get("contextActivities", {}).get("parent") else ""
    return named if isinstance(named, str) and SUB_CONTENT_ID.fullmatch(named) else None
