"""Learning record stores of other systems: which there are, and the talk with one (xAPI 1.0.3, part 3)."""

import datetime as dt
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.client import responses
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils import timezone
from requests.auth import HTTPBasicAuth

logger = logging.getLogger(__name__)

FIELDS = ("name", "endpoint", "username", "password")
# Seconds to be let in, and seconds of silence before we hang up.
TIMEOUT = (5, 15)
# What the store says about itself or our way to it, whatever was sent. Redirects are among them: a password
# goes to the address that an administrator wrote, and to no other.
ABOUT_THE_STORE = frozenset({401, 403, 404, 405, 408, 425, 429, 502, 503, 504})
LONGEST_WAIT = dt.timedelta(days=1)


class StoreUnavailable(Exception):
    """The store took nothing, for a reason that has nothing to do with what was sent.

    `reason` is a code or the name of an error, never words of the store, which may repeat an answer;
    `wait` is how long the store asks to be left alone, a day at most.
    """

    def __init__(self, reason: str, wait: dt.timedelta = dt.timedelta()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Store:
    """A learning record store, as the settings name it."""

    name: str
    endpoint: str
    username: str
    password: str = field(repr=False)


def stores() -> list[Store]:
    """The stores of the settings, in the order given there."""
    return [Store(**store) for store in settings.LEARNING_RECORD_STORES]


def send(store: Store, statements: Sequence[dict[str, Any]]) -> int:
    """The HTTP status that the store answers with, when the answer is about these statements.

    200 and 204: it has them. 409: it has one of the ids already. Other 4xx: it will never take one of them,
    and has then taken none (xAPI 1.0.3, part three, 2.1.2). 500 and the like may be about one of them too.
    Raises `StoreUnavailable` for every other answer and for none. What the answer says is not read: it may
    be of any length, and may repeat what somebody wrote.
    """
    try:
        with requests.post(
            f"{store.endpoint.rstrip('/')}/statements",
            json=list(statements),
            auth=HTTPBasicAuth(store.username.encode(), store.password.encode()),
            headers={"X-Experience-API-Version": "1.0.3"},
            timeout=TIMEOUT,
            allow_redirects=False,
            stream=True,
        ) as response:
            status = response.status_code
            wait = _asked_wait(response.headers.get("Retry-After", ""))
    except requests.RequestException as error:
        raise StoreUnavailable(type(error).__name__) from None
    if status in ABOUT_THE_STORE or not (status in (200, 204) or status >= 400):
        raise StoreUnavailable(describe(status), wait)
    return status


def describe(status: int) -> str:
    """The status as a reader of the dead letters knows it: "HTTP 400 Bad Request"."""
    return f"HTTP {status} {responses.get(status, '')}".rstrip()


def _asked_wait(retry_after: str) -> dt.timedelta:
    """What a Retry-After header asks for: seconds or a date (RFC 9110, 10.2.3); no wait if it is neither."""
    if re.fullmatch(r"[0-9]{1,9}", retry_after):
        return min(dt.timedelta(seconds=int(retry_after)), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(retry_after)
        return min(max(until - timezone.now(), dt.timedelta()), LONGEST_WAIT)
    except (ValueError, TypeError):  # TypeError: a date without a time zone
        return dt.timedelta()


def check_stores(**_: Any) -> list[CheckMessage]:
    """What is wrong with `LEARNING_RECORD_STORES`: Django asks before every command, so also at start."""
    configured = settings.LEARNING_RECORD_STORES
    if not isinstance(configured, list) or not all(isinstance(store, dict) for store in configured):
        return [Error("LEARNING_RECORD_STORES must be a list of objects.", id="h5p.E001")]
    problems = [
        Error(f"LEARNING_RECORD_STORES, number {number}: {problem}", id="h5p.E002")
        for number, store in enumerate(configured, start=1)
        for problem in _problems(store)
    ]
    names = [store.get("name") for store in configured]
    problems += [
        Error(f"LEARNING_RECORD_STORES: two stores are called {name!r}.", id="h5p.E003")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    return list(problems)


def _problems(store: dict[str, Any]) -> list[str]:
    """One sentence for each thing wrong with the store; none repeats its user or its password."""
    problems = [f'"{name}" is missing.' for name in FIELDS if name not in store]
    problems += [f'"{name}" is not a setting of a store.' for name in store if name not in FIELDS]
    problems += [
        f'"{name}" must be a text, and not empty.'
        for name in FIELDS
        if name in store and not (isinstance(store[name], str) and store[name].strip())
    ]
    if problems:
        return problems
    if not re.fullmatch(r"[\w.-]{1,50}", store["name"]):
        problems.append('"name" must be 1 to 50 letters, digits, dots, hyphens and underscores.')
    if ":" in store["username"]:
        problems.append('"username" cannot hold a colon (RFC 7617).')
    return problems + _endpoint_problems(store["endpoint"])


def _endpoint_problems(endpoint: str) -> list[str]:
    try:
        parts = urlsplit(endpoint)
        host, _port = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host:
        return ['"endpoint" must be an address such as https://lrs.example.org/xapi.']
    if parts.username is not None or parts.query or parts.fragment:
        return ['"endpoint" must hold no user, no password, no "?" and no "#".']
    if parts.scheme == "http" and not settings.DEBUG and host not in ("127.0.0.1", "localhost", "::1"):
        return ['"endpoint" must begin with https://, for it carries a password and what people did.']
    return []
