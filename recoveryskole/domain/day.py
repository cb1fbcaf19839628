"""The day itself: who came, by those who teach. Later it is numbers."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from itertools import count

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.danish import DanishOrder
from accounts.domain.audit import record_action
from accounts.models import User
from recoveryskole.domain.dropping import drop_consents
from recoveryskole.domain.seating import settle
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.domain.teaching import lock_taught
from recoveryskole.models import Session, SignUp
from seats.enums import SeatState


@dataclass(frozen=True, slots=True)
class DropIn:
    """Somebody who came without having signed up. `key` is drawn with the form: sent twice it is one row."""

    name: str
    key: uuid.UUID


@dataclass(frozen=True, slots=True)
class Counts:
    """A session, or several, as numbers. Whoever took their sign-up back, and came not, has signed up too."""

    signed_up: int = 0
    came: int = 0
    # In line when it began, and without a seat.
    waited: int = 0
    # Of those who came: without having signed up.
    drop_ins: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def who_comes(session: Session) -> QuerySet[SignUp]:
    """Those with a seat, and those who came without, as Danes sort; nobody who has left without a trace."""
    named = SignUp.objects.coming().filter(session=session, forgotten_at=None)
    coming: QuerySet[SignUp] = named.order_by(DanishOrder("name"), "pk")
    return coming


def attendance_closes(session: Session) -> dt.date:
    """The last day on which it can be told who came: the term's, or the session's own where that is later."""
    return max(session.term.ends_on, timezone.localdate(session.ends_at))


def is_attendance_open(session: Session, now: dt.datetime | None = None) -> bool:
    """From when it begins until the term is over."""
    now = now or timezone.now()
    has_begun = not session.is_cancelled and session.starts_at <= now
    return has_begun and timezone.localdate(now) <= attendance_closes(session)


def mark_attendance(
    session: Session,
    *,
    came: Collection[uuid.UUID] = (),
    stayed_away: Collection[uuid.UUID] = (),
    drop_in: DropIn | None = None,
    by: User,
) -> None:
    """Tell of these sign-ups that they came, or did not, and of somebody who came without one.

    Only what somebody has changed is to be sent: of everybody else the other one's ticks stand. Sent again it
    changes nothing. Raises `SchoolRefused` before it begins, when the term is over or it is cancelled, and
    `NotTheirs`.
    """
    with transaction.atomic():
        session, _facilitator = lock_taught(session.pk, by)
        if not is_attendance_open(session):
            raise SchoolRefused(_("One can tell who came from when it begins until the term is over."))
        rows = SignUp.objects.coming().filter(session=session)
        here = list(rows.filter(pk__in=came, state=SeatState.TAKEN))
        away = list(rows.filter(pk__in=stayed_away, state=SeatState.ATTENDED))
        settle(here, SeatState.ATTENDED)
        settle(away, SeatState.TAKEN)
        # Whoever is told to have been there after all is asked again.
        drop_consents(away)
        is_new = drop_in is not None and _write_down(session, drop_in)
        if here or away or is_new:
            record_action(session, "recoveryskole.mark_attendance", user=by)


def read_counts(sessions: Iterable[Session]) -> dict[int, Counts]:
    """Each session's numbers, by its key; one query."""
    wanted = {session.pk: Counts() for session in sessions}
    rows = SignUp.objects.filter(session__in=wanted).order_by().values("session")
    told = rows.annotate(
        signed_up=Count("pk", filter=Q(is_drop_in=False)),
        came=Count("pk", filter=Q(state=SeatState.ATTENDED)),
        waited=Count("pk", filter=Q(state=SeatState.WAITING)),
        drop_ins=Count("pk", filter=Q(is_drop_in=True, state=SeatState.ATTENDED)),
    )
    found = {
        row["session"]: Counts(row["signed_up"], row["came"], row["waited"], row["drop_ins"]) for row in told
    }
    return {**wanted, **found}


def _write_down(session: Session, drop_in: DropIn) -> bool:
    """A row for whoever came by, with a number of its own: the room had a chair. Whether it is new."""
    told = f"{session.pk}:{drop_in.key}"
    holder = salted_hmac("recoveryskole.drop_in", told, algorithm="sha256").hexdigest()
    seats = SignUp.objects.filter(session=session)
    if seats.filter(holder=holder).exists():
        return False
    held = set(seats.holding().values_list("number", flat=True))
    SignUp(
        session=session,
        holder=holder,
        name=drop_in.name,
        seed=None,
        state=SeatState.ATTENDED,
        number=next(number for number in count(1) if number not in held),
        is_drop_in=True,
    ).save(force_insert=True)
    return True
