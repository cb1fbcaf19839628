"""How long the school keeps what people wrote: needs for the term, names some days more, then numbers."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from recoveryskole.domain.day import attendance_closes
from recoveryskole.domain.dropping import drop_recordings
from recoveryskole.domain.feedback import close_boxes, lock_plainly
from recoveryskole.domain.leaving import empty
from recoveryskole.models import PlanVersion, SchoolSettings, Session, SignUp, TeachingNote


def names_kept_through(session: Session) -> dt.date:
    """The last day on which the names of those who came stand."""
    return attendance_closes(session) + dt.timedelta(days=SchoolSettings.load().days_kept_after_term)


def empty_what_is_past(now: dt.datetime) -> int:
    """Empty the needs of terms that are over; names, plans, notes, lines and recordings when their days are.

    How many sign-ups were emptied. They stand as rows and count; nothing else of them is left. A session that
    lies after its term's last day is kept as if the term ended with it.
    """
    today = timezone.localdate(now)
    kept = dt.timedelta(days=SchoolSettings.load().days_kept_after_term)
    over = _of_sessions_before(today)
    SignUp.objects.filter(over).exclude(needs="").update(needs="")
    past = _of_sessions_before(today - kept)
    for model in (PlanVersion, TeachingNote):
        model.objects.filter(past).delete()
    close_boxes(Session.objects.filter(_before(today - kept)), today)
    # With their consents: never kept longer than the names of those who are on them.
    drop_recordings(past)
    named = SignUp.objects.filter(past, forgotten_at=None)
    done = 0
    for session in list(named.order_by("session").values_list("session", flat=True).distinct()):
        with transaction.atomic():
            # Nobody hands an answer in meanwhile.
            lock_plainly(session)
            rows = list(SignUp.objects.select_for_update().filter(session=session, forgotten_at=None))
            empty(rows)
        done += len(rows)
    return done


def _of_sessions_before(day: dt.date) -> Q:
    """Rows of sessions whose term ended before the day, and which are over themselves by then."""
    return _before(day, "session__")


def _before(day: dt.date, way: str = "") -> Q:
    midnight = timezone.make_aware(dt.datetime.combine(day, dt.time()))
    return Q((f"{way}term__ends_on__lt", day), (f"{way}ends_at__lt", midnight))
