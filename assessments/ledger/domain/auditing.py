"""Looking through the chains of the ledger: whether each row stands as it was written. Reads only."""

import datetime as dt
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from assessments.ledger.chain import FACTS, NOTHING, Facts, Keys, Link, is_whole, read_keys, seal, split
from assessments.ledger.domain.heads import Line, Sum, name_of, parse, read_texts
from assessments.ledger.enums import ChainFault
from assessments.ledger.models import ChainHead, Evidence

ROWS_AT_ONCE = 2_000


class UnknownKey(Exception):
    """Something was bound by a key that is neither `LEDGER_KEY` nor among `LEDGER_OLD_KEYS`."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: with a row, with the rows of a person, or with the line of a day.

    The person is a number. Nobody's name is read here.
    """

    what: ChainFault
    row: int | None = None
    person: int | None = None
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """How much was looked through, how many faults there were, and the day of the last signed line."""

    people: int
    rows: int
    lines: int
    faults: int
    signed_until: dt.date | None


class StoredRow(NamedTuple):
    """A row with its link, as it lies in the database."""

    pk: int
    facts: Facts
    link: bytes
    parts: Link | None


def audit_ledger(tell: Callable[[Fault], None]) -> Audit:
    """Look through everything; each fault is told as it is found. Memory is that of one person's rows.

    Raises OSError where the signed lines cannot be read, ValueError without a key, DatabaseError where the
    database cannot be asked, and `UnknownKey` for a key that is not here (of a row: at the end, where nothing
    else is wrong).
    """
    keys = read_keys()
    lines, line_faults = _read_lines(Path(settings.LEDGER_HEADS_FILE), keys)
    sums = [Sum() for _ in lines]
    days = [line.day for line in lines]
    people = rows = faults = 0
    unknown = False

    def found(fault: Fault) -> None:
        nonlocal faults
        faults += 1
        tell(fault)

    for fault in line_faults:
        found(fault)
    for person_id, head, head_seal, group in _everybody():
        people, rows = people + 1, rows + len(group)
        try:
            for fault in _faults_of(person_id, group, head, head_seal, keys):
                found(fault)
        except UnknownKey:
            unknown = True
        _add_up(person_id, group, days, sums)
    for person_id in _heads_without_rows():
        found(Fault(ChainFault.MISSING_AFTER, person=person_id))
    for line, total in zip(lines, sums, strict=True):
        if not total.agrees_with(line):
            found(Fault(ChainFault.LINE_DIFFERS, day=line.day))
    if unknown and not faults:
        raise UnknownKey
    return Audit(people, rows, len(lines), faults, days[-1] if days else None)


def audit_person(person_id: int) -> list[Fault]:
    """What is wrong in one person's chain. Raises ValueError without a key, `UnknownKey` for one not here."""
    rows = Evidence.objects.filter(person=person_id).order_by("pk").values_list("pk", "link", *FACTS)
    group = [_stored(*row) for row in rows]
    stored = ChainHead.objects.filter(pk=person_id).values_list("link", "seal").first()
    head, head_seal = (bytes(stored[0]), bytes(stored[1])) if stored else (None, None)
    return list(_faults_of(person_id, group, head, head_seal, read_keys()))


def _everybody() -> Iterator[tuple[int, bytes | None, bytes | None, list[StoredRow]]]:
    """Each person with rows: id, last link and its seal (None: there is none), rows by their ids.

    One query: whoever writes meanwhile is seen with both, row and head, or with neither.
    """
    table = Evidence.objects.order_by("person", "pk").values_list(
        "person_id", "person__chain_head__link", "person__chain_head__seal", "pk", "link", *FACTS
    )
    rows = table.iterator(chunk_size=ROWS_AT_ONCE)
    for (person_id, head, head_seal), group in groupby(rows, key=itemgetter(0, 1, 2)):
        yield person_id, head, head_seal, [_stored(*row[3:]) for row in group]  # type: ignore[misc]


