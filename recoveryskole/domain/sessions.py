"""Sessions: shown, moved, made larger or smaller, cancelled. The administration's side of it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.domain.refusals import Refusal
from recoveryskole.domain.dropping import drop_recordings
from recoveryskole.domain.hours import answer_by
from recoveryskole.domain.letters import tell
from recoveryskole.domain.seating import let_in, lock_session
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.enums import Letter
from recoveryskole.models import Facilitator, Session, SignUp, Teaching
from recoveryskole.models.sessions import SessionQuerySet
from seats.enums import SeatState


@dataclass(frozen=True, slots=True)
class Terms:
    """What those who have signed up go by, and what decides how many get in."""

    when: tuple[dt.datetime, dt.datetime]
    where: tuple[int | None, str, str]
    limit: tuple[int | None, int]


def terms_of(session: Session) -> Terms:
    """What is compared before and after a change."""
    return Terms(
        when=(session.starts_at, session.ends_at),
        where=(session.place_id, session.room, session.online_url),
        limit=(session.seats, session.kept_seats),
    )


def apply_session_changes(old: Terms, session: Session, *, by: User) -> None:
    """Do what a change asks for: tell everybody of a new time or place, and let in where there is more room.

    Whatever changes a session calls this, with the terms from before and the session's row locked.
    """
    new = terms_of(session)
    if new == old:
        return
    if (new.when, new.where) != (old.when, old.where):
        _count_up(session)
        record_action(session, "recoveryskole.move_session", user=by)
        _hasten_offers(session)
        _tell_everybody(session, Letter.MOVED)
    let_in(session)


def teach(session: Session, facilitators: Iterable[Facilitator], *, by: User) -> None:
    """Say who teaches. A session that is shown keeps one of each knowledge, or nothing changes.

    Whoever is taken off it can no longer say no to its recording: the recording is deleted. Raises
    `SchoolRefused`.
    """
    wanted = {one.pk: one for one in facilitators}
    with transaction.atomic():
        is_shown = lock_session(session.pk).is_published
        gone = Teaching.objects.filter(session=session).exclude(facilitator__in=wanted)
        if gone.exists():
            drop_recordings(Q(session=session))
            gone.delete()
        known = set(Teaching.objects.filter(session=session).values_list("facilitator_id", flat=True))
        Teaching.objects.bulk_create(
            Teaching(session=session, facilitator=one) for pk, one in wanted.items() if pk not in known
        )
        if is_shown:
            must_have_pair(Session.objects.filter(pk=session.pk))
        record_action(session, "recoveryskole.teach", user=by)


def publish(session: Session, *, by: User) -> None:
    """Show the session. It takes somebody with lived experience and somebody with a profession to teach it.

    Raises `SchoolRefused`.
    """
    with transaction.atomic():
        session = lock_session(session.pk)
        must_have_pair(Session.objects.filter(pk=session.pk))
        if not session.is_published:
            session.is_published = True
            session.save(update_fields=["is_published"])
            _count_up(session)
            record_action(session, "recoveryskole.publish_session", user=by)


def withdraw(session: Session, *, by: User) -> None:
    """Take it off the programme again. Where somebody has signed up it is cancelled instead.

    Raises `SchoolRefused`.
    """
    with transaction.atomic():
        session = lock_session(session.pk)
        if SignUp.objects.living().filter(session=session).exists():
            raise SchoolRefused(_("People have signed up. Cancel it instead, then they are told."))
        session.is_published = False
        session.save(update_fields=["is_published"])
        record_action(session, "recoveryskole.withdraw_session", user=by)


def cancel_session(session: Session, *, by: User) -> None:
    """Cancel it and tell everybody on the list. It stays on the programme, as cancelled."""
    with transaction.atomic():
        session = lock_session(session.pk)
        if session.is_cancelled:
            return
        session.cancelled_at = timezone.now()
        session.save(update_fields=["cancelled_at"])
        _count_up(session)
        record_action(session, "recoveryskole.cancel_session", user=by)
        _tell_everybody(session, Letter.CANCELLED)


def must_have_pair(sessions: SessionQuerySet) -> None:
    """Each of the sessions is taught by one of each knowledge. Raises `SchoolRefused` where one is not."""
    if sessions.with_pair().filter(has_pair=False).exists():  # type: ignore[misc]
        raise SchoolRefused(
            _("Two at least teach: one who has lived with it, and one who works with it."), Refusal.TOO_EARLY
        )


def tell_of_recording(session: Session, *, by: User) -> None:
    """Tell those on the list that it will be recorded, which they did not know when they signed up."""
    record_action(session, "recoveryskole.record_session", user=by)
    _tell_everybody(session, Letter.RECORDED)


def _count_up(session: Session) -> None:
    """Calendars that know the session take the change (RFC 5545, SEQUENCE)."""
    Session.objects.filter(pk=session.pk).update(sequence=F("sequence") + 1, changed_at=timezone.now())


def _hasten_offers(session: Session) -> None:
    """Where it begins sooner, an answer is wanted sooner; with no time left to ask, the seat is theirs."""
    now = timezone.now()
    offered = SignUp.objects.filter(session=session, state=SeatState.OFFERED)
    deadline = answer_by(session.starts_at, now)
    if deadline is None:
        offered.update(state=SeatState.TAKEN, state_since=now, offer_ends_at=None, paused_until=None)
    else:
        offered.filter(offer_ends_at__gt=deadline).update(offer_ends_at=deadline)


def _tell_everybody(session: Session, letter: Letter) -> None:
    for sign_up in SignUp.objects.living().filter(session=session, brought_by=None):
        tell(sign_up, letter)
