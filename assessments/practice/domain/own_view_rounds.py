"""Rounds of own views: a coordinator opens one, its day closes it, letters go to who has not answered."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.audit import record_action
from accounts.domain.common import keep
from accounts.languages import bare_reverse
from accounts.models import Employment, Leave, User, Workplace
from accounts.rules import jobs_of
from assessments.domain.refusals import Refusal, Refused
from assessments.practice.enums import RoundKind
from assessments.practice.models import Round, SelfAssessment
from assessments.practice.policy import LETTERS_FROM_HOUR, REMINDER_CHOICES, SHOWN_ROUNDS
from releases.domain.steps import shown_count


class RoundRefused(Refused):
    """The round cannot be opened so."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many are in a round and present, and how many have answered it; nobody is named.

    `answered` is shown to nobody: it moves with each of them. `at_least` is shown. Whoever has answered stays
    counted when they leave, so that nobody takes a step back with them. `on_leave` counts those who are away
    and not among the `people`.
    """

    people: int
    answered: int
    on_leave: int

    @property
    def at_least(self) -> int:
        """So many have answered at least: in steps of five, and never nearly all: that tells of each."""
        return shown_count(max(min(self.answered, self.people - 2), 0))


def open_round(
    workplace: Workplace,
    kind: str,
    *,
    opens_on: dt.date,
    closes_on: dt.date,
    reminder_days: Iterable[int],
    by: User,
) -> Round:
    """Ask everybody at the workplace, and under it, for their own view, from the first day to the last.

    Two rounds of a kind never ask the same people on the same day: a round above or below this one is refused
    like one of the place itself. Raises `RoundRefused` with a sentence for the form.
    """
    if kind not in RoundKind.values:
        raise RoundRefused(gettext_lazy("Choose what the round is for."), Refusal.TO_MEND)
    if closes_on < opens_on:
        raise RoundRefused(gettext_lazy("The last day cannot lie before the first day."), Refusal.TO_MEND)
    if closes_on < timezone.localdate():
        raise RoundRefused(gettext_lazy("The last day has passed already."), Refusal.TO_MEND)
    days = sorted({day for day in reminder_days if day in REMINDER_CHOICES}, reverse=True)
    with transaction.atomic():
        # Rounds of one tree are opened one after the other: the second finds the first.
        root = Workplace.objects.filter(path=workplace.path[: Workplace.steplen])
        root.select_for_update().values_list("pk").first()
        clash = _rounds_touching(workplace).filter(kind=kind, opens_on__lte=closes_on)
        if clash.filter(closes_at__gt=_midnight(opens_on)).exists():
            raise RoundRefused(
                gettext_lazy(
                    "There is a round of this kind in these days already, here or at a place above or below."
                ),
                Refusal.ALREADY,
            )
        opened = Round.objects.create(
            workplace=workplace,
            kind=kind,
            opens_on=opens_on,
            closes_on=closes_on,
            closes_at=_midnight(closes_on + dt.timedelta(days=1)),
            reminder_days=days,
            opened_by=by,
        )
        record_action(opened, "practice.open_round", user=by, data={"workplace": workplace.pk, "kind": kind})
    return opened


def _midnight(day: dt.date) -> dt.datetime:
    """The first moment of the day in Denmark."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _rounds_touching(workplace: Workplace) -> QuerySet[Round]:
    """Rounds of the place, of those above it and of those below it."""
    above = Round.objects.for_path(workplace.path)
    return (above | Round.objects.filter(workplace__path__startswith=workplace.path)).order_by()


def close_round(a_round: Round, *, by: User) -> None:
    """Close the round before its day. Answers until now are in it, later ones are the person's own."""
    now = timezone.now()
    with transaction.atomic():
        current = Round.objects.select_for_update().get(pk=a_round.pk)
        if current.closes_at <= now:
            return
        current.closes_at = now
        # One that never opened has no last day before its first.
        current.closes_on = max(timezone.localdate(now), current.opens_on)
        current.save(update_fields=["closes_at", "closes_on"])
        record_action(current, "practice.close_round", user=by)


def open_rounds_of(person: User, moment: dt.datetime) -> list[Round]:
    """The rounds that ask the person now, those of the nearest workplace first; one query."""
    paths = [job.workplace.path for job in jobs_of(person)]
    rows = Round.objects.open_at(moment).for_path(*paths).select_related("workplace")
    return sorted(rows, key=lambda row: (-row.workplace.depth, -row.pk))


def round_that_waits(person: User) -> Round | None:
    """The nearest round that asks the person now and that they are not through with.

    One query, and none while no round is open anywhere.
    """
    now = timezone.now()
    if not any(round_.is_open_at(now) for round_ in keep("own_view_rounds", _not_over)):
        return None
    paths = [job.workplace.path for job in jobs_of(person)]
    through = SelfAssessment.objects.filter(round=OuterRef("pk"), person=person).exclude(ended_at=None)
    rows = Round.objects.open_at(now).for_path(*paths).filter(~Exists(through))
    return rows.select_related("workplace").order_by("-workplace__depth", "-pk").first()


