"""Where one stood and stands: by the ledger and the levels of each day, and from which day."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from assessments.practice.enums import RoundKind
from assessments.practice.models import Round
from development.domain.talks.opening import end_talk, open_talk
from development.domain.talks.then_and_now import baseline_of, now_of, then_and_now
from development.policy import YEAR_BACK
from tests.factories.accounts import make_person
from tests.factories.competences import make_job_requirement, make_requirement
from tests.factories.ledger import show
from tests.factories.talks import agree, make_manager

TODAY = timezone.localdate()


def days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


def make_past_round(two, ago: int) -> None:
    Round.objects.create(
        workplace=two.unit,
        kind=RoundKind.BASELINE,
        opens_on=TODAY - days(ago),
        closes_on=TODAY - days(ago - 5),
        closes_at=timezone.now() - days(ago - 6),
        opened_by=two.manager,
    )


def test_a_year_back_where_nothing_says_another_day(two, talk) -> None:
    assert baseline_of(talk).day == TODAY - days(YEAR_BACK)


def test_the_first_round_that_asked_the_person(two, talk) -> None:
    make_past_round(two, 100)
    make_past_round(two, 200)
    assert baseline_of(talk).day == TODAY - days(200)


def test_the_day_of_the_last_agreement_comes_before_a_round(two, talk) -> None:
    make_past_round(two, 100)
    agree(talk)
    with time_machine.travel(timezone.now() + days(300)):
        person, manager = two.fresh()
        again = open_talk(person, manager, by=person)
        assert again != talk
        assert baseline_of(again).day == TODAY
    # The first talk looks back as it did.
    assert baseline_of(talk).day == TODAY - days(100)


def test_a_talk_without_an_agreement_is_no_day_to_look_back_to(two, talk) -> None:
    end_talk(talk, by=two.person)
    with time_machine.travel(timezone.now() + days(30)):
        person, manager = two.fresh()
        again = open_talk(person, manager, by=person)
        assert baseline_of(again).day == TODAY + days(30 - YEAR_BACK)


def test_an_agreement_with_another_manager_counts(two, talk) -> None:
    agree(talk)
    other = make_person()
    make_manager(other, two.unit)
    with time_machine.travel(timezone.now() + days(30)):
        person, _manager = two.fresh()
        assert baseline_of(open_talk(person, other, by=person)).day == TODAY


def test_the_day_does_not_move_while_a_talk_goes_on(two, talk) -> None:
    with time_machine.travel(timezone.now() + days(40)):
        assert baseline_of(talk).day == TODAY - days(YEAR_BACK)


def test_each_day_has_its_own_ledger_and_its_own_levels(two, talk) -> None:
    requirement = make_requirement(code="M.1")
    with time_machine.travel(timezone.now() - days(400)):
        make_job_requirement(requirement, 2, valid_from=TODAY - days(500))
        show(two.person, requirement, 1, on=TODAY - days(390))
    make_job_requirement(requirement, 3, valid_from=TODAY - days(10))
    show(two.person, requirement, 2, on=TODAY - days(20))
    stands = then_and_now(talk, two.person, TODAY - days(YEAR_BACK), [requirement])[requirement.pk]
    assert (stands.before.confirmed, stands.before.required) == (1, 2)
    assert (stands.now.confirmed, stands.now.required) == (2, 3)
    assert stands.before.own is None


def test_before_one_was_here_nothing_was_asked(two, talk) -> None:
    requirement = make_requirement(code="M.1")
    make_job_requirement(requirement, 2, valid_from=TODAY - days(900))
    two.job.start = TODAY - days(30)
    two.job.save()
    stands = then_and_now(talk, two.person, TODAY - days(YEAR_BACK), [requirement])[requirement.pk]
    assert (stands.before.required, stands.now.required) == (0, 2)


def test_now_is_the_last_day_of_a_talk_that_has_ended(two, talk) -> None:
    requirement = make_requirement(code="M.1")
    end_talk(talk, by=two.person)
    talk.refresh_from_db()
    with time_machine.travel(timezone.now() + days(20)):
        show(two.person, requirement, 3)
        assert now_of(talk) == TODAY
        stands = then_and_now(talk, two.person, TODAY - days(1), [requirement])[requirement.pk]
        assert stands.now.confirmed == 0


@pytest.mark.parametrize("number", [1, 3])
def test_the_ladder_costs_the_same_for_one_as_for_three(
    two, talk, number, django_assert_max_num_queries
) -> None:
    requirements = [make_requirement() for _each in range(number)]
    for requirement in requirements:
        make_job_requirement(requirement, 2)
        show(two.person, requirement, 1)
    with django_assert_max_num_queries(9):
        then_and_now(talk, two.person, TODAY - days(YEAR_BACK), requirements)
