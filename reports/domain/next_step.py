"""The one thing to do first at a place."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from reports.domain.closing import Closing
from reports.domain.gap import GapReport, RequirementRow


class Kind(enum.StrEnum):
    """What presses most: proof has run out, levels are missing, nothing is known, or nothing at all."""

    EXPIRED = "expired"
    GAP = "gap"
    UNKNOWN = "not_assessed"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do first, in which requirement, and the course that would help most with it, if one would."""

    kind: Kind
    row: RequirementRow | None = None
    closing: Closing | None = None


def next_step(
    report: GapReport, ranked: Sequence[tuple[RequirementRow, int]], closings: Sequence[Closing]
) -> NextStep:
    """Expired proof first, because it was there once; then what nobody knows; then the largest gap.

    Where half of all cells or more are not assessed, finding out comes before any course.
    """
    rows = [row for row, _ in ranked]
    expired = max(rows, key=lambda row: row.figures.expired, default=None)
    if expired is not None and expired.figures.expired:
        return NextStep(Kind.EXPIRED, expired, _closing_for(expired, closings))
    unknown = max(rows, key=lambda row: row.figures.not_assessed, default=None)
    if unknown is not None and report.total.not_assessed * 2 >= report.total.required:
        return NextStep(Kind.UNKNOWN, unknown)
    if rows and rows[0].figures.gap:
        return NextStep(Kind.GAP, rows[0], _closing_for(rows[0], closings))
    if unknown is not None and unknown.figures.not_assessed:
        return NextStep(Kind.UNKNOWN, unknown)
    return NextStep(Kind.NOTHING)


def _closing_for(row: RequirementRow, closings: Sequence[Closing]) -> Closing | None:
    return next(
        (closing for closing in closings if any(it.id == row.requirement.id for it in closing.requirements)),
        None,
    )
