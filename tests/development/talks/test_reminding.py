"""Letters a week before the day of an agreement, and on it: to both, once, the nearest after a standstill."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Leave
from development.domain.talks.following_up import follow_up
from development.domain.talks.opening import end_talk
from development.domain.talks.reminding import nearest_step, remind
from development.enums import FollowUpKind
from tests.factories.talks import agree, line, write


def at_noon(days: int = 0) -> dt.datetime:
    return timezone.localtime().replace(hour=12) + dt.timedelta(days=days)


def on(days: int) -> int:
    """How many letters are written on the day so far from today."""
    with time_machine.travel(at_noon(days), tick=False):
        return remind(timezone.now())


@pytest.fixture
def agreement(talk, mailoutbox):
    (made,) = agree(talk, line("Lone følger Sanne.", days=30))
    mailoutbox.clear()
    return made


@pytest.mark.parametrize(("left", "step"), [(8, None), (7, 7), (1, 7), (0, 0), (-1, None)])
def test_the_nearest_step(left, step) -> None:
    today = dt.date(2026, 3, 2)
    assert nearest_step(today + dt.timedelta(days=left), today) == step


def test_both_are_told_a_week_before_and_on_the_day(two, agreement, mailoutbox) -> None:
    assert on(22) == 0
    assert on(23) == 2
    assert on(24) == on(29) == 0
    assert on(30) == 2
    assert on(31) == 0
    assert {mail.to[0] for mail in mailoutbox} == {two.person.email, two.manager.email}


def test_after_a_standstill_only_the_nearest_letter(agreement) -> None:
    assert on(30) == 2
    assert on(30) == 0


def test_a_letter_says_no_word_of_it_and_its_subject_no_name(two, agreement, mailoutbox) -> None:
    two.manager.language = "da"
    two.manager.save()
    on(23)
    told = {mail.to[0]: mail for mail in mailoutbox}
    english, danish = told[two.person.email], told[two.manager.email]
    assert english.subject == "Something that you have agreed on comes to its day"
    assert danish.subject != english.subject
    for mail in mailoutbox:
        assert "Lone" not in mail.subject
        assert "Sanne" not in mail.body
    assert "/min-laering/plan/" in english.body
    assert "/min-laering/samtaler/" in danish.body


def test_several_days_of_one_talk_are_one_letter(two, talk, mailoutbox) -> None:
    agree(talk, line("Et.", days=5), line("To.", days=6))
    mailoutbox.clear()
    assert on(0) == 2
    assert "2 things" in mailoutbox[0].body
    assert on(0) == 0


def test_a_day_that_moves_is_reminded_of_anew_and_the_old_one_not(two, agreement) -> None:
    day = timezone.localdate() + dt.timedelta(days=60)
    assert on(23) == 2
    follow_up(agreement, FollowUpKind.CHANGED, by=two.person, new_day=day)
    assert on(30) == 0
    assert on(53) == 2


@pytest.mark.parametrize("kind", [FollowUpKind.DONE, FollowUpKind.DROPPED])
def test_what_is_over_is_not_reminded_of_until_it_is_taken_up_again(two, agreement, kind) -> None:
    follow_up(agreement, kind, by=two.manager)
    assert on(23) == 0
    follow_up(agreement, FollowUpKind.REOPENED, by=two.person)
    assert on(23) == 2


def test_what_is_not_agreed_on_is_nobodys_letter(talk, mailoutbox) -> None:
    write(talk, line(days=7))
    mailoutbox.clear()
    assert on(0) == 0


def test_a_talk_that_has_ended_is_still_followed_up(two, talk, agreement) -> None:
    end_talk(talk, by=two.person)
    assert on(23) == 2


def test_no_letter_to_who_is_away_or_leads_no_more(two, agreement, mailoutbox) -> None:
    Leave.objects.create(employment=two.job, start=timezone.localdate())
    assert on(23) == 1
    assert mailoutbox[-1].to == [two.manager.email]
    two.leading.end = timezone.localdate() - dt.timedelta(days=1)
    two.leading.save()
    Leave.objects.all().delete()
    assert on(30) == 1
    assert mailoutbox[-1].to == [two.person.email]


def test_nobody_is_written_to_at_night(agreement) -> None:
    with time_machine.travel(timezone.localtime().replace(hour=3) + dt.timedelta(days=23), tick=False):
        assert remind(timezone.now()) == 0
