"""The demo's rounds of own views: one that is half answered, by the assistant too, and two that look back."""

import datetime as dt
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from accounts.models import Employment, User, Workplace
from assessments.ledger.domain.evidence import Event, Recording, record_many
from assessments.ledger.enums import EvidenceKind
from assessments.practice.domain.own_view import (
    Said,
    end_assessment,
    save_answer,
    start_assessment,
)
from assessments.practice.domain.own_view_rounds import open_round
from assessments.practice.enums import RoundKind
from assessments.practice.models import OwnAnswer, Round, SelfAssessment
from competences.domain.requirements import required_of
from demo.domain.data import at, minute, read


def build_own_views(today: dt.date) -> None:
    """Open the rounds of data/own_views.yaml and let people answer as it says."""
    content = read("data/own_views")
    _build_baseline(content, today)
    for told in content["after"]:
        _build_after(told, content, today)


def _build_baseline(content: dict[str, Any], today: dt.date) -> None:
    unit = Workplace.objects.get(slug=content["unit"])
    a_round = open_round(
        unit,
        RoundKind.BASELINE,
        opens_on=today - dt.timedelta(days=content["open_for"]),
        closes_on=today + dt.timedelta(days=content["open_still"]),
        reminder_days=content["reminder_days"],
        by=User.objects.get(email=content["opened_by"]),
    )
    # Everybody has had the letter of the first day.
    a_round.reminded_for = today
    a_round.save(update_fields=["reminded_for"])
    halfway = User.objects.get(email=content["half_way"]["email"])
    assessment = start_assessment(halfway, a_round)
    for competence, said in zip(sorted(required_of(halfway)), content["half_way"]["levels"], strict=False):
        save_answer(halfway, assessment, competence, Said(said, wants_more=said < 2))
    at_work = Employment.objects.at_or_below(unit).present(today).exclude(user=halfway).order_by("pk")
    for job, prepared in zip(at_work.select_related("user"), content["through"], strict=False):
        assessment = start_assessment(job.user, a_round)
        asked = sorted(required_of(job.user))
        for competence, said in zip(asked, islice(cycle(content["levels"]), len(asked)), strict=True):
            save_answer(job.user, assessment, competence, Said(said))
        end_assessment(job.user, assessment, prepared=prepared)


def _build_after(told: dict[str, Any], content: dict[str, Any], today: dt.date) -> None:
    """A round that asks for then and now; what was said lies in the past, and is written as it stands."""
    opens_on = today - dt.timedelta(days=told["opened"])
    closes_on = today + dt.timedelta(days=told["closes"] if "closes" in told else -told["closed"])
    unit = Workplace.objects.get(slug=told["unit"])
    a_round = Round.objects.create(
        workplace=unit,
        kind=RoundKind.AFTER,
        opens_on=opens_on,
        closes_on=closes_on,
        closes_at=at(closes_on + dt.timedelta(days=1), 0),
        reminder_days=content["reminder_days"],
        reminded_for=min(today, closes_on),
        opened_by=User.objects.get(email=content["opened_by"]),
    )
    at_work = Employment.objects.at_or_below(unit).present(opens_on).filter(user__is_active=True)
    jobs = at_work.order_by("pk").select_related("user")[: told["people"]]
    recordings: list[Recording] = []
    for number, (job, prepared) in enumerate(zip(jobs, cycle(told["prepared"]), strict=False)):
        moment = at(opens_on + dt.timedelta(days=number % 5), minute("13:00") + number)
        assessment = SelfAssessment.objects.create(
            person=job.user,
            round=a_round,
            started_at=moment,
            ended_at=moment + dt.timedelta(minutes=12),
            prepared=prepared,
        )
        recordings += _look_back(assessment, islice(cycle(content["then_and_now"]), number, None))
    record_many(recordings, by=a_round.opened_by)


def _look_back(assessment: SelfAssessment, levels: Iterator[list[int]]) -> Iterator[Recording]:
    """All answers of one person, and what they say in the ledger."""
    answers = OwnAnswer.objects.bulk_create(
        OwnAnswer(
            assessment=assessment,
            competence_id=competence,
            level=now,
            then_level=then,
            first_level=now,
            first_then_level=then,
            answered_at=assessment.started_at,
        )
        for competence, (then, now) in zip(sorted(required_of(assessment.person)), levels, strict=False)
    )
    for answer in answers:
        said = {EvidenceKind.SELF_NOW: answer.level, EvidenceKind.SELF_THEN: answer.then_level}
        for kind, level in said.items():
            origin = f"practice.own_answer:{answer.pk}.0"
            event = Event(kind=kind, origin=origin, recorded_at=answer.answered_at)
            yield Recording(event, assessment.person_id, ((answer.competence_id, level or 0),))
