"""Feedback that is told: when, to whom, and what goes with the names."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.domain.tick import DAILY, jobs
from accounts.models import User
from recoveryskole.domain.clearing import empty_what_is_past, names_kept_through
from recoveryskole.domain.feedback import lines_of, tell_feedback
from recoveryskole.domain.leaving import erase_again, forget
from recoveryskole.enums import Face
from recoveryskole.models import (
    FeedbackBox,
    FeedbackRelease,
    LinkMark,
    Session,
    SignUp,
)
from releases.policy import LEAST
from tests.factories.accounts import make_person
from tests.plain_language import lix
from tests.recoveryskole.feedback.boxes import (
    DAY,
    FACES,
    MONDAY,
    answer,
    at,
    browser_of,
    come,
    kept,
)
from tests.recoveryskole.test_teaching import as_, others
from tests.recoveryskole.test_team_texts import texts_of


def test_told_on_mondays_once_of_five_or_more(places: list[SignUp]) -> None:
    answer(places[:4], FACES[:4], ["Fire"])
    assert tell_feedback(MONDAY) == 0
    answer(places[4:], [Face.GOOD], ["Fem"])
    for day in range(1, 7):
        assert tell_feedback(MONDAY + day * DAY) == 0
    assert tell_feedback(MONDAY + 7 * DAY) == 1
    release = FeedbackRelease.objects.get()
    assert (release.answered, release.told) == (5, {"counts": {"good": 3, "even": 1, "low": 1}})
    assert (release.lines, release.told_on) == (["Fem", "Fire"], dt.date(2027, 2, 22))
    assert not FeedbackBox.objects.exists()
    before = kept()
    assert tell_feedback(MONDAY + 7 * DAY) == 0
    answer(places[5:], [Face.LOW] * 2)
    assert tell_feedback(MONDAY + 14 * DAY) == 0
    assert kept()["FeedbackRelease"] == before["FeedbackRelease"]


def test_made_twice_on_a_day_is_made_once(places: list[SignUp], clock: Any) -> None:
    answer(places)
    tell_feedback(MONDAY)
    FeedbackBox.objects.create(session=places[0].session, good=9)
    assert tell_feedback(MONDAY + dt.timedelta(hours=2)) == 0
    assert FeedbackRelease.objects.count() == 1


def test_lines_of_two_mondays_stand_by_the_alphabet(session: Session, clock: Any) -> None:
    places = come(session, clock, 10)
    answer(places[:5], lines=["Kaffe", "Ro"])
    tell_feedback(MONDAY)
    answer(places[5:], lines=["Lys", "Bord"])
    tell_feedback(MONDAY + 7 * DAY)
    assert lines_of(FeedbackRelease.objects.all()) == ["Bord", "Kaffe", "Lys", "Ro"]


def test_where_nearly_all_agree_who_differs_is_not_told(places: list[SignUp]) -> None:
    answer(places, [Face.GOOD] * 6 + [Face.LOW])
    tell_feedback(MONDAY)
    assert FeedbackRelease.objects.get().told == {"most": "good", "at_least": 5}


def test_time_brings_it_daily() -> None:
    (job,) = [job for job in jobs() if job.name == "recoveryskole.feedback"]
    assert (job.work, job.every) == (tell_feedback, DAILY)


# How it goes


def test_leaving_takes_the_mark_and_leaves_the_answer_to_nobody(places: list[SignUp]) -> None:
    answer(places, lines=["Mit"])
    box = kept()["FeedbackBox"]
    marks = LinkMark.objects.count()
    forget(places[0])
    assert LinkMark.objects.count() == marks - 1
    assert kept()["FeedbackBox"] == box
    assert browser_of(places[1]).get(at("feedback", places[1])).status_code == 200
    assert Client().post(at("feedback", places[0]), {"face": "low"}).status_code == 410


def test_leaving_goes_for_a_copy_that_is_put_back(places: list[SignUp]) -> None:
    answer(places)
    row = SignUp.objects.filter(pk=places[0].pk)
    before, marks = row.values().get(), set(LinkMark.objects.values_list("mark", flat=True))
    forget(places[0])
    row.update(**before)
    LinkMark.objects.bulk_create([LinkMark(mark=one) for one in marks], ignore_conflicts=True)
    assert erase_again() == 1
    assert LinkMark.objects.count() == len(marks) - 1


@pytest.mark.parametrize(("late", "told"), [(0, [5]), (LEAST - 1, [5]), (LEAST, [5, 5])])
def test_marks_lines_and_what_waits_go_with_the_names(
    session: Session, clock: Any, late: int, told: list[int]
) -> None:
    places = come(session, clock, 12)
    answer(places, lines=["En linje"])
    tell_feedback(MONDAY)
    answer(places[5:], ([Face.GOOD, Face.LOW] * 3)[:late], ["Sent"])
    last = dt.datetime.combine(names_kept_through(session), dt.time(11), tzinfo=dt.UTC)
    before = kept()
    empty_what_is_past(last)
    assert kept() == before
    empty_what_is_past(last + DAY)
    assert not LinkMark.objects.exists()
    assert not FeedbackBox.objects.exists()
    assert [one.answered for one in FeedbackRelease.objects.order_by("told_on")] == told
    assert {tuple(one.lines) for one in FeedbackRelease.objects.all()} == {()}
    after = kept()
    empty_what_is_past(last + 2 * DAY)
    assert kept() == after


# What the pair sees


@pytest.fixture
def pair(session: Session) -> list[User]:
    people = []
    for one, name in zip(session.facilitators.order_by("pk"), ("Karen", "Jonas"), strict=True):
        one.person, one.name = make_person(display_name=name), name
        one.save()
        people.append(one.person)
    return people


def test_pair_sees_figures_and_lines_when_told_and_nobody_else(
    session: Session, pair: list[User], places: list[SignUp]
) -> None:
    address = reverse("recoveryskole:teaching", args=[session.pk])
    answer(places[:4], FACES[:4], ["Quirinabirk"])

    def without_keys(page: str) -> str:
        return re.sub(r'value="[^"]+"', "", page)

    four = as_(pair[0]).get(address).text
    answer(places[4:], [Face.GOOD])
    five = as_(pair[0]).get(address).text
    assert without_keys(four) == without_keys(five)
    assert "Quirinabirk" not in five
    tell_feedback(MONDAY)
    for person in pair:
        page = as_(person).get(address).text
        assert "5 har svaret" in page
        assert "Quirinabirk" in page
    for who, person in others(session).items():
        response = as_(person).get(address)
        assert response.status_code == (302 if person is None else 404), who
        assert "Quirinabirk" not in response.text, who


def test_nobody_reads_lines_in_the_cms(places: list[SignUp], session: Session) -> None:
    answer(places, lines=["Quirinabirk"])
    tell_feedback(MONDAY)
    client = as_(make_person(is_superuser=True))
    for address in (
        reverse("school_figures:index"),
        reverse("school_figures:print", args=[2027]),
        reverse("school_figures:file", args=[2027, "csv"]),
        reverse("school_sessions:index"),
        reverse("school_sessions:who_comes", args=[session.pk]),
    ):
        response = client.get(address)
        assert response.status_code == 200
        assert b"Quirinabirk" not in response.content


def test_pages_ask_no_more_for_more(session: Session, pair: list[User], clock: Any) -> None:
    places = come(session, clock, 14)
    teaching = reverse("recoveryskole:teaching", args=[session.pk])
    karen, birk = as_(pair[0]), browser_of(places[13])

    def asked(client: Client, address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def all_asked() -> list[int]:
        return [
            asked(karen, teaching),
            asked(birk, at("feedback", places[13])),
            asked(birk, at("place", places[13])),
        ]

    answer(places, lines=["En"])
    tell_feedback(MONDAY)
    all_asked()
    few = all_asked()
    answer(places[5:], lines=["To", "Tre", "Fire"])
    tell_feedback(MONDAY + 7 * DAY)
    assert FeedbackRelease.objects.count() == 2
    assert all_asked() == few


def test_plain_danish(record_property) -> None:
    pages = ("feedback", "feedback_thanks", "includes/afterwards_feedback", "includes/feedback_told")
    texts = [text for name in pages for text in texts_of(name)]
    sentences = [re.sub(r"%\(\w+\)s|<[^>]+>", "", text) for text in texts if " " in text]
    assert len(sentences) > 15
    measured = lix([text if text.endswith((".", "?")) else f"{text}." for text in sentences])
    record_property("LIX", round(measured, 1))
    print(f"LIX {measured:.1f}")
    assert measured <= 30
