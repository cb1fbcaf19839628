"""Writing the ledger. Everything that proves something passes through here."""

import datetime as dt
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.utils import timezone

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.ledger.basis import Basis
from assessments.ledger.domain.chain import link_rows
from assessments.ledger.domain.renewal import read_terms
from assessments.ledger.domain.standing import derive_standings, lock_people
from assessments.ledger.models import Evidence, EvidencePolicy
from assessments.ledger.policy import KINDS, Policy, own_view_kinds
from competences.models import Competence

# So much of a long list is read and written together.
RECORDINGS_AT_ONCE = 1_000


class AlreadyRevoked(Exception):
    """The evidence has been taken back before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that proves: of which kind, and where it came from (`origin`, as app.thing:number).

    `title` says it in words, for the person, `basis` how it was shown, in figures. Without `recorded_at` it
    happens now. `valid_until`, the last day before it runs out, beats the months of the policy; days of grace
    come on top. `hides_hour`: the log tells on which day it was written, and not when.
    """

    kind: str
    origin: str
    title: str = ""
    basis: Basis = field(default_factory=dict)
    recorded_by: User | None = None
    recorded_at: dt.datetime | None = None
    valid_until: dt.date | None = None
    hides_hour: bool = False


@dataclass(frozen=True, slots=True)
class Recording:
    """An event of one person, and the level (1 to 4) that it shows in each requirement, by its id."""

    event: Event
    person_id: int
    outcomes: tuple[tuple[int, int], ...]


# What else falls with a row that is taken back, in the same transaction: the row, and who takes it back.
Fall = Callable[[Evidence, User | None], None]
_falls: dict[str, Fall] = {}


def on_revoking(thing: str, fall: Fall) -> None:
    """Call `fall` when evidence that came from this kind of thing (`app.thing`) is taken back.

    The person's ledger is locked by then, and the row is revoked. A room calls this in `ready()`.
    """
    _falls[thing] = fall


def current_policies() -> dict[str, Policy]:
    """The policy of every kind of evidence that holds in this installation now."""
    stored = {row.kind: row.policy for row in EvidencePolicy.objects.all()}
    return {word: kind.policy for word, kind in KINDS.items()} | stored


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month some months later, or the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    _weekday, last = monthrange(year, month + 1)
    return dt.date(year, month + 1, min(day.day, last))


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of a Danish day."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def confirms(kind: str, level: int, policy: Policy) -> int:
    """How much of a level that was shown is confirmed. An own view confirms nothing under any policy."""
    return 0 if kind in own_view_kinds() else min(level, policy.ceiling)


def build_evidence(
    event: Event,
    policy: Policy,
    *,
    person_id: int,
    competence_id: int,
    level: int,
    runs_from: dt.date | None = None,
) -> Evidence:
    """A ledger row, judged by the policy but not saved. `runs_from`: when what it renews runs out."""
    recorded_at = event.recorded_at or timezone.now()
    recorded_on = timezone.localdate(recorded_at)
    runs_out_on = event.valid_until
    if runs_out_on is None and policy.valid_months is not None:
        runs_out_on = add_months(runs_from or recorded_on, policy.valid_months)
    rule = policy.as_rule(runs_out=runs_out_on is not None)
    if runs_from is not None:
        rule["runs_from"] = runs_from.isoformat()
    return Evidence(
        person_id=person_id,
        competence_id=competence_id,
        kind=event.kind,
        level=level,
        confirms=confirms(event.kind, level, policy),
        recorded_at=recorded_at,
        recorded_on=recorded_on,
        valid_until=runs_out_on and runs_out_on + dt.timedelta(days=policy.grace_days),
        recorded_by=event.recorded_by,
        origin=event.origin,
        title=event.title,
        rule=rule,
        basis=event.basis,
    )


def lock_ledger(person_id: int) -> None:
    """Let nobody else write in the person's ledger until the transaction ends.

    Two events at once would else each derive a standing that has not seen the other's row, and hang two rows
    on one in the chain.
    """
    User.objects.select_for_update().filter(pk=person_id).values_list("pk").first()


def record_evidence(event: Event, person: User, outcomes: Iterable[tuple[Competence, int]]) -> list[Evidence]:
    """Add what one event proves to the ledger, and move the person's standings, in one transaction.

    `outcomes` are the requirements and the level shown in each, 1 to 4; 0 says that it was looked at and that
    there was nothing yet. The policy of the kind caps what they confirm. Recording the same `origin` again
    adds nothing and returns nothing, unless it proves as another kind now: what was taken part in and is
    solved later has a row of each. The ledger is locked meanwhile, so that two requests at once cannot both
    add a row; the unique constraint on person, competence, origin and kind stands behind that. What it renews
    decides when it runs out: see renewal.py.
    """
    by_id: dict[int, tuple[Competence, int]] = {}
    for competence, level in outcomes:
        by_id.setdefault(competence.pk, (competence, level))
    if not by_id:
        return []
    told = Recording(event, person.pk, tuple((pk, level) for pk, (_competence, level) in by_id.items()))
    with transaction.atomic(savepoint=False):
        lock_ledger(person.pk)
        added = _add([told])
        for row in added:
            row.person, row.competence = person, by_id[row.competence_id][0]
        if added:
            record_action(
                added[0],
                "assessments.record_evidence",
                user=event.recorded_by or person,
                data={
                    "origin": event.origin,
                    "kind": str(event.kind),
                    "competences": [row.competence.code for row in added],
                },
                at=start_of(timezone.localdate()) if event.hides_hour else None,
            )
    return added


