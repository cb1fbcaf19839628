"""The observer writes and signs, the person reads and signs the same words; then the ledger gets its row."""

import datetime as dt
import json
from dataclasses import asdict, dataclass
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.ledger.domain.evidence import lock_ledger, revoke_evidence
from assessments.ledger.models import Evidence
from assessments.practice.domain.observation.asking import forget_address, lock
from assessments.practice.domain.observation.letters import ask_person, tell_sent_back
from assessments.practice.domain.observation.observers import may_observe
from assessments.practice.domain.observation.proving import kind_of, prove
from assessments.practice.domain.observation.refusals import IsOver, NotYours, WordsChanged, WriteSomething
from assessments.practice.enums import ObservationState
from assessments.practice.models import Observation
from assessments.practice.policy import INSIDE_WAITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the observer tells. `needed` is what they had to do, as the level it means (0 to 4)."""

    needed: int
    seen_on: dt.date
    situation: str
    done_well: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who somebody from outside says that they are, as they write it."""

    name: str
    workplace: str


def fingerprint(observation: Observation) -> str:
    """What stands under both signatures: of whom, in what, by whom, and every word of the observer's."""
    said = {
        "person": observation.person_id,
        "requirement": observation.competence_id,
        "observer": observation.observer_id,
        "outside": [observation.outside_name, observation.outside_workplace],
        "words": asdict(
            Words(
                needed=observation.needed or 0,
                seen_on=observation.seen_on or dt.date.min,
                situation=observation.situation,
                done_well=observation.done_well,
                next_step=observation.next_step,
            )
        ),
    }
    plain = json.dumps(said, sort_keys=True, ensure_ascii=False, default=str)
    return sha256(plain.encode()).hexdigest()


@transaction.atomic
def tell_what_was_seen(
    observation: Observation, words: Words, *, by: User | None, signature: Signature | None = None
) -> Observation:
    """The observer writes and signs; the person is asked to read it. By a link, `by` is nobody.

    Until the person has signed, one of ours may do it again with other words: the person is asked anew.
    Somebody from outside signs with name and workplace, once; their e-mail goes. Raises `NotYours` for who is
    not the observer, or does not count as one today, and `IsOver`.
    """
    today = timezone.localdate()
    row = lock(observation)
    if row.observer != by or row.competence is None or by == row.person:
        raise NotYours
    may_change = row.state == ObservationState.SEEN and not row.is_outside
    if not row.is_open(today) or not (row.waits_for_observer(today) or may_change):
        raise IsOver
    if row.observer is not None and not may_observe(row.observer, row.competence, today):
        raise NotYours
    for name, value in asdict(words).items():
        setattr(row, name, value)
    if row.is_outside and row.supervisor is None and signature is not None:
        row.outside_name, row.outside_workplace = signature.name, signature.workplace
    forget_address(row)
    row.observer_signed_at, row.observer_signed = timezone.now(), fingerprint(row)
    _hand_over(row, ObservationState.SEEN)
    record_action(row, "practice.tell_what_was_seen", user=by, data={"needed": words.needed})
    ask_person(row)
    return row


@transaction.atomic
def send_back(observation: Observation, comment: str, *, by: User) -> None:
    """The person asks the observer to correct something. Somebody from outside cannot be asked again.

    Raises `NotYours`, `IsOver`, and `WriteSomething` where it is not said what.
    """
    row = lock(observation)
    _check_turn(row, by)
    if row.is_outside:
        raise IsOver
    if not comment:
        raise WriteSomething
    row.comment = comment
    _hand_over(row, ObservationState.TO_CORRECT)
    record_action(row, "practice.send_observation_back", user=by)
    tell_sent_back(row)


@transaction.atomic
def sign(observation: Observation, read: str, comment: str, *, by: User) -> list[Evidence]:
    """The person signs the words whose fingerprint they have `read`; the ledger gets what they prove.

    Raises `NotYours`, `IsOver`, and `WordsChanged` where the words are others by now.
    """
    # The ledger first, then the row: whoever takes evidence back does so in this order too.
    lock_ledger(observation.person_id)
    row = lock(observation)
    _check_turn(row, by)
    if read != row.observer_signed or fingerprint(row) != row.observer_signed:
        raise WordsChanged
    row.comment = comment
    row.person_signed_at, row.person_signed = timezone.now(), row.observer_signed
    row.kind, row.state = kind_of(row), ObservationState.SIGNED
    row.save()
    record_action(row, "practice.sign_observation", user=by, data={"kind": row.kind})
    return prove(row)


@transaction.atomic
def take_back(observation: Observation, *, by: User, reason: str = "") -> None:
    """Take back what both have signed; what it proved, alone and with others, is taken back with it.

    Raises `NotYours` for others than the observer, `IsOver` where nothing is signed.
    """
    lock_ledger(observation.person_id)
    row = lock(observation)
    if row.observer != by:
        raise NotYours
    evidence = Evidence.objects.unrevoked().of_origin(row.origin).first()
    if row.state != ObservationState.SIGNED or evidence is None:
        raise IsOver
    revoke_evidence(evidence, by=by, reason=reason)


def _check_turn(row: Observation, by: User) -> None:
    if row.person != by:
        raise NotYours
    if not row.waits_for_person(timezone.localdate()):
        raise IsOver


def _hand_over(row: Observation, state: ObservationState) -> None:
    """Save that it is the other's turn from now on."""
    row.state, row.waiting_since, row.reminded_after = state, timezone.now(), 0
    row.expires_on = timezone.localdate() + INSIDE_WAITS
    row.save()
