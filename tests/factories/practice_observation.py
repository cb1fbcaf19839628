"""Plain makers of observations: asked, told, signed; through the front door."""

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.models import User
from assessments.practice.domain.observation.asking import Whom, ask_for_observation
from assessments.practice.domain.observation.letters import token_of
from assessments.practice.domain.observation.signing import Signature, Words, sign, tell_what_was_seen
from assessments.practice.models import MethodSupervisor, Observation
from competences.models import Competence
from tests.factories.accounts import make_person


def make_supervisor(user: User | None = None, **fields: Any) -> User:
    """A method supervisor with an account, whom everybody may ask."""
    user = user or make_person()
    MethodSupervisor.objects.create(user=user, since=dt.date(2020, 1, 1), **fields)
    return user


def ask(person: User, competence: Competence, observer: User | None = None, **fields: Any) -> Observation:
    """A request to a supervisor (made where none is given), or by `email` to somebody from outside."""
    email = fields.pop("email", "")
    supervisor = fields.pop("supervisor", None)
    fields.setdefault("asked_by", person)
    if email or supervisor:
        whom = Whom(email=email, supervisor=supervisor)
    else:
        whom = Whom(observer=(observer or make_supervisor()).pk)
    return ask_for_observation(person, competence, whom, **fields)


def words(needed: int = 3, seen_on: dt.date | None = None, **fields: Any) -> Words:
    """What an observer tells, of today."""
    fields.setdefault("situation", "Vi sad i køkkenet med en borger.")
    fields.setdefault("done_well", "Hun ventede.")
    return Words(needed=needed, seen_on=seen_on or timezone.localdate(), **fields)


def tell(row: Observation, told: Words | None = None) -> Observation:
    """The observer writes and signs."""
    signature = Signature("Inger Vad", "Distriktspsykiatrien") if row.is_outside else None
    return tell_what_was_seen(row, told or words(), by=row.observer, signature=signature)


def sign_both(row: Observation, told: Words | None = None, comment: str = "") -> Observation:
    """The observer tells, the person signs; the row as it stands then."""
    row = tell(row, told)
    sign(row, row.observer_signed, comment, by=row.person)
    row.refresh_from_db()
    return row


def link_of(row: Observation) -> str:
    """The path of the link to somebody from outside."""
    return f"/praksis/se-med/{token_of(row)}/"
