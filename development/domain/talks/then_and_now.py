"""Where the person stood before and stands now, beside a goal. Reads only."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from accounts.rules import jobs_of
from assessments.ledger.domain.queries import OwnLedger, read_own_ledger
from assessments.practice.domain.own_view_sharing import shared_own_views
from assessments.practice.enums import RoundKind
from assessments.practice.models import Round
from competences.domain.requirements import highest, required_levels
from competences.enums import Level
from competences.models import Competence
from development.models import AgreementVersion, Talk
from development.policy import YEAR_BACK


@dataclass(frozen=True, slots=True)
class Rung:
    """A place on the ladder of one requirement on a day: levels 0 to 4; `required` 0 for not asked for."""

    confirmed: int
    required: int
    own: int | None = None

    @property
    def word(self) -> str:
        return str(Level(self.confirmed).label)


@dataclass(frozen=True, slots=True)
class ThenAndNow:
    """One requirement on the day before and now."""

    competence: Competence
    before: Rung
    now: Rung


@dataclass(frozen=True, slots=True)
class Baseline:
    """The day that is looked back to, and in words why it is that one."""

    day: dt.date
    why: str


def baseline_of(talk: Talk) -> Baseline:
    """The day before: the last time that something was agreed in a talk before this one; else the first day
    of the first round of own views that asked the person; else a year back. At most two queries.

    The only place that says it. It does not move while a talk goes on: it is counted from when it began.
    """
    begun = timezone.localdate(talk.opened_at)
    last = (
        AgreementVersion.objects.newest_agreed()
        .with_agreed_at()
        .filter(talk__person=talk.person_id, agreed_at__lte=talk.opened_at)
        .exclude(talk=talk)
        .order_by("-agreed_at")
        .first()
    )
    if last is not None:
        day = timezone.localdate(last.agreed_at)
        return Baseline(min(day, begun), _("the day of your last agreement"))
    paths = [job.workplace.path for job in jobs_of(talk.person)]
    opened = (
        Round.objects.for_path(*paths)
        .filter(kind=RoundKind.BASELINE, opens_on__lt=begun)
        .order_by("opens_on")
        .values_list("opens_on", flat=True)
        .first()
    )
    if opened is not None:
        return Baseline(opened, _("the first time that everybody was asked how they see their own work"))
    return Baseline(begun - dt.timedelta(days=YEAR_BACK), pgettext("a day", "a year before you began"))


def now_of(talk: Talk) -> dt.date:
    """The day that "now" means: today, and for a talk that has ended its last one."""
    return timezone.localdate(talk.ended_at) if talk.ended_at else timezone.localdate()


def then_and_now(
    talk: Talk, reader: User, before: dt.date, competences: Collection[Competence]
) -> dict[int, ThenAndNow]:
    """By competence id: where the person stood and stands, as the ledger and the levels of each day say.

    The person's own view is among it for themself, and for a manager with whom they share it
    (`shared_own_views`). The number of queries does not grow with the requirements; none without any.
    """
    if not competences:
        return {}
    now = now_of(talk)
    ledgers = {day: read_own_ledger(talk.person, day) for day in (before, now)}
    asked = {day: required_on(talk.person, day) for day in (before, now)}
    own = ledgers[now].own_views if reader == talk.person else shared_own_views(reader, talk.person) or {}
    return {
        one.pk: ThenAndNow(
            one,
            _rung(one.pk, ledgers[before], asked[before]),
            _rung(one.pk, ledgers[now], asked[now], own.get(one.pk)),
        )
        for one in competences
    }


def _rung(competence: int, ledger: OwnLedger, asked: dict[int, int], own: int | None = None) -> Rung:
    position = ledger.positions.get(competence)
    return Rung(position.level if position else 0, asked.get(competence, 0), own)


def required_on(person: User, day: dt.date) -> dict[int, int]:
    """The highest level that the person's jobs of the day asked for then, by competence id."""
    jobs = jobs_of(person, None if day == timezone.localdate() else day)
    return highest(required_levels({(job.workplace_id, str(job.job_function)) for job in jobs}, day).values())
