"""Plain makers of evidence: through the front door, so that standings move with it."""

import datetime as dt
from itertools import count
from typing import Any

from accounts.models import User
from assessments.ledger.domain.evidence import Event, record_evidence
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
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
