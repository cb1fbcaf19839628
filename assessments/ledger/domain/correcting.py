"""Putting right what stands wrong in the ledger: the row is taken back, what is right is a row of its own."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.ledger.domain.chain import link_rows
from assessments.ledger.domain.evidence import lock_ledger, revoke_evidence
from assessments.ledger.domain.standing import derive_standings
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence

ORIGIN = "ledger.correction"


class AlreadyCorrected(Exception):
    """The evidence has been recorded anew before; that row may be corrected."""


def origin_of(evidence_id: int) -> str:
    """What a row names as its origin that stands in the place of this one."""
    return f"{ORIGIN}:{evidence_id}"


def correct_evidence(
    evidence: Evidence, *, level: int, valid_until: dt.date | None, by: User, reason: str
) -> Evidence:
    """Take a row back and record it anew with the right level and end, in one transaction; the new row.

    A row that was taken back by mistake is recorded anew in the same way. `valid_until` is the last day
    before it runs out (None: it does not); grace, ceiling and window are those of the row's own rule. It
    counts from today on: what was said on an earlier day stays said. `reason` is for the person the row is
    about. Raises `AlreadyCorrected` the second time, and ValueError without a reason, for a level that is
    none (1 to 4), and for a row that `can_be_corrected` says no to.
    """
    if not reason.strip():
        raise ValueError("A correction needs a reason.")
    if not 1 <= level <= 4:
        raise ValueError("That is no level.")
    if not can_be_corrected(evidence, by):
        raise ValueError("This row is not one to correct.")
    with transaction.atomic():
        lock_ledger(evidence.person_id)
        origin = origin_of(evidence.pk)
        if Evidence.objects.filter(person=evidence.person_id, origin=origin).exists():
            raise AlreadyCorrected
        if not Evidence.objects.filter(revokes=evidence).exists():
            revoke_evidence(evidence, by=by, reason=reason)
        now = timezone.now()
        grace = dt.timedelta(days=evidence.rule.get("grace_days", 0))
        row = Evidence(
            person_id=evidence.person_id,
            competence_id=evidence.competence_id,
            kind=evidence.kind,
            level=level,
            confirms=min(level, evidence.rule.get("ceiling", level)),
            recorded_at=now,
            recorded_on=timezone.localdate(now),
            valid_until=valid_until and valid_until + grace,
            recorded_by=by,
            origin=origin,
            title=evidence.title,
            reason=reason.strip()[:255],
            rule=evidence.rule,
            basis=evidence.basis,
        )
        link_rows([row])
        row.save(force_insert=True)
        derive_standings({(row.person_id, row.competence_id)})
        record_action(row, "assessments.correct_evidence", user=by, data={"corrects": evidence.pk})
    return row


def can_be_corrected(evidence: Evidence, by: User) -> bool:
    """Whether somebody may put the row right: no revocation, no row of their own, nothing said of oneself."""
    is_said_of_oneself = evidence.kind == EvidenceKind.SELF_ASSESSMENT
    return evidence.revokes_id is None and evidence.person_id != by.pk and not is_said_of_oneself


def correction_of(evidence: Evidence) -> Evidence | None:
    """The row that stands in the place of this one."""
    return Evidence.objects.filter(person=evidence.person_id, origin=origin_of(evidence.pk)).first()


def standing_rows(person_id: int, origin: str) -> list[Evidence]:
    """The rows of an event that nobody has taken back, and those that stand in the place of others of it."""
    found: list[Evidence] = []
    origins = [origin]
    while origins:
        rows = list(
            Evidence.objects.original()
            .filter(person=person_id, origin__in=origins)
            .select_related("revoked_by")
            .order_by("pk")
        )
        found += [row for row in rows if not hasattr(row, "revoked_by")]
        origins = [origin_of(row.pk) for row in rows if hasattr(row, "revoked_by")]
    return found
