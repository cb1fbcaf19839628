"""What taking part counts for: evidence that somebody claims for themself, and takes back themself."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from assessments.domain.refusals import Refusal
from assessments.ledger.domain.correcting import standing_rows
from assessments.ledger.domain.evidence import (
    AlreadyRevoked,
    Event,
    record_evidence,
    revoke_evidence,
    start_of,
)
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
from competences.models import Competence
from courses.domain.queries import outcomes_of
from development.domain.own_record import has_record
from recoveryskole.domain.marks import Use, is_marked, mark
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.models import Claim, SignUp, WorkshopPage

THING = "recoveryskole.claim"


@dataclass(frozen=True, slots=True)
class Claimable:
    """What somebody's link counts for, and whether whoever looks can claim it."""

    requirements: tuple[Competence, ...]
    is_used: bool = False
    has_record: bool = False


@dataclass(frozen=True, slots=True)
class MyClaim:
    """A claim as its owner sees it: the day is the first of the term."""

    number: uuid.UUID
    day: dt.date
    title: str
    rows: tuple[Evidence, ...]


def origin_of(number: uuid.UUID) -> str:
    """What the ledger names as the origin of what was claimed."""
    return f"{THING}:{number}"


def read_claimable(place: SignUp, person: User | AnonymousUser) -> Claimable:
    """What the link counts for, for whoever looks; more is asked only of somebody who is signed in."""
    found = tuple(competence for competence, _level in _counts_for(place.session.workshop))
    if not found or not isinstance(person, User):
        return Claimable(found)
    return Claimable(found, is_marked(place, Use.CLAIM), has_record(person))


def claim(place: SignUp, person: User) -> Claim:
    """Count for the person what whoever has this link took part in: once, whoever claims it.

    The ledger is told the number that is drawn here, the first day of the term, and what the workshop counts
    for. No row of the sign-up changes. Raises `SchoolRefused`; then nothing is stored.
    """
    if not place.took_part:
        raise SchoolRefused(gettext_lazy("Only those who came can use it."))
    if not has_record(person):
        raise SchoolRefused(
            gettext_lazy("You have no record to put it in. Ask for one first."), Refusal.FORBIDDEN
        )
    outcomes = _counts_for(place.session.workshop)
    if not outcomes:
        raise SchoolRefused(gettext_lazy("This workshop does not count for a requirement."))
    term = place.session.term
    with translation.override("da"):
        title = _("The recovery school, %(term)s") % {"term": term.title}
    with transaction.atomic():
        mark(place, Use.CLAIM)
        made = Claim.objects.create(dated_on=term.starts_on)
        event = Event(
            kind=EvidenceKind.SCHOOL_CLAIM,
            origin=origin_of(made.number),
            title=title,
            recorded_at=start_of(made.dated_on),
            hides_hour=True,
        )
        record_evidence(event, person, outcomes)
    return made


def read_my_claims(person: User) -> list[MyClaim]:
    """What the person has claimed and what stands of it, the last term first; one query."""
    rows = (
        Evidence.objects.unrevoked()
        .filter(person=person, kind=EvidenceKind.SCHOOL_CLAIM, origin__startswith=f"{THING}:")
        .select_related("competence")
        .order_by("-recorded_on", "origin", "competence__position")
    )
    found: dict[str, list[Evidence]] = {}
    for row in rows:
        found.setdefault(row.origin, []).append(row)
    return [
        MyClaim(uuid.UUID(origin.partition(":")[2]), some[0].recorded_on, some[0].title, tuple(some))
        for origin, some in found.items()
    ]


def take_back(number: uuid.UUID, person: User) -> bool:
    """Take all of one's own claim back, with what was put right of it. Whether there was one; twice is once.

    The link stays used: nothing says which it was.
    """
    origin = origin_of(number)
    if not Evidence.objects.filter(person=person, origin=origin).exists():
        return False
    with transaction.atomic():
        for row in standing_rows(person.pk, origin):
            try:
                revoke_evidence(row, by=person, reason=_("You took it back yourself."))
            except AlreadyRevoked:
                continue
    return True


def _counts_for(workshop: WorkshopPage) -> list[tuple[Competence, int]]:
    return [(outcome.competence, outcome.level) for outcome in outcomes_of(workshop.pk)]
