"""Writing the ledger. Everything that proves something passes through here."""

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.utils import timezone

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.ledger.basis import Basis
from assessments.ledger.domain.standing import derive_standings
from assessments.ledger.models import Evidence, EvidencePolicy
from assessments.ledger.policy import KINDS, Policy
from competences.models import Competence


class AlreadyRevoked(Exception):
    """The evidence has been taken back before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that proves: of which kind, and where it came from (`origin`, as app.thing:number).

    `title` says it in words, for the person, `basis` how it was shown, in figures. Without `recorded_at` it
    happens now. `valid_until`, the last day it counts, beats the months of the policy.
    """

    kind: str
    origin: str
    title: str = ""
    basis: Basis = field(default_factory=dict)
    recorded_by: User | None = None
    recorded_at: dt.datetime | None = None
    valid_until: dt.date | None = None


def current_policies() -> dict[str, Policy]:
    """The policy of every kind of evidence that holds in this installation now."""
    stored = {row.kind: Policy(row.ceiling, row.valid_months) for row in EvidencePolicy.objects.all()}
    return {word: kind.policy for word, kind in KINDS.items()} | stored


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month some months later, or the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    _weekday, last = monthrange(year, month + 1)
    return dt.date(year, month + 1, min(day.day, last))


def build_evidence(
    event: Event, policy: Policy, *, person_id: int, competence_id: int, level: int
) -> Evidence:
    """A ledger row, judged by the policy but not saved."""
    recorded_at = event.recorded_at or timezone.now()
    recorded_on = timezone.localdate(recorded_at)
    valid_until = event.valid_until
    if valid_until is None and policy.valid_months is not None:
        valid_until = add_months(recorded_on, policy.valid_months)
    return Evidence(
        person_id=person_id,
        competence_id=competence_id,
        kind=event.kind,
        level=level,
        confirms=min(level, policy.ceiling),
        recorded_at=recorded_at,
        recorded_on=recorded_on,
        valid_until=valid_until,
        recorded_by=event.recorded_by,
        origin=event.origin,
        title=event.title,
        rule={"ceiling": policy.ceiling, "valid_months": policy.valid_months},
        basis=event.basis,
    )


def lock_ledger(person_id: int) -> None:
    """Let nobody else write in the person's ledger until the transaction ends.

    Two events at once would else each derive a standing that has not seen the other's row.
    """
    User.objects.select_for_update().filter(pk=person_id).values_list("pk").first()


def record_evidence(event: Event, person: User, outcomes: Iterable[tuple[Competence, int]]) -> list[Evidence]:
    """Add what one event proves to the ledger, and move the person's standings, in one transaction.

    `outcomes` are the requirements and the level (1 to 4) shown in each; the policy of the kind caps what
    they confirm. Recording the same `origin` again adds nothing and returns nothing, unless it proves as
    another kind now: what was taken part in and is solved later has a row of each. The unique constraint on
    person, competence, origin and kind decides, so two requests at once cannot both add a row.
    """
    outcomes = list(outcomes)
    if not outcomes:
        return []
    policy = current_policies()[event.kind]
    moment = event.recorded_at or timezone.now()
    rows = [
        build_evidence(
            replace(event, recorded_at=moment),
            policy,
            person_id=person.pk,
            competence_id=competence.pk,
            level=level,
        )
        for competence, level in outcomes
    ]
    with transaction.atomic(savepoint=False):
        lock_ledger(person.pk)
        of_event = Evidence.objects.original().filter(person=person, origin=event.origin, kind=event.kind)
        # A row that stood before has another moment, unless the caller chose the moment.
        before = set(of_event.values_list("competence_id", flat=True)) if event.recorded_at else set()
        Evidence.objects.bulk_create(rows, ignore_conflicts=True)
        added = list(
            of_event.filter(recorded_at=moment).exclude(competence_id__in=before).select_related("competence")
        )
        if added:
            derive_standings({(person.pk, row.competence_id) for row in added})
            record_action(
                added[0],
                "assessments.record_evidence",
                user=event.recorded_by or person,
                data={
                    "origin": event.origin,
                    "kind": str(event.kind),
                    "competences": [row.competence.code for row in added],
                },
            )
    return added


def revoke_evidence(evidence: Evidence, *, by: User | None, reason: str = "") -> Evidence:
    """Take a ledger row back by adding one that says so; the standing moves with it.

    `reason` is free text for the person the row is about. Raises `AlreadyRevoked` the second time, and
    ValueError for a row that is itself a revocation.
    """
    if evidence.revokes_id is not None:
        raise ValueError("A revocation cannot be revoked; record the evidence anew.")
    now = timezone.now()
    with transaction.atomic():
        lock_ledger(evidence.person_id)
        row, is_new = Evidence.objects.get_or_create(
            revokes=evidence,
            defaults={
                "person_id": evidence.person_id,
                "competence_id": evidence.competence_id,
                "kind": evidence.kind,
                "level": 0,
                "confirms": 0,
                "recorded_at": now,
                "recorded_on": timezone.localdate(now),
                "recorded_by": by,
                "origin": f"assessments.evidence:{evidence.pk}",
                "title": reason[:255],
                "rule": evidence.rule,
            },
        )
        if not is_new:
            raise AlreadyRevoked
        derive_standings({(evidence.person_id, evidence.competence_id)})
        record_action(row, "assessments.revoke_evidence", user=by, data={"revokes": evidence.pk})
    return row
