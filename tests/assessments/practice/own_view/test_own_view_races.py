"""A round closes while answers arrive; two taps at once. Only PostgreSQL has the row locks of this."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from assessments.ledger.domain.standing import rebuild_standings
from assessments.ledger.models import Evidence
from assessments.practice.domain.own_view import Said, end_assessment, save_answer
from assessments.practice.domain.own_view_rounds import (
    RoundRefused,
    close_round,
    open_round,
    rated_rounds,
    write_letters,
)
from assessments.practice.models import OwnAnswer, Round, SelfAssessment
from tests.assessments.practice.own_view.conftest import Town, build_town
from tests.at_once import raised_at_once
from tests.factories.accounts import make_employment, make_person
from tests.factories.practice_own_view import make_assessment, make_round

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PEOPLE = 6


@pytest.fixture
def town() -> Town:
    return build_town()


def problems_of(*acts: Callable[[], object]) -> list[BaseException]:
    """What went wrong with acts that begin together."""
    return list(filter(None, raised_at_once(*acts)))


def test_no_answer_is_lost_when_the_round_closes_under_it(town):
    a_round = make_round(town.unit)
    people = [town.lone, *(make_employment(make_person(), town.unit).user for _ in range(PEOPLE - 1))]
    assessments = [make_assessment(person, a_round) for person in people]

    def answer(assessment: SelfAssessment) -> None:
        for competence in town.requirements:
            save_answer(assessment.person, assessment, competence.pk, Said(2))
        end_assessment(assessment.person, assessment, prepared=3)

    by = make_person()
    answering = [lambda one=one: answer(one) for one in assessments]
    assert problems_of(*answering, lambda: close_round(a_round, by=by)) == []
    a_round.refresh_from_db()
    assert not a_round.is_open_at(timezone.now())
    assert OwnAnswer.objects.count() == Evidence.objects.count() == PEOPLE * len(town.requirements)
    in_time = SelfAssessment.objects.filter(ended_at__lt=a_round.closes_at).count()
    ((_round, rate),) = rated_rounds(pk=a_round.pk)
    assert rate.answered == in_time
    assert SelfAssessment.objects.exclude(ended_at=None).count() == PEOPLE
    assert rebuild_standings().changed == 0


def test_two_taps_at_once_are_one_answer_and_the_first_stays_first(town):
    assessment = make_assessment(town.lone)
    taps = [
        lambda level=level: save_answer(town.lone, assessment, town.goals.pk, Said(level)) for level in (1, 3)
    ]
    assert problems_of(*taps) == []
    answer = OwnAnswer.objects.get()
    assert {answer.first_level, answer.level} == {1, 3}
    assert (answer.changes, Evidence.objects.count()) == (1, 2)


def test_the_same_tap_twice_is_one_row(town):
    assessment = make_assessment(town.lone)
    assert problems_of(*[lambda: save_answer(town.lone, assessment, town.goals.pk, Said(2))] * 4) == []
    assert (OwnAnswer.objects.count(), Evidence.objects.count()) == (1, 1)


def test_beginning_twice_at_once_is_one_assessment(town):
    a_round = make_round(town.unit)
    assert problems_of(*[lambda: make_assessment(town.lone, a_round)] * 3) == []
    assert SelfAssessment.objects.count() == 1


def test_two_coordinators_open_one_round(town):
    by, today = make_person(), timezone.localdate()
    places = (town.unit, town.centre)
    acts = [
        lambda place=place: open_round(
            place, "baseline", opens_on=today, closes_on=today, reminder_days=[], by=by
        )
        for place in places
    ]
    problems = problems_of(*acts)
    assert [type(problem) for problem in problems] == [RoundRefused]
    assert Round.objects.count() == 1


def test_two_workers_write_each_letter_once(town, mailoutbox):
    make_round(town.unit)
    now = timezone.localtime().replace(hour=12)
    assert problems_of(*[lambda: write_letters(now)] * 2) == []
    assert len(mailoutbox) == 2
