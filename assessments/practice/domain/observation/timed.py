"""What time brings to observations: reminders, and an end to what nobody answered."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.domain.audit import record_action
from assessments.practice.domain.observation.asking import end, fingerprint_of
from assessments.practice.domain.observation.letters import ask_observer, ask_person, tell_asker, token_of
from assessments.practice.enums import ObservationState
from assessments.practice.models import Observation
from assessments.practice.models.observation import FOR_OBSERVER, OPEN
from assessments.practice.policy import REMINDED_AFTER


def remind_and_end(now: dt.datetime) -> int:
    """Remind whoever an observation waits for, and end what waited too long; how many that were.

    After a standstill only the nearest reminder is sent. Readers ask the day by themselves: nothing is open
    longer because this came late.
    """
    today = timezone.localdate(now)
    waits = Observation.objects.filter(state__in=OPEN)
    due = list(waits.filter(expires_on__lt=today).values_list("pk", flat=True))
    done = sum(_end(pk, today) for pk in due)
    for days in sorted(REMINDED_AFTER, reverse=True):
        since = now - dt.timedelta(days=days)
        late = waits.filter(expires_on__gte=today, waiting_since__lte=since, reminded_after__lt=days)
        done += sum(_remind(pk, days) for pk in list(late.values_list("pk", flat=True)))
    return done


def _end(pk: int, today: dt.date) -> bool:
    with transaction.atomic():
        row = (
            Observation.objects.select_for_update(of=("self",))
            .select_related("person", "asked_by", "observer", "competence")
            .filter(pk=pk, state__in=OPEN, expires_on__lt=today)
            .first()
        )
        if row is None:
            return False
        waited_for_observer = row.state in FOR_OBSERVER
        end(row, ObservationState.EXPIRED)
        record_action(row, "practice.end_observation")
        if waited_for_observer:
            tell_asker(row, is_late=True)
    return True


def _remind(pk: int, days: int) -> bool:
    with transaction.atomic():
        # Two who come at once: one changes the row, and sends the mail.
        waits = Observation.objects.filter(pk=pk, state__in=OPEN, reminded_after__lt=days)
        if not waits.update(reminded_after=days):
            return False
        row = Observation.objects.select_related("person", "asked_by", "observer", "competence").get(pk=pk)
        if row.outside_email:
            # With a new key of the house the link in the reminder is another: it is the one that opens.
            row.token_hash = fingerprint_of(token_of(row))
            row.save(update_fields=["token_hash"])
        if row.state == ObservationState.SEEN:
            ask_person(row, again=True)
        else:
            ask_observer(row, again=True)
    return True