def _stored(pk: int, link: bytes, *facts: object) -> StoredRow:
    return StoredRow(pk, Facts(*facts), bytes(link), split(bytes(link)))  # type: ignore[arg-type]


def _heads_without_rows() -> Iterator[int]:
    rows = Evidence.objects.values("person")
    return (
        ChainHead.objects.exclude(pk__in=rows).values_list("pk", flat=True).iterator(chunk_size=ROWS_AT_ONCE)
    )


def _faults_of(
    person_id: int, rows: Sequence[StoredRow], head: bytes | None, head_seal: bytes | None, keys: Keys
) -> Iterator[Fault]:
    """Each row is held against the one whose number comes before its own, wherever that stands."""
    by_number = {row.parts.number: row.link for row in rows if row.parts}
    numbers = Counter(row.parts.number for row in rows if row.parts)
    highest = 0
    for row in rows:
        if row.parts is None:
            yield Fault(ChainFault.PUT_IN, row.pk, person_id)
            continue
        if row.parts.key not in keys.by_id:
            raise UnknownKey
        number = row.parts.number
        before = NOTHING if number == 1 else by_number.get(number - 1)
        if before is None:
            yield Fault(ChainFault.MISSING_BEFORE, row.pk, person_id)
        elif not is_whole(row.facts, before, row.link, keys):
            is_copy = numbers[number] > 1
            yield Fault(ChainFault.PUT_IN if is_copy else ChainFault.CHANGED, row.pk, person_id)
        elif number < highest:
            yield Fault(ChainFault.MOVED, row.pk, person_id)
        else:
            highest = number
    yield from _faults_of_head(person_id, max(by_number, default=0), by_number, head, head_seal, keys)


def _faults_of_head(
    person_id: int,
    newest: int,
    by_number: Mapping[int, bytes],
    head: bytes | None,
    head_seal: bytes | None,
    keys: Keys,
) -> Iterator[Fault]:
    """What says which row is the last is held against the row with the highest number."""
    parts = split(head) if head is not None else None
    if head is None or head_seal is None:
        yield Fault(ChainFault.HEAD_GONE, person=person_id)
    elif parts is None or (parts.key in keys.by_id and head_seal != seal(head, keys)):
        yield Fault(ChainFault.HEAD_CHANGED, person=person_id)
    elif parts.number > newest:
        yield Fault(ChainFault.MISSING_AFTER, person=person_id)
    elif head != by_number.get(newest):
        yield Fault(ChainFault.HEAD_CHANGED, person=person_id)


def _add_up(person_id: int, rows: Sequence[StoredRow], days: Sequence[dt.date], sums: Sequence[Sum]) -> None:
    """Add the person's last link by each line's day to the sum of the line that covers it."""
    links = sorted((row.parts.number, row.parts.day, row.link) for row in rows if row.parts)
    last: dict[int, bytes] = {bisect_left(days, day): link for _number, day, link in links}
    for place, link in last.items():
        # What was written after the last line waits for the next.
        if place < len(sums):
            sums[place].add(person_id, link)


def _read_lines(path: Path, keys: Keys) -> tuple[list[Line], list[Fault]]:
    """The lines that can be held against the ledger, and what is wrong with them by themselves."""
    lines: list[Line] = []
    faults: list[Fault] = []
    before = ""
    for text in read_texts(path):
        day = lines[-1].day if lines else None
        try:
            line = parse(text)
            day = line.day
            is_signed = line.sealed(keys) == line
        except KeyError as problem:
            raise UnknownKey from problem
        except ValueError:
            faults.append(Fault(ChainFault.LINE_CHANGED, day=day))
        else:
            if not is_signed:
                faults.append(Fault(ChainFault.LINE_CHANGED, day=day))
            elif line.before != before or (lines and line.day <= lines[-1].day):
                faults.append(Fault(ChainFault.LINE_GONE, day=day))
            lines.append(line)
        before = name_of(text)
    if faults:
        # Each line speaks of what came after the one before: with one amiss, the sums say nothing.
        return [], faults
    return lines, faults
