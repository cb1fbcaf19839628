"""Places that somebody keeps on the page of their account, and leaving with all of it.

A row holds the person and a sealed link: without the server's secret nothing leads from one to a sign-up.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from secrets import SystemRandom

from django.db import transaction

from accounts.models import User
from recoveryskole.domain.leaving import forget
from recoveryskole.domain.links import hash_of
from recoveryskole.domain.own_calendars import stop
from recoveryskole.domain.own_plans import delete_kept_plan, stir_kept_plans
from recoveryskole.domain.owners import lock_owner, lock_owners
from recoveryskole.domain.seals import seal, unseal
from recoveryskole.models import KeptPlace, KeptPlan, OwnCalendar, SignUp

PURPOSE = "kept_place"


@dataclass(frozen=True, slots=True)
class Kept:
    """A place on one's own page, and the link that opens it."""

    place: SignUp
    token: str


def keep_place(person: User, token: str) -> None:
    """Keep the place of this link on the person's page. Twice is once."""
    with transaction.atomic():
        lock_owner(person)
        if token not in _tokens_of(person).values():
            KeptPlace.objects.create(person=person, sealed=_seal(token, person.pk))


def take_off(person: User, token: str) -> None:
    """Take the place off the person's page. The place itself stands. Twice is once."""
    with transaction.atomic():
        lock_owner(person)
        gone = [key for key, one in _tokens_of(person).items() if one == token]
        KeptPlace.objects.filter(pk__in=gone).delete()


def is_kept(person: User, token: str) -> bool:
    """Whether the person keeps the place of this link. One query."""
    return token in _tokens_of(person).values()


def read_kept(person: User) -> list[Kept]:
    """The places that the person keeps, by when they begin; not those that are gone. Two queries."""
    return find_kept(_tokens_of(person).values())


def find_kept(tokens: Iterable[str]) -> list[Kept]:
    """The places of these links that are there still."""
    by_hash = {hash_of(token): token for token in tokens}
    found = SignUp.objects.filter(token_hash__in=by_hash).select_related(
        "session__workshop", "session__place", "session__term"
    )
    rows = [Kept(place, by_hash[place.token_hash or ""]) for place in found.defer("session__workshop__body")]
    return sorted(rows, key=lambda one: (one.place.session.starts_at, one.place.session_id))


def forget_all(person: User) -> None:
    """Leave without a trace: each place on the person's page, the plan, and the calendar's address."""
    with transaction.atomic():
        lock_owner(person)
        # In one order, so that two who leave never wait for each other.
        for kept in sorted(read_kept(person), key=lambda one: (one.place.session_id, one.place.pk)):
            forget(kept.place)
        delete_kept_plan(person)
        stop(person)
        forget_account(person)


def forget_account(person: User) -> int:
    """Take away what leads from the account to the school; how many rows. Places and plan stand."""
    return sum(
        model._default_manager.filter(person=person).delete()[0]
        for model in (KeptPlace, KeptPlan, OwnCalendar)
    )


def stir(_now: dt.datetime) -> int:
    """Seal every row anew, in a drawn order and under today's secret; how many fell away.

    So the order in which they lie says nothing of when each was kept. What leads to a place or a plan that is
    gone falls away; what no secret opens is left as it is.
    """
    with transaction.atomic():
        keepers = [
            key for model in (KeptPlace, KeptPlan) for key in model.objects.values_list("person", flat=True)
        ]
        held = lock_owners(keepers)
        rows = list(KeptPlace.objects.filter(person__in=held))
        tokens = {row.pk: _open(row) for row in rows}
        hashes = [hash_of(token) for token in tokens.values() if token]
        there = set(SignUp.objects.filter(token_hash__in=hashes).values_list("token_hash", flat=True))
        fresh = []
        for row in rows:
            token = tokens[row.pk]
            if token is None:
                fresh.append(KeptPlace(person_id=row.person_id, sealed=row.sealed))
            elif hash_of(token) in there:
                fresh.append(KeptPlace(person_id=row.person_id, sealed=_seal(token, row.person_id)))
        SystemRandom().shuffle(fresh)
        KeptPlace.objects.filter(pk__in=tokens).delete()
        KeptPlace.objects.bulk_create(fresh)
        gone = stir_kept_plans(held)
    return len(rows) - len(fresh) + gone


def _tokens_of(person: User) -> dict[uuid.UUID, str]:
    """The links that open, by the keys of their rows."""
    opened = {row.pk: _open(row) for row in KeptPlace.objects.filter(person=person)}
    return {key: token for key, token in opened.items() if token is not None}


def _seal(token: str, person_id: int) -> bytes:
    # Every link is as long as every other, and so is what is sealed.
    return seal(token.encode(), PURPOSE, bound_to=str(person_id))


def _open(row: KeptPlace) -> str | None:
    opened = unseal(row.sealed, PURPOSE, bound_to=str(row.person_id))
    return None if opened is None else opened.decode()
