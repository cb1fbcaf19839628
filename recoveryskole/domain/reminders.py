"""Two letters that time brings: it is tomorrow, and we still keep a place. Each goes out once, and by day.

Whoever writes one first marks the row for that day, by an UPDATE that finds it only unmarked: of two workers
at once one does. A day is all that is kept of it. On a new day a session is unmarked.
"""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from recoveryskole.domain.hours import is_night, remind_to_answer_at
from recoveryskole.domain.letters import tell
from recoveryskole.enums import Contact, Letter
from recoveryskole.models import SignUp
from seats.enums import SeatState


def remind(now: dt.datetime) -> int:
    """Write to those who come tomorrow, and to those who must answer soon; how many letters."""
    if is_night(now):
        return 0
    return _remind_of_tomorrow(now) + _remind_to_answer(now)


def _remind_of_tomorrow(now: dt.datetime) -> int:
    """Not those who have got their seat today: they have just read of it."""
    today = timezone.localdate(now)
    begin = [_midnight(today + dt.timedelta(days=days)) for days in range(3)]
    tomorrow = today + dt.timedelta(days=1)
    unmarked = Q(state=SeatState.TAKEN, state_since__lt=begin[0]) & ~Q(reminded_of_day=tomorrow)
    coming = SignUp.objects.filter(
        unmarked,
        contact=Contact.EMAIL,
        session__cancelled_at=None,
        session__starts_at__gte=begin[1],
        session__starts_at__lt=begin[2],
    )
    keys = list(coming.values_list("pk", flat=True))
    return sum(_write(pk, unmarked, Letter.TOMORROW, reminded_of_day=tomorrow) for pk in keys)


def _remind_to_answer(now: dt.datetime) -> int:
    asked = SignUp.objects.filter(
        ~Q(reminded_of_answer=TruncDate("offer_ends_at")),
        state=SeatState.OFFERED,
        offer_ends_at__gt=now,
        contact=Contact.EMAIL,
        session__cancelled_at=None,
    )
    written = 0
    for pk, until, since in list(asked.values_list("pk", "offer_ends_at", "state_since")):
        moment = remind_to_answer_at(until, since) if until else None
        if until and moment and moment <= now:
            day = timezone.localdate(until)
            unmarked = Q(state=SeatState.OFFERED, offer_ends_at=until) & ~Q(reminded_of_answer=day)
            written += _write(pk, unmarked, Letter.ANSWER_SOON, reminded_of_answer=day)
    return written


def _write(pk: uuid.UUID, unmarked: Q, letter: Letter, **mark: dt.date) -> int:
    """Mark the row, and write; nothing where somebody else has, or it is no longer so.

    `unmarked` asks the row's own columns alone: PostgreSQL looks at those again when it has waited for
    another who marks it, and at a query within the query not.
    """
    with transaction.atomic():
        if not SignUp.objects.filter(unmarked, pk=pk).update(**mark):
            return 0
        tell(SignUp.objects.get(pk=pk), letter)
    return 1


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
