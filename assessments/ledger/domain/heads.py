"""A signed line for each day, outside the database: what every chain ended with by then.

A line covers the people whose chain went on since the line before it, and names that line by its digest: the
newest one so speaks for all. Whoever sets a whole chain back to what it once was, last link and all, cannot
set back a line that lies elsewhere. docs/decisions/ledger-chain.md tells what it cannot see.
"""

import datetime as dt
import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from assessments.ledger.chain import Keys, read_keys, split
from assessments.ledger.models import ChainHead, Evidence

# Whoever began to write before midnight is done by then.
AFTER_MIDNIGHT = dt.timedelta(hours=1)
PEOPLE_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `people` whose chain went on since the line before, `rows` that their chains have."""

    day: dt.date
    people: int
    rows: int
    heads: str
    before: str
    key: str
    seal: str = ""

    def unsealed(self) -> bytes:
        return json.dumps(
            [self.day.isoformat(), self.people, self.rows, self.heads, self.before, self.key]
        ).encode()

    def sealed(self, keys: Keys) -> "Line":
        """The same with its seal. Raises KeyError where its key is not known."""
        mac = hmac.digest(keys.by_id[bytes.fromhex(self.key)], b"1line" + self.unsealed(), "sha256")
        return Line(self.day, self.people, self.rows, self.heads, self.before, self.key, mac.hex())

    def as_text(self) -> str:
        told = {name: getattr(self, name) for name in ("people", "rows", "heads", "before", "key", "seal")}
        return json.dumps({"day": self.day.isoformat(), **told})


class Sum:
    """The digest over the last links of some people, in the order of their ids."""

    def __init__(self) -> None:
        self.people = self.rows = 0
        self._leaves = hashlib.sha256()

    def add(self, person_id: int, link: bytes) -> None:
        """Add a person's last link; ValueError if it is none."""
        parts = split(link)
        if parts is None:
            raise ValueError("That is no link.")
        self.people += 1
        self.rows += parts.number
        self._leaves.update(hashlib.sha256(person_id.to_bytes(8) + link).digest())

    def agrees_with(self, line: Line) -> bool:
        return (self.people, self.rows, self.digest()) == (line.people, line.rows, line.heads)

    def digest(self) -> str:
        return self._leaves.hexdigest()


def parse(text: str) -> Line:
    """A line as it was written. Raises ValueError for what is none."""
    try:
        told: dict[str, Any] = json.loads(text)
        line = Line(dt.date.fromisoformat(told.pop("day")), **told)
        bytes.fromhex(line.key)
    except (TypeError, KeyError, AttributeError) as problem:
        raise ValueError("That is no line.") from problem
    return line


def name_of(text: str) -> str:
    """By what the next line names this one."""
    return hashlib.sha256(text.encode()).hexdigest()


def write_line(now: dt.datetime) -> int:
    """Sign what every chain ended with on the last day that is over; 0 where that is done, else 1.

    After days without a tick one line speaks for all of them. Raises OSError where the file cannot be
    written, and ValueError where its last line is none.
    """
    day = timezone.localdate(now - AFTER_MIDNIGHT) - dt.timedelta(days=1)
    path = Path(settings.LEDGER_HEADS_FILE)
    last = last_text(path)
    since = parse(last).day if last else dt.date.min
    if since >= day:
        return 0
    keys, total = read_keys(), Sum()
    for person_id, link in _moved(since, day):
        total.add(person_id, link)
    before = name_of(last) if last else ""
    line = Line(day, total.people, total.rows, total.digest(), before, keys.current.hex()).sealed(keys)
    _append(path, line.as_text())
    return 1


def read_texts(path: Path) -> Iterator[str]:
    """The lines of the file as they stand. Raises OSError where it cannot be read."""
    with path.open(encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file if line.strip())


def last_text(path: Path) -> str:
    """The last line, or nothing where there is no file yet."""
    try:
        return max(enumerate(read_texts(path)), default=(0, ""))[1]
    except FileNotFoundError:
        return ""


def _append(path: Path, text: str) -> None:
    """Whole and on the disk, or not at all as far as can be; what was there is never touched."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(file, f"{text}\n".encode())
        os.fsync(file)
    finally:
        os.close(file)


def _moved(since: dt.date, day: dt.date) -> Iterator[tuple[int, bytes]]:
    """The last link by the day of everybody whose chain went on after `since`, in the order of their ids."""
    later: list[int] = []
    found: list[tuple[int, bytes]] = []
    heads = ChainHead.objects.order_by("pk").values_list("pk", "link")
    for person_id, stored in heads.iterator(chunk_size=10_000):
        link = bytes(stored)
        parts = split(link)
        if parts is None or parts.day <= since:
            continue
        if parts.day <= day:
            found.append((person_id, link))
        else:
            later.append(person_id)
    for start in range(0, len(later), PEOPLE_AT_ONCE):
        found += _as_of(later[start : start + PEOPLE_AT_ONCE], since, day)
    return iter(sorted(found))


def _as_of(people: Iterable[int], since: dt.date, day: dt.date) -> list[tuple[int, bytes]]:
    """The last link by the day of those among these people whose chain has gone on again since then."""
    last: dict[int, bytes] = {}
    rows = Evidence.objects.filter(person__in=people).order_by("person", "pk").values_list("person", "link")
    for person_id, stored in rows.iterator(chunk_size=10_000):
        link = bytes(stored)
        parts = split(link)
        if parts is not None and since < parts.day <= day:
            last[person_id] = link
    return list(last.items())
