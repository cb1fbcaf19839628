"""Reading evidence and standings."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from assessments.ledger.domain.standing import DERIVED_FIELDS, Position, ledger_positions
from assessments.ledger.models import Evidence, Standing
from assessments.ledger.models.evidence import EvidenceQuerySet


def positions(people: Collection[int], as_of: dt.date | None = None) -> dict[tuple[int, int], Position]:
    """Where these people stand, by (person id, competence id); no entry where the ledger says nothing.

    Today's answer comes from the standings, and from the ledger for those whose evidence has run out since
    they were written; another day's answer comes from the ledger. At most two queries.
    """
    today = timezone.localdate()
    as_of = as_of or today
    if as_of != today:
        return ledger_positions(None, as_of, people)
    rows = Standing.objects.filter(person_id__in=people).values_list(
        "person_id", "competence_id", *DERIVED_FIELDS
    )
    found: dict[tuple[int, int], Position] = {}
    stale = Q(pk__in=[])
    for person_id, competence_id, *columns in rows:
        position = Position(**dict(zip(DERIVED_FIELDS, columns, strict=True)))
        found[person_id, competence_id] = position
        if position.expires is not None and position.expires < today:
            stale |= Q(person_id=person_id, competence_id=competence_id)
    if len(stale) > 1:
        found |= ledger_positions(stale, today)
    return found


def evidence_rows(person: User) -> EvidenceQuerySet:
    """The person's ledger, newest first, each row with its requirement and whether it was revoked."""
    return (
        Evidence.objects.original()
        .filter(person=person)
        .select_related("competence", "recorded_by", "revoked_by")
        .order_by("-recorded_at", "-pk")
    )
