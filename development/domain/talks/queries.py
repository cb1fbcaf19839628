"""What the pages of talks show. Reads only."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Employment, User
from accounts.rules import managed_paths
from assessments.practice.domain.own_view_sharing import managers_of
from development.domain.talks.then_and_now import Baseline, ThenAndNow, baseline_of, then_and_now
from development.enums import TalkStep
from development.models import Agreement, AgreementVersion, Confirmation, Goal, ShownTalk, Talk
from development.rules import is_talked_about, writes_agreements, writes_goals


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal with where the person stood and stands in what it is about."""

    goal: Goal
    is_own: bool
    is_readers: bool
    stands: ThenAndNow | None


@dataclass(frozen=True, slots=True)
class Yes:
    """Whether one of the two has said yes to what is written now, and when."""

    person: User
    is_reader: bool
    is_manager: bool
    said_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Written:
    """The agreements as they stand now: one version, its lines, and who has said yes to it."""

    version: AgreementVersion | None
    agreements: tuple[Agreement, ...]
    yeses: tuple[Yes, ...]

    @property
    def number(self) -> int:
        return self.version.number if self.version else 0

    @property
    def is_agreed(self) -> bool:
        return self.version is not None and all(one.said_at for one in self.yeses)

    @property
    def waits_for_reader(self) -> bool:
        return bool(self.agreements) and any(one.is_reader and not one.said_at for one in self.yeses)


@dataclass(frozen=True, slots=True)
class TalkPage:
    """All that the page of a talk shows to one reader, but for the person's own note."""

    talk: Talk
    goals: tuple[GoalLine, ...]
    baseline: Baseline
    written: Written
    # What holds, where what is written now is not agreed on yet.
    holds: AgreementVersion | None
    step: TalkStep
    is_persons: bool
    may_write: bool
    may_agree: bool

    @property
    def own_goals(self) -> list[GoalLine]:
        return [line for line in self.goals if line.is_own]

    @property
    def suggested_goals(self) -> list[GoalLine]:
        return [line for line in self.goals if not line.is_own]

    @property
    def other(self) -> User:
        """Who the page is read beside: the manager for the person, else the person."""
        return self.talk.manager if self.is_persons else self.talk.person


@dataclass(frozen=True, slots=True)
class TalkLine:
    """A talk in a list."""

    talk: Talk
    step: TalkStep
    is_agreed: bool
    waits_for_reader: bool


def find_talk(pk: int) -> Talk | None:
    """The talk with both of its people."""
    return Talk.objects.select_related("person", "manager", "opened_by").filter(pk=pk).first()


def read_talk(talk: Talk, reader: User) -> TalkPage:
    """What the reader sees, who may read it (`reads_talk`); as many queries, however many rows there are."""
    goals = list(talk.goals.standing().select_related("competence", "written_by"))
    baseline = baseline_of(talk)
    about = {goal.competence_id: goal.competence for goal in goals if goal.competence}
    stands = then_and_now(talk, reader, baseline.day, list(about.values()))
    written = read_written(talk, reader)
    holds = None
    if written.version is not None and not written.is_agreed:
        holds = AgreementVersion.objects.newest_agreed().with_agreed_at().filter(talk=talk).first()
    return TalkPage(
        talk=talk,
        goals=tuple(
            GoalLine(
                goal,
                is_own=goal.written_by_id == talk.person_id,
                is_readers=goal.written_by_id == reader.pk,
                stands=stands.get(goal.competence_id) if goal.competence_id else None,
            )
            for goal in goals
        ),
        baseline=baseline,
        written=written,
        holds=holds,
        step=step_of(
            talk, has_words=bool(written.agreements), is_agreed=written.is_agreed or holds is not None
        ),
        is_persons=is_talked_about(reader, talk),
        may_write=writes_goals(reader, talk),
        may_agree=writes_agreements(reader, talk),
    )


