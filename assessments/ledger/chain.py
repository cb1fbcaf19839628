"""How one row of a person's ledger hangs on the row before it.

Each row has a link: a digest, under a key that the database does not hold, over what the row says and over
the link of the person's row before it. Who changes, removes, puts in or moves a row cannot make the links
that follow. Covered are figures and codes alone: no name, no title, nobody's reason, not who wrote it, so
that whoever goes can be emptied and the chain stays as it was.

A link tells openly by which key it was made, on which day, and which of the person's rows it is; all three
are under the digest. What is stored stands for good: another form of it is another `FORM`.
"""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings

FORM = b"1"
KEY_BYTES, DAY_BYTES, NUMBER_BYTES, DIGEST_BYTES = 4, 3, 4, 32
LINK_BYTES = KEY_BYTES + DAY_BYTES + NUMBER_BYTES + DIGEST_BYTES
# Before the first row of a person, and in a row that nobody has linked.
NOTHING = b""


class Facts(NamedTuple):
    """What the chain covers of a row, in this order; the names are those of the columns."""

    person_id: int
    competence_id: int
    kind: str
    level: int
    confirms: int
    recorded_at: dt.datetime
    recorded_on: dt.date
    valid_until: dt.date | None
    origin: str
    rule: Mapping[str, Any]
    basis: Mapping[str, Any]
    revokes_id: int | None


FACTS = Facts._fields


class Link(NamedTuple):
    """A stored link, taken apart. `number` counts the person's rows from 1, on `day` it was made."""

    key: bytes
    day: dt.date
    number: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Keys:
    """The key that links are made with now, and by its id each that they were made with before."""

    current: bytes
    by_id: Mapping[bytes, bytes]


def key_id(key: bytes) -> bytes:
    """Which key it was, without telling the key."""
    return hashlib.sha256(b"laersammen ledger key " + key).digest()[:KEY_BYTES]


def read_keys() -> Keys:
    """The keys of this installation. Raises ValueError where `LEDGER_KEY` is empty."""
    told = [settings.LEDGER_KEY, *settings.LEDGER_OLD_KEYS]
    if not all(told):
        raise ValueError("LEDGER_KEY is not set.")
    keys = [key.encode() for key in told]
    return Keys(key_id(keys[0]), {key_id(key): key for key in keys})


def split(link: bytes) -> Link | None:
    """The parts of a stored link; None for what is no link."""
    if len(link) != LINK_BYTES:
        return None
    day = int.from_bytes(link[KEY_BYTES : KEY_BYTES + DAY_BYTES])
    if not 1 <= day <= dt.date.max.toordinal():
        return None
    number = int.from_bytes(link[KEY_BYTES + DAY_BYTES : -DIGEST_BYTES])
    return Link(link[:KEY_BYTES], dt.date.fromordinal(day), number, link[-DIGEST_BYTES:])


def next_link(facts: Facts, before: bytes, today: dt.date, keys: Keys) -> bytes:
    """The link of a row that is added today, behind the row with the link `before` (`NOTHING`: behind none).

    A clock that was put back does not put back the chain: the day is never before that of the row before.
    """
    last = split(before)
    day = max(today, last.day) if last else today
    head = (
        keys.current
        + day.toordinal().to_bytes(DAY_BYTES)
        + ((last.number if last else 0) + 1).to_bytes(NUMBER_BYTES)
    )
    return head + _digest(facts, before, head, keys.by_id[keys.current])


def is_whole(facts: Facts, before: bytes, link: bytes, keys: Keys) -> bool:
    """Whether the row says what it said and follows the one with the link `before`. KeyError: unknown key."""
    head = link[:-DIGEST_BYTES]
    expected = _digest(facts, before, head, keys.by_id[head[:KEY_BYTES]])
    return hmac.compare_digest(expected, link[-DIGEST_BYTES:])


def seal(link: bytes, keys: Keys) -> bytes:
    """What says that this link is a person's last; made with the key of the link. KeyError: unknown key."""
    return hmac.digest(keys.by_id[link[:KEY_BYTES]], FORM + b"head" + link, "sha256")


def _digest(facts: Facts, before: bytes, head: bytes, key: bytes) -> bytes:
    return hmac.digest(key, FORM + b"row" + head + before + _said(facts), "sha256")


def _said(facts: Facts) -> bytes:
    """The row as bytes: the same on every database, in every time zone, in whatever order JSON is kept."""
    told = [
        facts.person_id,
        facts.competence_id,
        str(facts.kind),
        facts.level,
        facts.confirms,
        facts.recorded_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        facts.recorded_on.isoformat(),
        facts.valid_until.isoformat() if facts.valid_until else None,
        facts.origin,
        facts.rule,
        facts.basis,
        facts.revokes_id,
    ]
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
