"""Drawing, answering and grading a sitting, apart from any course."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Page

from assessments.blocks import QuestionPoolBlock
from assessments.domain.refusals import AnswerRefused, Refusal
from assessments.domain.sittings import (
    NotSitting,
    Rule,
    TestClosed,
    hand_in,
    keep_answer,
    lock_open_sitting,
    read_tries,
    start_sitting,
)
from assessments.models import Attempt, TestSitting
from tests.factories.courses import question

RULE = Rule(draws=2, pass_mark=1)


@pytest.fixture
def page(db):
    return Page.objects.first()


def start(person, page, rule=RULE, size=3, **more):
    pool = QuestionPoolBlock().to_python([question(f"{number}") for number in range(size)])
    return start_sitting(person=person, page=page, rule=rule, pool=pool, **more)


def answer(sitting, number, *, right=True):
    drawn = sitting.questions[number]
    chosen = [option["id"] for option in drawn["question"]["answers"] if option["is_right"] is right][:1]
    keep_answer(sitting, drawn["id"], {"answer": chosen, "csrfmiddlewaretoken": ["secret"]})


def test_sitting_keeps_the_rule_that_could_be_met(person, page):
    sitting = start(person, page, Rule(draws=5, pass_mark=4), size=3)
    assert (sitting.rule["draws"], sitting.rule["pass_mark"], len(sitting.questions)) == (3, 3, 3)


@pytest.mark.parametrize(("extra", "minutes"), [(0, 7), (25, 9), (50, 11), (100, 14)])
def test_extra_time_is_never_rounded_down(extra, minutes):
    assert Rule(draws=1, pass_mark=1, time_limit=7, extra_time=extra).minutes == minutes


def test_answers_are_kept_without_what_the_form_carries_besides(person, page):
    sitting = start(person, page)
    answer(sitting, 0)
    sitting.refresh_from_db()
    (kept,) = sitting.answers.values()
    assert (set(kept), set(kept["filled"])) == ({"response", "filled"}, {"answer"})


@pytest.mark.parametrize(("right", "passed"), [(0, False), (1, True), (2, True)])
def test_question_counts_one_when_all_of_it_is_right(person, page, right, passed):
    sitting = start(person, page)
    for number in range(2):
        answer(sitting, number, right=number < right)
    hand_in(sitting)
    assert (sitting.attempt.score, sitting.attempt.max_score, sitting.passed) == (right, 2, passed)


def test_unanswered_questions_are_not_right(person, page):
    sitting = hand_in(start(person, page))
    assert (sitting.attempt.score, sitting.attempt.response, sitting.passed) == (0, {}, False)


def test_one_try_is_handed_in_once(person, page):
    sitting = hand_in(start(person, page))
    with pytest.raises(IntegrityError), transaction.atomic():
        hand_in(TestSitting.objects.get(pk=sitting.pk))
    assert Attempt.objects.count() == 1


def test_database_holds_one_open_try_each(person, page):
    sitting = start(person, page)
    with pytest.raises(IntegrityError), transaction.atomic():
        TestSitting.objects.create(
            person=person, page=page, number=sitting.number + 1, rule={}, questions=[], closes_at=None
        )


def test_question_that_was_not_drawn_is_refused(person, page):
    sitting = start(person, page)
    with pytest.raises(AnswerRefused) as refused:
        keep_answer(sitting, "b0000000-0000-4000-8000-000000000000", {"answer": ["1"]})
    assert refused.value.why is Refusal.MALFORMED


def test_tries_count_from_the_round_that_is_running(person, page):
    rule = Rule(draws=1, pass_mark=1, tries=1)
    hand_in(start(person, page, rule))
    with pytest.raises(TestClosed):
        start(person, page, rule)
    again = timezone.now()
    assert read_tries(person, page, rule, again).left == 1
    assert start(person, page, rule, since=again).number == 2


def test_pause_begins_when_the_last_try_ends(person, page):
    rule = Rule(draws=1, pass_mark=1, pause_hours=2)
    sitting = hand_in(start(person, page, rule))
    tries = read_tries(person, page, rule)
    assert tries.opens_at == sitting.attempt.submitted_at + dt.timedelta(hours=2)
    assert not tries.may_begin
    Attempt.objects.update(submitted_at=timezone.now() - dt.timedelta(hours=2))
    assert read_tries(person, page, rule).may_begin


def test_without_an_open_try_there_is_nothing_to_answer(person, page):
    hand_in(start(person, page))
    with transaction.atomic(), pytest.raises(NotSitting):
        lock_open_sitting(person, page)
