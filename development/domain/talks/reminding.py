"""Letters about what was agreed: a week before its day, and on it, to both.

Asked is always what comes from today on. After a standstill the nearest letter is written, and the one that
it has overtaken is not; a day that has been is nobody's letter.
"""

import datetime as dt
from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from accounts.models import Employment, User
from assessments.practice.policy import LETTERS_FROM_HOUR
from assessments.practice.rules import manages_person
from development.domain.talks.letters import remind_of
from development.domain.talks.opening import lock
from development.domain.talks.plan import Planned, plan_of
from development.models import Agreement, AgreementVersion, FollowUp, PlanReminder, Talk
from development.policy import REMINDER_STEPS


def remind(now: dt.datetime) -> int:
    """Write to both about what comes to its day; how many letters it was. Once for each day and step.

    Nobody gets one who is on leave, has gone, or leads the person no more; and nobody before the morning.
    """
    if timezone.localtime(now).hour < LETTERS_FROM_HOUR:
        return 0
    today = timezone.localdate(now)
    return sum(_write(pk, today, now) for pk in _talks_with_days(today))


def nearest_step(day: dt.date, today: dt.date) -> int | None:
    """The reminder that it is time for; None before the first, and after the day."""
    left = (day - today).days
    return min((step for step in REMINDER_STEPS if left <= step), default=None) if left >= 0 else None


def _talks_with_days(today: dt.date) -> list[int]:
    """Talks that have an agreement for one of the coming days, told or agreed; by id."""
    soon = (today, today + dt.timedelta(days=max(REMINDER_STEPS)))
    agreed = Agreement.objects.filter(by_when__range=soon).values_list("version__talk", flat=True)
    moved = FollowUp.objects.filter(new_day__range=soon).values_list("agreement__version__talk", flat=True)
    return sorted({*agreed, *moved})


def _write(pk: int, today: dt.date, now: dt.datetime) -> int:
    """The letters of one talk and the marks that they are written, in one transaction: both, or neither."""
    with transaction.atomic():
        # Two who do this at once write one letter.
        talk = lock(Talk(pk=pk))
        due: dict[int, list[Planned]] = defaultdict(list)
        for planned in plan_of(AgreementVersion.objects.newest_agreed().filter(talk=talk)):
            step = None if planned.is_over else nearest_step(planned.day, today)
            if step is not None:
                due[step].append(planned)
        if not due:
            return 0
        return sum(_tell(talk, reader, due, now) for reader in _readers(talk, today))


def _readers(talk: Talk, today: dt.date) -> list[User]:
    present = set(
        Employment.objects.present(today)
        .filter(user__in=[talk.person_id, talk.manager_id], user__is_active=True)
        .values_list("user", flat=True)
    )
    leads = manages_person(talk.manager, talk.person)
    return [one for one in (talk.person, talk.manager) if one.pk in present and (one == talk.person or leads)]


def _tell(talk: Talk, reader: User, due: dict[int, list[Planned]], now: dt.datetime) -> int:
    lines = [one.agreement.line for several in due.values() for one in several]
    known = set(
        PlanReminder.objects.filter(person=reader, line__in=lines).values_list("line", "due_on", "step")
    )
    fresh = [
        (one, step)
        for step, several in due.items()
        for one in several
        if (one.agreement.line, one.day, step) not in known
    ]
    if not fresh:
        return 0
    PlanReminder.objects.bulk_create(
        PlanReminder(person=reader, line=one.agreement.line, due_on=one.day, step=step, sent_at=now)
        for one, step in fresh
    )
    remind_of(talk, reader, sorted(one.day for one, _step in fresh))
    return 1