def read_written(talk: Talk, reader: User, version: AgreementVersion | None = None) -> Written:
    """A version as it stands, the present one if none is given; three queries."""
    version = version or AgreementVersion.objects.filter(talk=talk).order_by("-number").first()
    said: dict[int, dt.datetime] = {}
    agreements: tuple[Agreement, ...] = ()
    if version is not None:
        yeses = version.confirmations.filter(fingerprint=version.fingerprint)
        said = dict(yeses.values_list("person", "said_at"))
        agreements = tuple(version.agreements.select_related("competence", "course"))
    return Written(
        version,
        agreements,
        tuple(
            Yes(one, one == reader, one.pk == talk.manager_id, said.get(one.pk))
            for one in (talk.manager, talk.person)
        ),
    )


def step_of(talk: Talk, *, has_words: bool, is_agreed: bool) -> TalkStep:
    """How far the talk is: by what is agreed, what is written, and whether its time has come."""
    if is_agreed:
        return TalkStep.FOLLOW_UP
    if has_words:
        return TalkStep.AGREE
    if talk.planned_for is not None and talk.planned_for <= timezone.now():
        return TalkStep.TALK
    return TalkStep.PREPARE


def _with_state(talks: QuerySet[Talk], reader: User) -> Any:
    """Each with: is anything written, has the reader said yes to it, have both ever said yes to anything."""
    present = AgreementVersion.objects.filter(talk=OuterRef("pk")).order_by("-number").values("pk")[:1]
    said = Confirmation.objects.filter(version=OuterRef("present"), person=reader)
    return talks.annotate(
        present=Subquery(present),
        has_words=Exists(Agreement.objects.filter(version=OuterRef("present"))),
        reader_said=Exists(said),
        is_agreed=Exists(AgreementVersion.objects.agreed().filter(talk=OuterRef("pk"))),
    )


def lines_of(talks: QuerySet[Talk], reader: User) -> list[TalkLine]:
    """These talks as lines, in their order; one query."""
    rows = _with_state(talks.select_related("person", "manager"), reader)
    return [
        TalkLine(
            talk=row,
            step=step_of(row, has_words=row.has_words, is_agreed=row.is_agreed),
            is_agreed=row.is_agreed,
            waits_for_reader=row.has_words and not row.reader_said and row.ended_at is None,
        )
        for row in rows
    ]


def own_talks(person: User) -> list[TalkLine]:
    """All talks about the person, the newest first; one query."""
    return lines_of(Talk.objects.filter(person=person).order_by("-opened_at", "-pk"), person)


def shown_talks(reader: User) -> list[Talk]:
    """Talks with a manager of before that somebody shows to this one, who leads them today; one query."""
    holding = ShownTalk.objects.holding().filter(reader=reader, talk=OuterRef("pk"))
    talks = Talk.objects.filter(Exists(holding), Exists(_led_by(reader))).select_related("person", "manager")
    return list(talks.order_by("-opened_at", "-pk"))


def _led_by(manager: User) -> QuerySet[Employment]:
    """Employments of the outer talk's person today, at a place that the manager leads or below it."""
    below = Q(pk__in=[])
    for path in managed_paths(manager):
        below |= Q(workplace__path__startswith=path)
    return Employment.objects.active(timezone.localdate()).filter(below, user=OuterRef("person"))


def talks_waiting(reader: User) -> Any:
    """What waits for the reader: a talk of their own to prepare, or words to say yes to.

    A manager is not told of talks that are being prepared: those stand in their own list.
    """
    mine = Q(person=reader)
    if managed_paths(reader):
        mine |= Q(Exists(_led_by(reader)), manager=reader)
    waits = Q(has_words=True, reader_said=False) | Q(person=reader, has_words=False, is_agreed=False)
    return _with_state(Talk.objects.open().filter(mine), reader).filter(waits)


def new_managers(talk: Talk) -> list[User]:
    """Who leads the person today and is not the manager of the talk."""
    return [one for one in managers_of(talk.person) if one.pk != talk.manager_id]


def shown_to(talk: Talk) -> list[User]:
    """Whom the person shows the talk, also who leads them no more; one query."""
    rows = ShownTalk.objects.holding().filter(talk=talk).select_related("reader").order_by("pk")
    return [row.reader for row in rows]
