"""What signed observations prove: each by itself, and two together what one alone cannot.

Two observers in two situations are a pair; a situation is a day. Each observation that counts in full makes a
pair with the best of those signed before it, so that any order of the same observations stands the same.
"""

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from accounts.models import User
from assessments.ledger.basis import Way
from assessments.ledger.domain.evidence import (
    Event,
    add_months,
    current_policies,
    record_evidence,
    revoke_evidence,
)
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
from assessments.practice.enums import ObservationState
from assessments.practice.models import MethodSupervisor, Observation

# As the ledger names what came from one observation, and from two.
ONE, TWO = "practice.observation", "practice.observations"


def kind_of(row: Observation) -> EvidenceKind:
    """As what a signed observation counts: less from outside, but for one who was a supervisor that day."""
    if row.observer_id is not None:
        return EvidenceKind.OBSERVATION
    day = timezone.localdate(row.observer_signed_at)
    if row.supervisor_id and MethodSupervisor.objects.on(day).filter(pk=row.supervisor_id).exists():
        return EvidenceKind.OBSERVATION
    return EvidenceKind.OBSERVATION_OUTSIDE


def level_shown(row: Observation) -> int:
    """What it would confirm if the person signed it now, alone or with one that they have signed."""
    policies = current_policies()
    level = min(row.needed or 0, policies[kind_of(row)].ceiling)
    if kind_of(row) != EvidenceKind.OBSERVATION:
        return level
    before = [one for one in _in_full(row) if one != row]
    together = [_level(*pair) for pair in _pairs([*before, row]) if pair[1] == row]
    return max(level, min(max(together, default=0), policies[EvidenceKind.OBSERVATION_BY_TWO].ceiling))


def prove(row: Observation) -> list[Evidence]:
    """Record what a signed observation proves by itself, and with one before it.

    Call it in the transaction of the signature, with the person's ledger locked.
    """
    assert row.competence is not None
    assert row.needed is not None
    days = {one.seen_on for one in _signed(row.person_id, row.competence_id)}
    event = Event(
        kind=row.kind,
        origin=row.origin,
        basis={"way": Way.SEEN, "needed": row.needed, "situation": len(days)},
        recorded_by=row.observer,
    )
    added = record_evidence(event, row.person, [(row.competence, row.needed)])
    return [*added, *_pair_up(row)]


def fall_with(evidence: Evidence, by: User | None) -> None:
    """An observation is taken back: so are the pairs that it was half of, and the rest pair up anew.

    The ledger calls it with the person's ledger locked, whoever takes the row back.
    """
    number = int(evidence.origin.partition(":")[2])
    row = Observation.objects.select_related("person", "competence").get(pk=number)
    row.state = ObservationState.TAKEN_BACK
    row.save(update_fields=["state"])
    pairs = Evidence.objects.unrevoked().filter(
        person=evidence.person_id,
        competence=evidence.competence_id,
        kind=EvidenceKind.OBSERVATION_BY_TWO,
        origin__startswith=f"{TWO}:",
    )
    for pair in pairs:
        if str(number) in pair.origin.partition(":")[2].split("+"):
            revoke_evidence(pair, by=by, reason=evidence.title)
    _pair_up(row)


def _signed(person_id: int, competence_id: int | None) -> list[Observation]:
    """Those of both signatures, in the order in which the second was given."""
    rows = Observation.objects.signed().filter(person=person_id, competence=competence_id)
    return list(rows.order_by("person_signed_at", "pk"))


def _in_full(row: Observation) -> list[Observation]:
    """Signed ones of the same person and requirement by observers of whom we know that they can do it."""
    signed = _signed(row.person_id, row.competence_id)
    return [one for one in signed if one.kind == EvidenceKind.OBSERVATION]


def _pair_up(row: Observation) -> list[Evidence]:
    """Record every pair of the person and requirement that the ledger does not hold yet."""
    assert row.competence is not None
    signed = _in_full(row)
    months = current_policies()[EvidenceKind.OBSERVATION_BY_TWO].valid_months
    added: list[Evidence] = []
    for first, second in _pairs(signed):
        level = _level(first, second)
        among = [one for one in signed if (one.needed or 0) >= level]
        basis = {
            "way": Way.SEEN_BY_SEVERAL,
            "observers": len({one.observer_key for one in among}),
            "situations": len({one.seen_on for one in among}),
        }
        event = Event(
            kind=EvidenceKind.OBSERVATION_BY_TWO,
            origin=f"{TWO}:{min(first.pk, second.pk)}+{max(first.pk, second.pk)}",
            basis=basis,
            # Two who saw it long apart are two only as long as the first still holds.
            valid_until=None if months is None else add_months(_signed_on(first), months),
        )
        added += record_evidence(event, row.person, [(row.competence, level)])
    return added


def _pairs(signed: list[Observation]) -> Iterator[tuple[Observation, Observation]]:
    """Each with the best one before it that another saw on another day: the highest level, the newest."""
    for place, second in enumerate(signed):
        before = [
            first
            for first in signed[:place]
            if first.observer_key != second.observer_key and first.seen_on != second.seen_on
        ]
        # They stand in the order of their signatures: of the same level, the newest is the last.
        best = max(enumerate(before), key=lambda one: (_level(one[1], second), one[0]), default=None)
        if best is not None and _level(best[1], second):
            yield best[1], second


def _level(first: Observation, second: Observation) -> int:
    """What both have seen."""
    return min(first.needed or 0, second.needed or 0)


def _signed_on(row: Observation) -> dt.date:
    return timezone.localdate(row.person_signed_at)