def _not_over() -> tuple[Round, ...]:
    """The days of the rounds that are open or to come: by them one knows later whether any is open."""
    return tuple(Round.objects.filter(closes_at__gt=timezone.now()).only("opens_on", "closes_at"))


def _employed_in() -> QuerySet[Employment]:
    """Employments that are in the outer round on its day of counting (`counted_on`)."""
    day = OuterRef("counted_on")
    return (
        Employment.objects.filter(
            workplace__path__startswith=OuterRef("workplace__path"), user__is_active=True
        )
        .filter(Q(end=None) | Q(end__gte=day), start__lte=day)
        .order_by()
    )


def _count(people: QuerySet[Employment]) -> Subquery:
    counted = (
        people.annotate(nothing=Value(1)).values("nothing").annotate(number=Count("user", distinct=True))
    )
    return Subquery(counted.values("number"), output_field=IntegerField())


def _is_away() -> Exists:
    # Two rooms up: the employment, then the round.
    day = OuterRef(OuterRef("counted_on"))
    return Exists(
        Leave.objects.filter(Q(end=None) | Q(end__gte=day), employment=OuterRef("pk"), start__lte=day)
    )


def rated_rounds(*, pk: int | None = None) -> list[tuple[Round, Rate]]:
    """The newest rounds, or one of them, each with its response rate; one query however many there are.

    Counted are those who work there today, or did on the round's last day; who comes midway is in. Answered
    has who ended their self-assessment before the round closed, also where they have left since.
    """
    counted_on = Case(
        When(closes_on__lt=timezone.localdate(), then=F("closes_on")),
        When(opens_on__gt=timezone.localdate(), then=F("opens_on")),
        default=Value(timezone.localdate()),
        output_field=DateField(),
    )
    in_time = Count("self_assessments", filter=Q(self_assessments__ended_at__lt=F("closes_at")))
    present = _employed_in().filter(~_is_away())
    rows: Any = (
        Round.objects.annotate(counted_on=counted_on)
        .annotate(people=_count(present), answered=in_time, all=_count(_employed_in()))
        .select_related("workplace")
    )
    if pk is not None:
        rows = rows.filter(pk=pk)
    return [
        (
            row,
            Rate(row.people or 0, row.answered, (row.all or 0) - (row.people or 0)),
        )
        for row in rows[:SHOWN_ROUNDS]
    ]


def write_letters(now: dt.datetime) -> int:
    """Write to whoever has not answered in an open round, on its first day and on its days of reminding.

    After a standstill only the letter of the nearest day is written; again writes nothing. Who is on leave
    gets none, and nobody before the morning. How many letters were written.
    """
    if timezone.localtime(now).hour < LETTERS_FROM_HOUR:
        return 0
    due = [row.pk for row in Round.objects.open_at(now) if _letter_due(row, timezone.localdate(now))]
    return sum(_write(pk, now) for pk in due)


def _letter_due(a_round: Round, today: dt.date) -> dt.date | None:
    """The newest day of a letter that has come and is not written for yet."""
    reminders = [a_round.closes_on - dt.timedelta(days=days) for days in a_round.reminder_days]
    come = [day for day in (a_round.opens_on, *reminders) if a_round.opens_on <= day <= today]
    newest = max(come, default=None)
    is_written = newest is None or (a_round.reminded_for is not None and a_round.reminded_for >= newest)
    return None if is_written else newest


def _write(pk: int, now: dt.datetime) -> int:
    """One round's letters and the mark that they are written, in one transaction: both, or neither."""
    with transaction.atomic():
        a_round = Round.objects.select_for_update(of=("self",)).select_related("workplace").get(pk=pk)
        due = _letter_due(a_round, timezone.localdate(now))
        if due is None or not a_round.is_open_at(now):
            return 0
        a_round.reminded_for = due
        a_round.save(update_fields=["reminded_for"])
        present = Employment.objects.at_or_below(a_round.workplace).present(timezone.localdate(now))
        waiting = User.objects.filter(pk__in=present.values("user"), is_active=True).exclude(
            pk__in=a_round.self_assessments.exclude(ended_at=None).values("person")
        )
        number = 0
        for person in waiting.order_by("pk"):
            _send(a_round, person)
            number += 1
        return number


def _send(a_round: Round, person: User) -> None:
    with translation.override(person.language):
        told = {
            "day": formats.date_format(a_round.closes_on, "DATE_FORMAT"),
            "address": settings.WAGTAILADMIN_BASE_URL.rstrip("/") + bare_reverse("practice:own_view"),
        }
        subject = _("How do you see your own work?")
        words = _(
            "At your workplace everybody can say how they see their own work now. It takes about ten "
            "minutes, and you can stop and come back. The round is open until %(day)s.\n\n"
            "Say how you see it: %(address)s\n\n"
            "Only you can see your answers. You decide whether your manager may see them.\n"
        )
        close = _("Greetings from Lærsammen")
    send_mail(subject, f"{words % told}\n{close}\n", None, [person.email])
