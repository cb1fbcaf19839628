"""Levels for jobs: set from a day, ended from a day, taken back before anybody was judged by them."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.audit import record_action
from accounts.models import User
from competences.domain.wording import version_sentence
from competences.models import BEGINNING, JobRequirement, Line


class PastDay(ValueError):
    """A level was to change from a day that is over: what was reported of it would no longer be so."""

    def __init__(self) -> None:
        super().__init__(_("The day is over. A level changes from today, or from a day to come."))


class HasHeld(ValueError):
    """A level that has held on a day that is over cannot be taken back, only changed from today."""

    def __init__(self) -> None:
        super().__init__(_("The level has held already, so it cannot be taken back. Set another from today."))


class When(Enum):
    """Where a version stands in the history of its line."""

    HELD = "held"
    HOLDS = "holds"
    COMES = "comes"


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a level with the days it holds for. `last_day` is None while nothing follows it."""

    row: JobRequirement
    when: When
    last_day: dt.date | None

    @property
    def in_words(self) -> str:
        """From which day to which, which level, and whether it is a proposal."""
        first_day = None if self.row.valid_from == BEGINNING else self.row.valid_from
        return version_sentence(
            self.row.level, first_day=first_day, last_day=self.last_day, is_proposal=self.row.is_proposal
        )

    @property
    def can_be_taken_back(self) -> bool:
        """Whether it has not held for a whole day yet (`take_back_level`)."""
        return self.row.valid_from >= timezone.localdate()


def set_level(
    line: Line,
    level: int | None,
    *,
    valid_from: dt.date,
    is_proposal: bool = False,
    user: User | None = None,
) -> JobRequirement:
    """Have the line ask for this level (0 to 4; None: nothing of its own) from a day on; logged.

    What holds before the day stays as it was, and so does what is set for a later day. A second level for the
    same day takes the place of the first. Raises `PastDay`.
    """
    if valid_from < timezone.localdate():
        raise PastDay
    with transaction.atomic():
        before = JobRequirement.objects.of(line).filter(valid_from__lte=valid_from).last()
        row, _is_new = JobRequirement.objects.update_or_create(
            **line._asdict(),
            valid_from=valid_from,
            defaults={"level": level, "is_proposal": is_proposal},
            create_defaults={
                "level": level,
                "is_proposal": is_proposal,
                # What a file once proposed is told on, so that the next file knows what people made of it.
                "proposed_level": before.proposed_level if before else None,
            },
        )
        data = {"level": level, "valid_from": valid_from.isoformat(), "is_proposal": is_proposal}
        record_action(row, "competences.set_level", user=user, data=data)
    return row


def end_level(line: Line, *, valid_from: dt.date, user: User | None = None) -> JobRequirement:
    """Say nothing in this line any more from a day on: what stands further up holds. Raises `PastDay`."""
    return set_level(line, None, valid_from=valid_from, user=user)


def take_back_level(row: JobRequirement, *, user: User | None = None) -> None:
    """Remove a version that has not held for a whole day: what was set before it holds on; logged.

    Raises `HasHeld`.
    """
    with transaction.atomic():
        version = JobRequirement.objects.select_for_update().filter(pk=row.pk).first()
        if version is None:
            # Somebody else was faster.
            return
        if version.valid_from < timezone.localdate():
            raise HasHeld
        data = {"level": version.level, "valid_from": version.valid_from.isoformat()}
        record_action(version, "competences.take_back_level", user=user, data=data)
        version.delete()


def history_of(line: Line) -> list[Version]:
    """All versions of a line with their days, the newest first; one query."""
    rows = list(JobRequirement.objects.of(line))
    today = timezone.localdate()
    held = [row for row in rows if row.valid_from <= today]
    versions = []
    for number, row in enumerate(rows):
        follows = rows[number + 1] if number + 1 < len(rows) else None
        when = When.COMES if row.valid_from > today else When.HOLDS if row is held[-1] else When.HELD
        last_day = follows.valid_from - dt.timedelta(days=1) if follows else None
        versions.append(Version(row, when, last_day))
    return versions[::-1]