def record_many(recordings: Iterable[Recording], *, by: User | None) -> int:
    """Add what many events of many people prove, as `record_evidence` does, all or none; how many rows.

    For lists that come at once, some thousand of them. One entry of the log tells how many rows there were.
    """
    waiting = sorted(recordings, key=lambda recording: recording.person_id)
    done = 0
    with transaction.atomic(savepoint=False):
        for start in range(0, len(waiting), RECORDINGS_AT_ONCE):
            some = waiting[start : start + RECORDINGS_AT_ONCE]
            lock_people({recording.person_id for recording in some})
            added = _add(some)
            if added and not done:
                first = added[0]
            done += len(added)
        if done:
            record_action(first, "assessments.record_many", user=by, data={"rows": done})
    return done


def _add(recordings: Sequence[Recording]) -> list[Evidence]:
    """The rows that stand in the ledger now and did not before. Whoever calls has locked the ledgers."""
    policies = current_policies()
    fresh = _not_there_yet(recordings)
    if not fresh:
        return []
    # Only a term that the policy gives can begin later than on the day.
    terms = read_terms(
        {
            (person_id, competence_id)
            for event, person_id, competence_id, _level in fresh
            if event.valid_until is None and policies[event.kind].valid_months is not None
        }
    )
    rows = []
    for event, person_id, competence_id, level in fresh:
        policy = policies[event.kind]
        day, confirmed = timezone.localdate(event.recorded_at), confirms(event.kind, level, policy)
        runs_from = terms.runs_from((person_id, competence_id), day, confirmed)
        rows.append(
            build_evidence(
                event,
                policy,
                person_id=person_id,
                competence_id=competence_id,
                level=level,
                runs_from=runs_from,
            )
        )
    link_rows(rows)
    Evidence.objects.bulk_create(rows)
    derive_standings({(row.person_id, row.competence_id) for row in rows if not KINDS[row.kind].is_own_view})
    return rows


def _not_there_yet(recordings: Sequence[Recording]) -> list[tuple[Event, int, int, int]]:
    """What the ledger does not hold: the event at its moment, person, requirement and level."""
    there = Evidence.objects.filter(
        person__in={recording.person_id for recording in recordings},
        origin__in={recording.event.origin for recording in recordings},
    ).order_by()
    known = set(there.values_list("person_id", "competence_id", "origin", "kind"))
    fresh: list[tuple[Event, int, int, int]] = []
    now = timezone.now()
    for recording in recordings:
        event = replace(recording.event, recorded_at=recording.event.recorded_at or now)
        for competence_id, level in recording.outcomes:
            key = (recording.person_id, competence_id, event.origin, str(event.kind))
            if key not in known:
                known.add(key)
                fresh.append((event, recording.person_id, competence_id, level))
    return fresh


def revoke_evidence(evidence: Evidence, *, by: User | None, reason: str = "") -> Evidence:
    """Take a ledger row back by adding one that says so; the standing moves with it.

    `reason` is free text for the person the row is about. Raises `AlreadyRevoked` the second time, and
    ValueError for a row that is itself a revocation.
    """
    if evidence.revokes_id is not None:
        raise ValueError("A revocation cannot be revoked; record the evidence anew.")
    with transaction.atomic():
        lock_ledger(evidence.person_id)
        if Evidence.objects.filter(revokes=evidence).exists():
            raise AlreadyRevoked
        now = timezone.now()
        row = Evidence(
            person_id=evidence.person_id,
            competence_id=evidence.competence_id,
            kind=evidence.kind,
            level=0,
            confirms=0,
            recorded_at=now,
            recorded_on=timezone.localdate(now),
            recorded_by=by,
            origin=f"assessments.evidence:{evidence.pk}",
            title=reason[:255],
            rule=evidence.rule,
            revokes=evidence,
        )
        link_rows([row])
        row.save(force_insert=True)
        derive_standings({(evidence.person_id, evidence.competence_id)})
        record_action(row, "assessments.revoke_evidence", user=by, data={"revokes": evidence.pk})
        fall = _falls.get(evidence.origin.partition(":")[0])
        if fall is not None:
            fall(evidence, by)
    return row
