"""Writing the ledger. Everything that proves something passes through here."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.ledger.domain.standing import derive_standings
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence, EvidencePolicy
from assessments.ledger.policy import DEFAULT_POLICIES, Policy
from competences.models import Competence


class AlreadyRevoked(Exception):
    """The evidence has been taken back before."""


def current_policies() -> dict[EvidenceKind, Policy]:
    """The policy of every kind of evidence that holds in this installation now."""
    stored = {
        EvidenceKind(row.kind): Policy(row.ceiling, row.valid_months) for row in EvidencePolicy.objects.all()
    }
    return {**DEFAULT_POLICIES, **stored}


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month some months later, or the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return dt.date(year, month + 1, min(day.day, (following - dt.timedelta(days=1)).day))


def build_evidence(
    *,
    person_id: int,
    competence_id: int,
    kind: EvidenceKind,
    level: int,
    origin: str,
    policy: Policy,
    recorded_at: dt.datetime,
    title: str = "",
    valid_until: dt.date | None = None,
    recorded_by_id: int | None = None,
) -> Evidence:
    """A ledger row, judged by the policy but not saved. `valid_until` beats the policy's months."""
    recorded_on = timezone.localdate(recorded_at)
    if valid_until is None and policy.valid_months is not None:
        valid_until = add_months(recorded_on, policy.valid_months)
    return Evidence(
        person_id=person_id,
        competence_id=competence_id,
        kind=kind,
        level=level,
        confirms=min(level, policy.ceiling),
        recorded_at=recorded_at,
        recorded_on=recorded_on,
        valid_until=valid_until,
        recorded_by_id=recorded_by_id,
        origin=origin,
        title=title,
        rule={"ceiling": policy.ceiling, "valid_months": policy.valid_months},
    )


def lock_ledger(person_id: int) -> None:
    """Let nobody else write in the person's ledger until the transaction ends.

    Two events at once would else each derive a standing that has not seen the other's row.
    """
    User.objects.select_for_update().filter(pk=person_id).values_list("pk").first()


def record_evidence(
    *,
    person: User,
    outcomes: Iterable[tuple[Competence, int]],
    kind: EvidenceKind,
    origin: str,
    title: str = "",
    recorded_by: User | None = None,
    recorded_at: dt.datetime | None = None,
    valid_until: dt.date | None = None,
) -> list[Evidence]:
    """Add what one event proves to the ledger, and move the person's standings, in one transaction.

    `outcomes` are the requirements and the level (1 to 4) shown in each; the policy of the kind caps what
    they confirm. Recording the same `origin` again adds nothing and returns nothing: the unique constraint
    on person, competence and origin decides, so two requests at once cannot both add a row.
    """
    outcomes = list(outcomes)
    if not outcomes:
        return []
    policy = current_policies()[kind]
    moment = recorded_at or timezone.now()
    rows = [
        build_evidence(
            person_id=person.pk,
            competence_id=competence.pk,
            kind=kind,
            level=level,
            origin=origin,
            policy=policy,
            recorded_at=moment,
            title=title,
            valid_until=valid_until,
            recorded_by_id=recorded_by.pk if recorded_by else None,
        )
        for competence, level in outcomes
    ]
    with transaction.atomic(savepoint=False):
        lock_ledger(person.pk)
        of_origin = Evidence.objects.original().filter(person=person, origin=origin)
        # A row that stood before has another moment, unless the caller chose the moment.
        before = set(of_origin.values_list("competence_id", flat=True)) if recorded_at else set()
        Evidence.objects.bulk_create(rows, ignore_conflicts=True)
        added = list(
            of_origin.filter(recorded_at=moment)
            .exclude(competence_id__in=before)
            .select_related("competence")
        )
        if added:
            derive_standings({(person.pk, row.competence_id) for row in added})
            record_action(
                added[0],
                "assessments.record_evidence",
                user=recorded_by or person,
                data={
                    "origin": origin,
                    "kind": int(kind),
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


def evidence_rows(person: User) -> Any:
    """The person's ledger, newest first, each row with its requirement and whether it was revoked."""
    return (
        Evidence.objects.original()
        .filter(person=person)
        .select_related("competence", "recorded_by", "revoked_by")
        .order_by("-recorded_at", "-pk")
    )
