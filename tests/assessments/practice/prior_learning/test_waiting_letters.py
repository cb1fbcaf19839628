"""Those who may decide are told that papers wait: collected, each step once, in their own language."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Leave
from assessments.practice.domain.paper_mail import reviewers, tell_reviewers
from assessments.practice.domain.prior_learning import withdraw
from assessments.practice.rules import REVIEWING_ROLES, reviews_papers
from tests.at_once import at_once
from tests.factories.accounts import make_employment, make_person
from tests.factories.practice_papers import make_paper

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def at(lone, coordinator):
    """Let the time work at a day and hour after NOW; the letters that were written."""
    with time_machine.travel(NOW, tick=False) as traveller:

        def go(days: float) -> list:
            traveller.move_to(NOW + dt.timedelta(days=days))
            mail.outbox.clear()
            number = tell_reviewers(timezone.now())
            assert number == len(mail.outbox)
            return list(mail.outbox)

        yield go


def test_told_after_three_ten_and_thirty_days_each_once(lone, requirements, at):
    make_paper(lone, {requirements[0]: 2}, sent=NOW)
    days = (0, 2, 3, 3.1, 4, 9, 10, 11, 30, 30, 60)
    assert [len(at(day)) for day in days] == [0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0]


def test_only_the_nearest_after_a_standstill(lone, requirements, at):
    make_paper(lone, {requirements[0]: 2}, sent=NOW)
    assert [len(at(day)) for day in (20, 20, 29, 30)] == [1, 0, 0, 1]


def test_papers_of_a_day_are_one_letter_whatever_the_hour(lone, requirements, at):
    for hours in (-1, 0, 6):
        make_paper(lone, {requirements[0]: 2}, sent=NOW + dt.timedelta(hours=hours), title=f"Nr. {hours}")
    # Nobody gets a letter before the morning.
    assert at(3 - 5 / 24) == []
    [letter] = at(3)
    assert letter.subject == "Papers wait for an answer"
    assert (
        "3 papers about earlier learning wait for an answer. The oldest has waited for 3 days." in letter.body
    )
    assert "/praksis/papirer/" in letter.body
    assert at(3.3) == []


def test_the_letter_names_nobody_and_no_paper(lone, requirements, at):
    make_paper(lone, {requirements[0]: 2}, sent=NOW, title="Hemmelig titel")
    [letter] = at(3)
    for told in (letter.subject, letter.body):
        assert "Lone" not in told
        assert "Hemmelig" not in told


def test_each_reads_it_in_their_own_language(lone, requirements, at):
    make_person(Role.PROFESSIONAL, language="da", email="dansk@example.org")
    make_paper(lone, {requirements[0]: 2}, sent=NOW)
    told = {letter.to[0]: letter.subject for letter in at(3)}
    assert told["dansk@example.org"] == "Et papir venter på svar"
    assert "A paper waits for an answer" in told.values()


def test_ones_own_paper_waits_for_others(requirements, coordinator, stine, at):
    make_paper(stine, {requirements[0]: 2}, sent=NOW)
    assert [letter.to for letter in at(3)] == [[coordinator.email]]
    make_paper(coordinator, {requirements[0]: 2}, sent=NOW)
    letters = {letter.to[0]: letter.body for letter in at(3)}
    # The new one is told to the other; the coordinator has been told of the one that is not theirs.
    assert list(letters) == [stine.email]
    assert "1 paper about" in letters[stine.email]


def test_what_is_decided_or_taken_back_waits_for_nobody(lone, requirements, at):
    withdraw(make_paper(lone, {requirements[0]: 2}, sent=NOW), by=lone)
    assert at(3) == []


def test_they_are_those_who_may_decide_and_are_at_work(lone, unit, coordinator):
    today = timezone.localdate()
    people = [make_person(role) for role in Role]
    told = set(reviewers(today))
    assert told == {person for person in (*people, lone, coordinator) if reviews_papers(person)}
    assert {Role.COORDINATOR, Role.PROFESSIONAL} == set(REVIEWING_ROLES)
    both = make_person(*REVIEWING_ROLES)
    assert list(reviewers(today)).count(both) == 1
    Leave.objects.create(employment=make_employment(coordinator, unit), start=today)
    assert coordinator not in reviewers(today)
    make_employment(coordinator, unit.get_parent())
    assert coordinator in reviewers(today)
    both.is_active = False
    both.save()
    assert both not in reviewers(today)


def test_queries_do_not_grow_with_papers(lone, requirements, at):
    counted = []
    for number in (1, 3):
        for _one in range(number):
            make_paper(lone, {requirements[0]: 2}, sent=NOW + dt.timedelta(days=20 * number))
        with CaptureQueriesContext(connection) as asked:
            assert len(at(20 * number + 3)) == 1
        counted.append(len(asked))
    assert counted[0] == counted[1], counted


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_ticks_at_once_write_one_letter(lone, coordinator, requirements) -> None:
    make_paper(lone, {requirements[0]: 2}, sent=timezone.now() - dt.timedelta(days=5))
    now = timezone.now().replace(hour=12)
    numbers = at_once(*[lambda: tell_reviewers(now)] * 2)
    assert sorted(numbers) == [0, 1]
