"""Rounds open and close by their days, tell a rate and no names, and write to nobody twice."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import Leave
from assessments.practice.domain.own_view import end_assessment
from assessments.practice.domain.own_view_rounds import (
    Rate,
    RoundRefused,
    close_round,
    open_rounds_of,
    rated_rounds,
    write_letters,
)
from assessments.practice.enums import RoundKind
from assessments.practice.models import Round
from tests.assessments.practice.own_view.conftest import TODAY
from tests.factories.accounts import make_employment, make_person
from tests.factories.practice_own_view import make_assessment, make_round, say

A_DAY = dt.timedelta(days=1)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def rate(a_round: Round) -> Rate:
    ((_round, found),) = rated_rounds(pk=a_round.pk)
    return found


def through(person, a_round, *, prepared=3) -> None:
    end_assessment(person, make_assessment(person, a_round), prepared=prepared)


@pytest.mark.parametrize(
    ("place", "kind", "first", "is_refused"),
    [
        ("unit", RoundKind.BASELINE, 0, True),
        ("centre", RoundKind.BASELINE, 28, True),
        ("centre", RoundKind.BASELINE, 29, False),
        ("unit", RoundKind.AFTER, 0, False),
        ("other_unit", RoundKind.BASELINE, 0, False),
    ],
)
def test_two_rounds_of_a_kind_never_ask_the_same_people(town, place, kind, first, is_refused):
    make_round(town.unit)
    opens = TODAY + first * A_DAY
    asked = {"opens_on": opens, "closes_on": opens + 7 * A_DAY}
    if is_refused:
        with pytest.raises(RoundRefused):
            make_round(getattr(town, place), kind, **asked)
    else:
        make_round(getattr(town, place), kind, **asked)
    assert Round.objects.count() == 2 - is_refused


def test_a_round_below_one_that_is_open_is_refused_too(town):
    make_round(town.centre)
    with pytest.raises(RoundRefused):
        make_round(town.unit)


@pytest.mark.parametrize(("first", "last"), [(5, 4), (-9, -1)])
def test_days_must_make_a_time_that_is_not_over(town, first, last):
    with pytest.raises(RoundRefused):
        make_round(town.unit, opens_on=TODAY + first * A_DAY, closes_on=TODAY + last * A_DAY)


def test_a_round_opens_and_closes_by_its_days_with_nothing_written(town, at_noon):
    a_round = make_round(town.unit, opens_on=TODAY + A_DAY, closes_on=TODAY + 2 * A_DAY)
    seen = []
    for moment in ("2026-11-20T23:59", "2026-11-21T00:00", "2026-11-22T23:59", "2026-11-23T00:00"):
        at = timezone.make_aware(dt.datetime.fromisoformat(moment))
        assert a_round.is_open_at(at) == Round.objects.open_at(at).exists()
        seen.append(a_round.is_open_at(at))
    assert seen == [False, True, True, False]
    a_round.refresh_from_db()
    assert a_round.closes_on == TODAY + 2 * A_DAY


def test_the_nearest_round_comes_first(town):
    above, own = make_round(town.centre, RoundKind.AFTER), make_round(town.unit)
    make_round(town.other_unit)
    assert open_rounds_of(town.lone, timezone.now()) == [own, above]


def test_the_rate_counts_who_is_present_and_through(town):
    a_round = make_round(town.centre)
    bo = make_employment(make_person(), town.other_unit).user
    away = make_employment(make_person(), town.unit)
    Leave.objects.create(employment=away, start=TODAY)
    assert rate(a_round) == Rate(people=3, answered=0, on_leave=1)
    say(make_assessment(town.lone, a_round), town.goals)
    assert rate(a_round).answered == 0
    through(town.lone, a_round)
    through(bo, a_round)
    make_employment(make_person(), town.unit, start=TODAY)
    assert rate(a_round) == Rate(people=4, answered=2, on_leave=1)


def test_two_jobs_are_one_person(town):
    make_employment(town.lone, town.other_unit, start=TODAY)
    a_round = make_round(town.centre)
    through(town.lone, a_round)
    assert rate(a_round) == Rate(people=2, answered=1, on_leave=0)


@pytest.mark.parametrize(
    ("people", "answered", "shown"),
    [
        (20, 4, 0),
        (20, 5, 5),
        (20, 9, 5),
        (20, 18, 15),
        (20, 19, 15),
        (20, 20, 15),
        (7, 5, 5),
        (6, 6, 0),
        (1, 1, 0),
    ],
)
def test_the_rate_is_shown_in_steps_and_never_of_nearly_all(people, answered, shown):
    assert Rate(people, answered, 0).at_least == shown


def test_one_who_leaves_takes_no_step_back(town):
    a_round = make_round(town.unit)
    people = [make_employment(make_person(), town.unit).user for _number in range(8)]
    for person in people[:5]:
        through(person, a_round)
    assert rate(a_round).at_least == 5
    people[0].employments.update(end=TODAY - A_DAY)
    assert rate(a_round) == Rate(people=9, answered=5, on_leave=0)
    assert rate(a_round).at_least == 5


def test_an_answer_after_the_close_is_not_in_the_rate(town, at_noon):
    a_round = make_round(town.unit)
    assessment = make_assessment(town.lone, a_round)
    say(assessment, town.goals)
    at_noon.shift(A_DAY)
    close_round(a_round, by=make_person())
    at_noon.shift(A_DAY)
    end_assessment(town.lone, assessment)
    assert rate(a_round) == Rate(people=2, answered=0, on_leave=0)


def test_the_rate_of_a_round_that_is_over_is_that_of_its_last_day(town, at_noon):
    a_round = make_round(town.unit, closes_on=TODAY + A_DAY)
    through(town.lone, a_round)
    at_noon.shift(30 * A_DAY)
    make_employment(make_person(), town.unit, start=timezone.localdate())
    town.hanne.employments.update(end=timezone.localdate() - A_DAY)
    assert rate(a_round) == Rate(people=2, answered=1, on_leave=0)


def test_rates_take_one_query_however_many_rounds(town, django_assert_num_queries):
    make_round(town.unit)
    with django_assert_num_queries(1):
        assert len(rated_rounds()) == 1
    make_round(town.other_unit)
    make_round(town.centre, RoundKind.AFTER)
    with django_assert_num_queries(1):
        assert len(rated_rounds()) == 3


def test_closing_early_happens_once(town, at_noon):
    a_round = make_round(town.unit)
    close_round(a_round, by=make_person())
    at_noon.shift(A_DAY)
    close_round(a_round, by=make_person())
    a_round.refresh_from_db()
    assert (a_round.closes_on, a_round.is_open_at(timezone.now())) == (TODAY, False)


def test_letters_go_to_who_is_not_through_and_to_nobody_twice(town, at_noon, mailoutbox):
    away = make_employment(make_person(email="away@example.org"), town.unit)
    Leave.objects.create(employment=away, start=TODAY)
    a_round = make_round(town.unit)
    assert write_letters(timezone.now()) == 2
    assert write_letters(timezone.now()) == 0
    assert sorted(to for mail in mailoutbox for to in mail.to) == ["hanne@example.org", "lone@example.org"]
    assert "/min-laering/egen-vurdering/" in mailoutbox[0].body
    through(town.lone, a_round)
    at_noon.shift(21 * A_DAY)
    assert write_letters(timezone.now()) == 1
    assert mailoutbox[-1].to == ["hanne@example.org"]


def test_after_a_standstill_only_the_nearest_letter_is_written(town, at_noon, mailoutbox):
    make_round(town.unit)
    at_noon.shift(27 * A_DAY)
    assert write_letters(timezone.now()) == 2
    assert write_letters(timezone.now()) == 0
    assert len(mailoutbox) == 2


def test_no_letter_by_night_or_after_the_close(town, at_noon, mailoutbox):
    make_round(town.unit)
    assert write_letters(dt.datetime(2026, 11, 21, 7, 59, tzinfo=COPENHAGEN)) == 0
    assert write_letters(dt.datetime(2027, 3, 1, 9, tzinfo=COPENHAGEN)) == 0
    assert mailoutbox == []


def test_letters_that_fail_leave_no_mark(town, at_noon, mailoutbox, monkeypatch):
    a_round = make_round(town.unit)
    monkeypatch.setattr("assessments.practice.domain.own_view_rounds.send_mail", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_letters(timezone.now())
    a_round.refresh_from_db()
    assert a_round.reminded_for is None
