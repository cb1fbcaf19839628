"""Levels that were raised: one from a day that has passed, so that history shows it, and one to come."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from accounts.models import User
from assessments.ledger.domain.evidence import add_months
from competences.domain.levels import set_level
from competences.models import BEGINNING, Competence, JobRequirement, Line
from demo.domain.data import read


def raise_levels(today: dt.date) -> None:
    """What was decided long ago, before anybody's history is told: no day that is over takes a level else."""
    for line, level, day in _lines("raised", today):
        before = JobRequirement.objects.of(line).get(valid_from=BEGINNING)
        JobRequirement.objects.create(
            **line._asdict(),
            level=level,
            valid_from=day,
            is_proposal=False,
            proposed_level=before.proposed_level,
        )


def set_coming_levels(today: dt.date, by: User) -> None:
    """What has been decided and does not hold yet."""
    for line, level, day in _lines("coming", today):
        set_level(line, level, valid_from=day, user=by)


def _lines(name: str, today: dt.date) -> Iterator[tuple[Line, int, dt.date]]:
    """Line, level and day of all that data/levels.yaml tells under the name."""
    codes = {one.code: one.pk for one in Competence.objects.current().requirements()}
    told: dict[str, Any]
    for told in read("data/levels")[name]:
        for job in told["jobs"]:
            day = add_months(today.replace(day=1), told["months"])
            yield Line(codes[told["requirement"]], job, "", None), told["level"], day
