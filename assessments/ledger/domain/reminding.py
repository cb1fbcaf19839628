"""Letters to those whose proof of something that their job asks for runs out soon. The worker sends them.

Asked is always what runs out from today on, never what happened since the last time: after a standstill the
nearest reminder is sent, and those that it has overtaken are not.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.languages import bare_reverse
from accounts.models import Employment, User
from assessments.ledger.domain.evidence import current_policies, lock_ledger
from assessments.ledger.domain.renewal import HeldRow
from assessments.ledger.models import Evidence, Reminder, Standing
from assessments.ledger.policy import KINDS, MAX_GRACE_DAYS, REMINDER_STEPS
from competences.domain.requirements import highest, required_levels
from competences.models import Competence

PEOPLE_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Due:
    """What somebody is to be reminded of: the level that a requirement is met with, and when it runs out."""

    competence_id: int
    level: int
    runs_out_on: dt.date
    counts_until: dt.date
    renews_from: dt.date
    step: int

    @property
    def key(self) -> tuple[int, dt.date, int]:
        """By what it is known that somebody was reminded."""
        return self.competence_id, self.runs_out_on, self.step


def remind(now: dt.datetime) -> int:
    """Write to everybody whose proof runs out in one of `REMINDER_STEPS` days; how many letters it was.

    Once for each step, however often it is asked. Nothing is sent where other proof of the same or a higher
    level counts for longer, where no job of the person asks for the requirement any more, where it left the
    framework, and to nobody who cannot sign in.
    """
    ceilings = {kind: policy.ceiling for kind, policy in current_policies().items()}
    sent = 0
    for due in _due_batches(timezone.localdate(now)):
        told = _told(due)
        for person_id, things in due.items():
            if any((person_id, *each.key) not in told for each in things):
                sent += _tell(person_id, things, ceilings, now)
    return sent


def note_without_letters(now: dt.datetime) -> None:
    """As if everybody had got the letters of today: for people who were made up a moment ago."""
    for due in _due_batches(timezone.localdate(now)):
        notes = (note for person_id, things in due.items() for note in _notes(person_id, things, now))
        Reminder.objects.bulk_create(notes, ignore_conflicts=True)


def _due_batches(today: dt.date) -> Iterator[dict[int, list[Due]]]:
    """What is to be reminded of today, by person; some hundred people at once."""
    soon = today + dt.timedelta(days=max(REMINDER_STEPS) + MAX_GRACE_DAYS)
    standings = Standing.objects.filter(expires__gte=today, expires__lte=soon, level__gt=0)
    awake = standings.filter(person__is_active=True)
    people = awake.order_by("person").values_list("person", flat=True)
    for some in _batches(list(people.distinct())):
        yield _due(some, today)


def nearest_step(runs_out_on: dt.date, today: dt.date) -> int | None:
    """The reminder that it is time for: the last whose day has come. None before the first and after it."""
    left = (runs_out_on - today).days
    return min((step for step in REMINDER_STEPS if left <= step), default=None) if left >= 0 else None


def due_of(rows: Iterable[HeldRow], required: int, competence_id: int, today: dt.date) -> Due | None:
    """What to remind of, by the rows that hold today and the level that is asked for; None for nothing.

    What is reminded of is the level that the requirement is met with, or the one that comes nearest to it:
    what confirms more than is asked for may run out, as long as something else goes on.
    """
    rows = [row for row in rows if row.confirms]
    level = min(max((row.confirms for row in rows), default=0), required)
    bearing = [row for row in rows if row.confirms >= level]
    if not level or any(row.valid_until is None for row in bearing):
        return None
    ends = [
        (row.valid_until, row.runs_out_on, row.window)
        for row in bearing
        if row.valid_until and row.runs_out_on
    ]
    counts_until, runs_out_on, window = max(ends)
    step = nearest_step(runs_out_on, today)
    if step is None:
        return None
    return Due(competence_id, level, runs_out_on, counts_until, runs_out_on - window, step)


def _due(people: Collection[int], today: dt.date) -> dict[int, list[Due]]:
    """What these people are to be reminded of today, whether or not they have been."""
    required = _required(people, today)
    rows: dict[tuple[int, int], list[HeldRow]] = defaultdict(list)
    found = Evidence.objects.unrevoked().holding(today).filter(person__in=required, recorded_on__lte=today)
    for person_id, competence_id, *columns in found.order_by().values_list(
        "person_id", "competence_id", *HeldRow._fields
    ):
        rows[person_id, competence_id].append(HeldRow(*columns))
    due: dict[int, list[Due]] = defaultdict(list)
    for person_id, levels in required.items():
        for competence_id, level in levels.items():
            told = due_of(rows[person_id, competence_id], level, competence_id, today)
            if told is not None:
                due[person_id].append(told)
    return due


def _required(people: Collection[int], today: dt.date) -> dict[int, dict[int, int]]:
    """The highest level that any job of today asks of each person, by requirement."""
    posts: dict[int, list[tuple[int, str]]] = defaultdict(list)
    employments = Employment.objects.active(today).filter(user__in=people, user__is_active=True)
    for person_id, workplace, job in employments.values_list("user_id", "workplace_id", "job_function"):
        posts[person_id].append((workplace, job))
    asked = required_levels((post for several in posts.values() for post in several), today)
    return {person_id: highest(asked[post] for post in several) for person_id, several in posts.items()}


def _notes(person_id: int, due: Iterable[Due], now: dt.datetime) -> list[Reminder]:
    return [
        Reminder(
            person_id=person_id,
            competence_id=each.competence_id,
            runs_out_on=each.runs_out_on,
            step=each.step,
            sent_at=now,
        )
        for each in due
    ]


def _told(people: Collection[int]) -> set[tuple[int, int, dt.date, int]]:
    """Of what these people were reminded: person id, and the key of what was due."""
    rows = Reminder.objects.filter(person__in=people)
    return set(rows.values_list("person_id", "competence_id", "runs_out_on", "step"))


def _tell(person_id: int, due: Collection[Due], ceilings: Mapping[str, int], now: dt.datetime) -> int:
    """Send one letter of all that the person was not told yet, and note it; 0 where there is nothing left."""
    with transaction.atomic():
        # Two who do this at once write one letter.
        lock_ledger(person_id)
        told = _told([person_id])
        fresh = [each for each in due if (person_id, *each.key) not in told]
        if not fresh:
            return 0
        Reminder.objects.bulk_create(_notes(person_id, fresh, now))
        person = User.objects.get(pk=person_id)
        subject, words = write_letter(person, fresh, ceilings, timezone.localdate(now))
        send_mail(subject, words, None, [person.email])
    return 1


def write_letter(
    person: User, due: Collection[Due], ceilings: Mapping[str, int], today: dt.date
) -> tuple[str, str]:
    """Subject and words, in the person's language: what runs out when, and what would renew it."""
    names = Competence.objects.in_bulk([each.competence_id for each in due])
    with translation.override(person.language):
        first = min(due, key=lambda each: each.runs_out_on)
        subject = ngettext(
            "Something that you have shown runs out on %(day)s",
            "%(number)d things that you have shown run out, the first on %(day)s",
            len(due),
        ) % {"day": _day(first.runs_out_on), "number": len(due)}
        parts = [
            _paragraph(names[each.competence_id].name, each, ceilings, today)
            for each in sorted(due, key=lambda each: (each.runs_out_on, each.competence_id))
        ]
        address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + bare_reverse("development:profile")
        parts.append(_("See it all: %(address)s") % {"address": address})
        return subject, "\n\n".join(parts) + f"\n\n{_('Greetings from Lærsammen')}\n"


def _paragraph(name: str, due: Due, ceilings: Mapping[str, int], today: dt.date) -> str:
    told = {"name": name, "level": due.level, "day": _day(due.runs_out_on), "last": _day(due.counts_until)}
    said = [_("You have shown level %(level)d in »%(name)s«. It runs out on %(day)s.") % told]
    if due.counts_until > due.runs_out_on:
        said.append(_("After that it still counts until %(last)s.") % told)
    if today >= due.renews_from:
        said.append(_("Renew it before it runs out, and you lose no days: the new term begins on that day."))
    ways = [
        f"- {kind.renewed_by}"
        for word, kind in KINDS.items()
        if kind.renewed_by and ceilings.get(word, 0) >= due.level
    ]
    if ways:
        said += ["", _("This renews it:"), *ways]
    return "\n".join(said)


def _day(day: dt.date) -> str:
    return date_format(day, "DATE_FORMAT")


def _batches(people: list[int]) -> Iterator[list[int]]:
    remaining = iter(people)
    while some := list(islice(remaining, PEOPLE_AT_ONCE)):
        yield some
