"""Reading evidence and standings."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from assessments.ledger.domain.standing import (
    DERIVED_FIELDS,
    LEDGER_COLUMNS,
    LedgerRow,
    Position,
    derive_position,
    ledger_positions,
    newest_own_view,
)
from assessments.ledger.models import Evidence, Standing
from assessments.ledger.models.evidence import EvidenceQuerySet, holds
from assessments.ledger.policy import own_view_kinds


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


class OwnRow(NamedTuple):
    """A row of somebody's own ledger that counts; `recorded_by` is nobody, or their id and name."""

    pk: int
    competence_id: int
    origin: str
    recorded_by: tuple[int, str] | None
    told: LedgerRow


@dataclass(frozen=True)
class OwnLedger:
    """What the ledger holds about one person on a day, newest first; what was taken back is left out."""

    day: dt.date
    rows: tuple[OwnRow, ...]

    @cached_property
    def _told(self) -> dict[int, list[LedgerRow]]:
        told: dict[int, list[LedgerRow]] = defaultdict(list)
        for row in self.rows:
            told[row.competence_id].append(row.told)
        return told

    @cached_property
    def positions(self) -> dict[int, Position]:
        """Where the person stands, by competence id: what the standings say, from where they come."""
        found = {competence: derive_position(rows, self.day) for competence, rows in self._told.items()}
        return {competence: position for competence, position in found.items() if position is not None}

    @cached_property
    def own_views(self) -> dict[int, int]:
        """The level that the person says of themself now, 0 to 4, by competence id. It is theirs alone."""
        found = {competence: newest_own_view(rows) for competence, rows in self._told.items()}
        return {competence: level for competence, level in found.items() if level is not None}

    @cached_property
    def expired_origins(self) -> frozenset[str]:
        """What brought evidence that has run out since, as the ledger names it.

        Of each event and requirement the row written last speaks: what was solved, not taken part in.
        """
        latest: dict[tuple[int, str], OwnRow] = {}
        for row in self.rows:
            key = (row.competence_id, row.origin)
            latest[key] = max(latest.get(key, row), row, key=lambda one: one.pk)
        return frozenset(row.origin for row in latest.values() if not holds(row.told.valid_until, self.day))


def read_own_ledger(person: User, day: dt.date) -> OwnLedger:
    """All that counts about the person on the day, in one query."""
    rows = (
        Evidence.objects.counting(day)
        .filter(person=person)
        .order_by("-recorded_at", "-pk")
        .values_list(
            *("pk", "competence_id", "origin", "recorded_by_id", "recorded_by__display_name"), *LEDGER_COLUMNS
        )
    )
    return OwnLedger(
        day,
        tuple(
            OwnRow(pk, competence, origin, None if by is None else (by, name), LedgerRow(*told))
            for pk, competence, origin, by, name, *told in rows
        ),
    )


def own_ledger_of(rows: Iterable[Evidence], day: dt.date) -> OwnLedger:
    """What `read_own_ledger` gives, of rows that are read already: all of the person's `evidence_rows`."""

    def counts(row: Evidence) -> bool:
        revoked_by: Evidence | None = getattr(row, "revoked_by", None)
        return row.recorded_on <= day and (revoked_by is None or revoked_by.recorded_on > day)

    return OwnLedger(
        day,
        tuple(
            OwnRow(
                row.pk,
                row.competence_id,
                row.origin,
                (row.recorded_by.pk, row.recorded_by.display_name) if row.recorded_by else None,
                LedgerRow(*(getattr(row, column) for column in LEDGER_COLUMNS)),
            )
            for row in rows
            if counts(row)
        ),
    )


def own_views_of_all(competence_id: int, day: dt.date) -> dict[int, tuple[dt.datetime, int]]:
    """What everybody said of themself in one requirement as of the day, as `newest_own_view` says it.

    By person, the moment and the level. Theirs alone: for figures about groups, and for nothing else. One
    query.
    """
    rows = Evidence.objects.counting(day).filter(
        competence=competence_id, kind__in=own_view_kinds(only_of_now=True)
    )
    said = rows.order_by("recorded_at", "level").values_list("person_id", "recorded_at", "level")
    # The newest comes last, and stays.
    return {person: (moment, level) for person, moment, level in said.iterator(chunk_size=10_000)}


def evidence_rows(person: User) -> EvidenceQuerySet:
    """The person's ledger, newest first, each row with its requirement and whether it was revoked."""
    return (
        Evidence.objects.original()
        .filter(person=person)
        .select_related("competence", "recorded_by", "revoked_by")
        .order_by("-recorded_at", "-pk")
    )
