"""Plain makers of evidence: through the front door, so that standings move with it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from accounts.models import User
from assessments.ledger.domain.evidence import Event, record_evidence
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
from assessments.ledger.policy import KINDS, Kind, strength_of
from competences.models import Competence

_numbers = count(1)


def show(
    person: User,
    competence: Competence,
    level: int,
    kind: str = EvidenceKind.OBSERVATION,
    *,
    on: dt.date | None = None,
    until: dt.date | None = None,
    **fields: Any,
) -> Evidence:
    """Record that the person showed a level; observed in practice unless `kind` says otherwise."""
    recorded_at = dt.datetime.combine(on, dt.time(12), dt.UTC) if on else None
    fields.setdefault("origin", f"tests.evidence:{next(_numbers)}")
    (row,) = record_evidence(
        Event(kind=kind, recorded_at=recorded_at, valid_until=until, **fields), person, [(competence, level)]
    )
    return row


@contextmanager
def only_these_kinds(kinds: dict[str, Kind]) -> Iterator[None]:
    """Another table of kinds, weakest first."""
    as_it_was = dict(KINDS)
    KINDS.clear()
    KINDS.update(kinds)
    try:
        yield
    finally:
        KINDS.clear()
        KINDS.update(as_it_was)


@contextmanager
def one_kind_more(word: str, kind: Kind, *, above: str) -> Iterator[None]:
    """The table of kinds with a row more, just stronger than one of them."""
    rows = list(KINDS.items())
    rows.insert(strength_of(above), (word, kind))
    with only_these_kinds(dict(rows)):
        yield
