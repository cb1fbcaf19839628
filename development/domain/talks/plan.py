"""A person's learning plan: what was agreed in talks, by its day, and what became of it. Reads only."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from development.enums import CLOSING, FollowUpKind
from development.models import Agreement, AgreementVersion, FollowUp, Talk


@dataclass(frozen=True, slots=True)
class Planned:
    """An agreement that holds, with all that was told of it, oldest first."""

    agreement: Agreement
    told: tuple[FollowUp, ...]
    today: dt.date

    @property
    def last(self) -> FollowUp | None:
        return self.told[-1] if self.told else None

    @property
    def talk(self) -> Talk:
        return self.agreement.version.talk

    @property
    def day(self) -> dt.date:
        """When it is for: the day that was told last, else the one that was agreed."""
        return due_day(self.agreement.by_when, self.told)

    @property
    def is_moved(self) -> bool:
        return self.day != self.agreement.by_when

    @property
    def is_over(self) -> bool:
        """It is done, or both have let it go."""
        return self.last is not None and self.last.kind in CLOSING

    @property
    def is_done(self) -> bool:
        return self.last is not None and self.last.kind == FollowUpKind.DONE

    @property
    def is_past(self) -> bool:
        """Its day has been. Nobody is behind: it is something to talk about."""
        return not self.is_over and self.day < self.today


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to come, the nearest day first; and what is over, the newest first."""

    coming: tuple[Planned, ...]
    over: tuple[Planned, ...]


def due_day(by_when: dt.date, told: Iterable[FollowUp]) -> dt.date:
    """The day that holds now, by what was told of an agreement, oldest first."""
    return next((entry.new_day for entry in reversed(list(told)) if entry.new_day), by_when)


def read_plan(person: User) -> Plan:
    """All that holds of the person's talks, ended ones too; two queries."""
    planned = plan_of(AgreementVersion.objects.newest_agreed().filter(talk__person=person))
    return Plan(
        coming=tuple(sorted((one for one in planned if not one.is_over), key=_by_day)),
        over=tuple(sorted((one for one in planned if one.is_over), key=_by_told, reverse=True)),
    )


def plan_of(versions: QuerySet[AgreementVersion]) -> list[Planned]:
    """The agreements of these versions with what was told of each line; two queries.

    What was told before a version was agreed on goes with the line: the same agreement, in other words.
    """
    rows = list(
        Agreement.objects.filter(version__in=versions)
        .select_related("version__talk__manager", "version__talk__person", "competence", "course")
        .order_by("version__talk", "position")
    )
    told: dict[uuid.UUID, list[FollowUp]] = {}
    if rows:
        entries = FollowUp.objects.filter(agreement__line__in=[row.line for row in rows])
        for entry in entries.select_related("told_by", "agreement").order_by("told_at", "pk"):
            told.setdefault(entry.agreement.line, []).append(entry)
    today = timezone.localdate()
    return [Planned(row, tuple(told.get(row.line, ())), today) for row in rows]


def _by_day(one: Planned) -> tuple[dt.date, int]:
    return one.day, one.agreement.pk


def _by_told(one: Planned) -> tuple[dt.datetime, int]:
    assert one.last is not None
    return one.last.told_at, one.agreement.pk
