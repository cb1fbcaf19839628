"""Putting the school together: terms, and the sessions in them. What is said here is kept by nothing else."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.domain.refusals import Refusal
from recoveryskole.domain.seating import lock_session
from recoveryskole.domain.sessions import apply_session_changes, teach, tell_of_recording, terms_of
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.models import Facilitator, Session, Teaching, Term

# What the administration says of a session. How it stands (shown, cancelled) has ways of its own.
SAID = (
    *("workshop", "term", "starts_at", "ends_at", "place", "room", "online_url"),
    *("seats", "kept_seats", "is_recorded"),
)


def must_lie_in_term(session: Session) -> None:
    """A session begins on a day of its term. Raises `SchoolRefused` where it does not."""
    if not session.term.holds(timezone.localdate(session.starts_at)):
        raise SchoolRefused(
            _("That day is outside the term. Choose another day, or another term."), Refusal.TO_MEND
        )


def must_hold_sessions(term: Term) -> None:
    """All sessions of the term begin on a day of it. Raises `SchoolRefused` where one would fall out."""
    outside = Q(starts_at__date__lt=term.starts_on) | Q(starts_at__date__gt=term.ends_on)
    if Session.objects.filter(outside, term=term.pk).exists():
        raise SchoolRefused(
            _("The term has sessions outside these days. Move them first, or choose longer days."),
            Refusal.TO_MEND,
        )


def plan_session(session: Session, facilitators: Iterable[Facilitator], *, by: User) -> None:
    """Store what is said of a session, new or not, and who teaches; tell and let in whom that concerns.

    Of a session that exists only what one may say is written: whoever shows or cancels it meanwhile has done
    so. Raises `SchoolRefused`, with nothing stored, where the day lies outside the term, where one that is
    shown would lose its pair, and where a time or place is changed of what is over or cancelled.
    """
    wanted = list(facilitators)
    with transaction.atomic():
        if session.pk is None:
            must_lie_in_term(session)
            session.save(force_insert=True)
            teach(session, wanted, by=by)
            return
        old = lock_session(session.pk)
        terms = terms_of(old)
        for name in ("is_published", "cancelled_at", "sequence", "changed_at"):
            setattr(session, name, getattr(old, name))
        if terms_of(session) != terms:
            _must_be_to_come(old)
        if session.is_recorded != old.is_recorded:
            _must_not_have_begun(old)
        must_lie_in_term(session)
        session.save(update_fields=SAID)
        if {one.pk for one in wanted} != _who_teaches(session):
            teach(session, wanted, by=by)
        apply_session_changes(terms, session, by=by)
        if session.is_recorded and not old.is_recorded:
            tell_of_recording(session, by=by)


def _must_be_to_come(session: Session) -> None:
    if session.is_cancelled:
        raise SchoolRefused(_("It is cancelled, and people know. Make a new session instead."))
    if session.ends_at <= timezone.now():
        raise SchoolRefused(_("It is over. When and where it was stays as it is."))


def _must_not_have_begun(session: Session) -> None:
    if session.starts_at <= timezone.now():
        raise SchoolRefused(_("It has begun. Whether it is recorded has to be said beforehand."))


def _who_teaches(session: Session) -> set[int]:
    return set(Teaching.objects.filter(session=session).values_list("facilitator_id", flat=True))
