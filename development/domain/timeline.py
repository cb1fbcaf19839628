"""What has happened in one requirement, newest first: what was shown, and how some of it ended."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils import timezone

from assessments.ledger.models import Evidence
from assessments.ledger.policy import KINDS


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A row of the ledger as its owner reads it on a day."""

    row: Evidence
    revoked_by: Evidence | None
    is_expired: bool

    @property
    def is_valid(self) -> bool:
        """It confirms something today."""
        return not self.revoked_by and not self.is_expired and self.row.confirms > 0

    @property
    def is_in_grace(self) -> bool:
        """It has run out, and still counts for some days."""
        return self.row.in_grace_on(timezone.localdate())

    @property
    def is_capped(self) -> bool:
        return self.row.confirms < self.row.level

    @property
    def is_own_view(self) -> bool:
        """The person says it of themself."""
        return self.row.kind in KINDS and KINDS[self.row.kind].is_own_view

    @property
    def ceiling(self) -> int:
        """The highest level that this kind could confirm by the rule of that day."""
        return int(self.row.rule.get("ceiling", self.row.confirms))

    @property
    def ceiling_in_words(self) -> str:
        return KINDS[self.row.kind].say_ceiling(self.ceiling)


class Happening(StrEnum):
    """What a moment of the time line tells."""

    SHOWN = "shown"
    # A row that stands in the place of one that was wrong.
    CORRECTED = "corrected"
    RAN_OUT = "ran_out"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of the time line. `line` is what it tells of, also where it tells that this ended."""

    day: dt.date
    what: Happening
    line: EvidenceLine

    @property
    def is_end(self) -> bool:
        return self.what in (Happening.RAN_OUT, Happening.TAKEN_BACK)


def read_lines(rows: Iterable[Evidence], day: dt.date) -> list[EvidenceLine]:
    """The rows (`evidence_rows`) as their owner reads them on the day, in their order."""
    return [
        EvidenceLine(row, getattr(row, "revoked_by", None), is_expired=not row.holds_on(day)) for row in rows
    ]


def tell_moments(lines: Iterable[EvidenceLine], day: dt.date) -> tuple[Moment, ...]:
    """The lines and their ends up to the day as moments, newest first; of one day, the end stands first.

    What was taken back never ran out as well.
    """
    moments: list[Moment] = []
    for line in lines:
        if line.revoked_by is not None:
            moments.append(Moment(line.revoked_by.recorded_on, Happening.TAKEN_BACK, line))
        elif line.row.runs_out_on is not None and line.row.runs_out_on < day:
            moments.append(Moment(line.row.runs_out_on, Happening.RAN_OUT, line))
        what = Happening.CORRECTED if line.row.reason else Happening.SHOWN
        moments.append(Moment(line.row.recorded_on, what, line))
    # The sort keeps the order of what it finds alike: the rows come newest first.
    moments.sort(key=lambda moment: (moment.day, moment.is_end), reverse=True)
    return tuple(moments)
