"""Own views and citizens' answers as they are counted for releases: who is in which state of which part."""

import datetime as dt
from collections import Counter

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Leave
from assessments.ledger.domain.queries import own_views_of_all, read_own_ledger
from assessments.practice.domain.citizen_questions import QUESTIONS
from assessments.practice.domain.citizen_voice import delete_answers, make_link, take_answers
from assessments.practice.domain.group_figures import read_citizen_states, read_own_view_states, state_of
from assessments.practice.domain.own_view import end_assessment
from assessments.practice.domain.own_view_sharing import share_own_view, withdraw_own_view
from assessments.practice.enums import RoundKind
from tests.assessments.practice.own_view.conftest import NOW, TODAY, build_town
from tests.factories.accounts import make_employment, make_person
from tests.factories.practice_own_view import make_assessment, make_round, say

A_DAY = dt.timedelta(days=1)


@pytest.fixture
def at_noon():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def town(db, at_noon):
    return build_town()


def own_states(person, day=TODAY):
    return {row.part: row.state for row in read_own_view_states(day) if row.person == person.pk}


# -- own views


def test_state_is_what_one_says_of_oneself_in_what_ones_job_asks(town):
    assessment = make_assessment(town.lone)
    say(assessment, town.goals, 0)
    say(assessment, town.notes, None)
    assert own_states(town.lone) == {"M.1": "0", "M.2": "not_relevant", "M.3": "not_said"}
    # Nobody asks a manager for anything here.
    assert own_states(town.hanne) == {}


def test_newest_word_counts_whether_a_level_or_not_relevant(town, at_noon):
    first = make_assessment(town.lone)
    say(first, town.goals, 3)
    say(first, town.notes, None)
    end_assessment(town.lone, first)
    at_noon.shift(A_DAY)
    second = make_assessment(town.lone)
    say(second, town.goals, None)
    say(second, town.notes, 2)
    today = TODAY + A_DAY
    assert own_states(town.lone, today) == {"M.1": "not_relevant", "M.2": "2", "M.3": "not_said"}
    at_noon.shift(A_DAY)
    say(second, town.goals, 1)
    assert own_states(town.lone, today + A_DAY)["M.1"] == "1"


def test_past_day_is_told_as_it_was(town, at_noon):
    say(make_assessment(town.lone), town.goals, None)
    at_noon.shift(A_DAY)
    say(make_assessment(town.lone), town.goals, 2)
    at_noon.shift(A_DAY)
    say(make_assessment(town.lone), town.goals, 3)
    days = [own_states(town.lone, TODAY + number * A_DAY)["M.1"] for number in (-1, 0, 1, 2)]
    assert days == ["not_said", "not_relevant", "2", "3"]


def test_where_one_once_was_is_not_where_one_is(town):
    a_round = make_round(town.unit, RoundKind.AFTER)
    say(make_assessment(town.lone, a_round), town.goals, 3, then_level=1)
    assert own_states(town.lone)["M.1"] == "3"


def test_people_on_leave_and_people_of_yesterday_are_not_counted(town):
    Leave.objects.create(employment=town.lone.employments.get(), start=TODAY)
    gone = make_person()
    make_employment(gone, town.unit, end=TODAY - A_DAY)
    assert {row.person for row in read_own_view_states(TODAY)} == set()
    assert own_states(town.lone, TODAY - A_DAY) == dict.fromkeys(("M.1", "M.2", "M.3"), "not_said")
    assert own_states(gone, TODAY - A_DAY) != {}


def test_whoever_has_two_jobs_is_counted_where_it_is_asked(town):
    make_employment(town.lone, town.other_unit)
    places = [row.workplace for row in read_own_view_states(TODAY) if row.part == "M.1"]
    assert sorted(places) == sorted([town.unit.pk, town.other_unit.pk])


def test_who_has_shared_is_known_also_when_they_took_it_back(town):
    def known():
        return {row.is_known for row in read_own_view_states(TODAY) if row.person == town.lone.pk}

    assert known() == {False}
    share_own_view(town.lone, town.hanne.pk)
    withdraw_own_view(town.lone, town.hanne.pk)
    assert known() == {True}


def test_everybodys_view_is_the_one_that_their_owner_sees(town, at_noon):
    for level in (3, 1, 2):
        say(make_assessment(town.lone), town.goals, level)
        at_noon.shift(60)
    own = read_own_ledger(town.lone, TODAY).own_views[town.goals.pk]
    assert own_views_of_all(town.goals.pk, TODAY)[town.lone.pk][1] == own == 2


def test_parts_come_one_after_the_other_in_queries_that_people_do_not_add_to(town):
    for _person in range(3):
        make_employment(make_person(), town.unit)
    counts = []
    for _turn in range(2):
        list(read_own_view_states(TODAY))
        with CaptureQueriesContext(connection) as captured:
            parts = [row.part for row in read_own_view_states(TODAY)]
        counts.append(len(captured))
        assert parts == sorted(parts)
        for _person in range(5):
            person = make_person()
            make_employment(person, town.unit)
            say(make_assessment(person), town.goals, 2)
    assert counts[0] == counts[1] <= 5 + 2 * 3


# -- what citizens notice


def said(person, *words):
    """So many citizens answer all four questions with these words, one each."""
    link = make_link(person)
    for word in words:
        take_answers(link, {question.key: word for question in QUESTIONS})


def citizen_states(day=TODAY):
    return [(row.person, row.state) for row in read_citizen_states(day) if row.part == "hope"]


def test_staff_member_is_counted_from_the_fifth_answer_on_by_what_most_say(town):
    said(town.lone, "yes", "yes", "yes", "no")
    assert citizen_states() == []
    said(town.lone, "no")
    assert citizen_states() == [(town.lone.pk, "yes")]
    assert Counter(row.part for row in read_citizen_states(TODAY)) == Counter(
        question.key for question in QUESTIONS
    )


def test_no_answer_moves_anything_before_five_have_come(town):
    said(town.lone, "no", "no", "no", "yes", "yes")
    assert citizen_states() == [(town.lone.pk, "no")]
    for word in ("yes", "yes", "yes", "little"):
        said(town.lone, word)
        assert citizen_states() == [(town.lone.pk, "no")]
    said(town.lone, "no")
    assert citizen_states() == [(town.lone.pk, "divided")]


def test_who_is_away_has_deleted_or_has_another_day_is_not_counted(town):
    said(town.lone, *["no"] * 5)
    said(town.hanne, *["yes"] * 5)
    # What was shown on another day is not known.
    assert citizen_states(dt.date(2026, 10, 1)) == []
    assert len(citizen_states(dt.date(2026, 11, 1))) == 2
    Leave.objects.create(employment=town.hanne.employments.get(), start=TODAY)
    assert citizen_states() == [(town.lone.pk, "no")]
    delete_answers(town.lone)
    assert citizen_states() == []


def test_citizens_take_two_queries_however_many_there_are(town, django_assert_num_queries):
    for person in (town.lone, town.hanne):
        said(person, *["yes"] * 5)
        with django_assert_num_queries(2):
            list(read_citizen_states(TODAY))


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        ({"yes": 3, "no": 2}, "yes"),
        ({"yes": 5}, "yes"),
        ({"yes": 4, "little": 1}, "yes"),
        ({"little": 6, "no": 4}, "little"),
        ({"yes": 5, "no": 5}, "divided"),
        ({"skipped": 4, "no": 1}, "divided"),
    ],
)
def test_state_is_what_more_than_half_say(counts, state):
    assert state_of(counts) == state
