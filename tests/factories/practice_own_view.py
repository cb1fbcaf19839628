"""Plain makers of rounds of own views, and of people who answer them: through the front door."""

import datetime as dt
from typing import Any

from django.utils import timezone

from accounts.enums import Role
from accounts.models import User, Workplace
from assessments.practice.domain.own_view import Said, save_answer, start_assessment
from assessments.practice.domain.own_view_rounds import open_round
from assessments.practice.enums import RoundKind
from assessments.practice.models import OwnAnswer, Round, SelfAssessment
from competences.models import Competence
from tests.factories.accounts import make_person


def make_round(workplace: Workplace, kind: str = RoundKind.BASELINE, **fields: Any) -> Round:
    """A round that is open from today for four weeks, unless `fields` say otherwise."""
    today = timezone.localdate()
    fields.setdefault("opens_on", today)
    fields.setdefault("closes_on", today + dt.timedelta(days=28))
    fields.setdefault("reminder_days", [7, 2])
    by = fields.pop("by", None) or make_person(Role.COORDINATOR)
    return open_round(workplace, kind, by=by, **fields)


def make_assessment(person: User, in_round: Round | None = None) -> SelfAssessment:
    return start_assessment(person, in_round)


def say(
    assessment: SelfAssessment, competence: Competence, level: int | None = 2, **fields: Any
) -> OwnAnswer:
    """The person says this level of themself; None is "not relevant"."""
    return save_answer(assessment.person, assessment, competence.pk, Said(level, **fields))
