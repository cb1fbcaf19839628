"""How long names, needs and notes stand: to the day, across New Year, and never again."""

import datetime as dt
import uuid

import pytest
import time_machine

from accounts.domain.tick import jobs
from recoveryskole.domain.clearing import empty_what_is_past, names_kept_through
from recoveryskole.domain.day import Counts, mark_attendance, read_counts
from recoveryskole.domain.links import find_by_token, token_of
from recoveryskole.domain.sign_ups import sign_up
from recoveryskole.domain.teaching import Step, save_plan, write_note
from recoveryskole.models import (
    PlanRow,
    PlanVersion,
    SchoolIndexPage,
    SchoolSettings,
    Session,
    SignUp,
    TeachingNote,
)
from tests.factories.accounts import make_person
from tests.factories.school import make_session, make_term, wish

LAST_DAY = dt.date(2027, 1, 15)
DAY = dt.timedelta(days=1)


def midday(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(11), tzinfo=dt.UTC)


@pytest.fixture
def session(school: SchoolIndexPage) -> Session:
    """Of a term across New Year: with two who came, one in line, a plan and a note."""
    begins = dt.datetime(2026, 12, 15, 15, 30, tzinfo=dt.UTC)
    with time_machine.travel(begins - 7 * DAY, tick=False) as clock:
        term = make_term(starts_on=dt.date(2026, 9, 1), ends_on=LAST_DAY)
        session = make_session(starts_at=begins, seats=2, term=term)
        one = session.facilitators.first()
        one.person = make_person()
        one.save()
        places = [
            sign_up(session.pk, wish(name, f"{name.lower()}@example.org", needs="Nær døren"))
            for name in ("Birk", "Elin", "Kaj")
        ]
        save_plan(session, [Step(dt.time(16, 30), "Kaffe", "Birk laver den")], read=0, by=one.person)
        write_note(session, "Kaj kommer måske", key=uuid.uuid4(), by=one.person)
        clock.move_to(begins)
        mark_attendance(session, came=[places[0].pk], by=one.person)
    return session


def keep(days: int) -> None:
    said = SchoolSettings.load()
    said.days_kept_after_term = days
    said.save()


def words() -> list[tuple[str, ...]]:
    return sorted(SignUp.objects.values_list("name", "address", "needs"))


@pytest.mark.parametrize("days", [0, 1, 30])
def test_names_stand_to_the_last_day_and_not_one_more(session: Session, days: int) -> None:
    keep(days)
    last = LAST_DAY + days * DAY
    assert names_kept_through(session) == last
    assert empty_what_is_past(midday(last)) == 0
    assert [row[0] for row in words()] == ["Birk", "Elin", "Kaj"]
    assert TeachingNote.objects.exists()
    assert empty_what_is_past(midday(last + DAY)) == 3
    assert words() == [("", "", "")] * 3
    assert not PlanVersion.objects.exists()
    assert not PlanRow.objects.exists()
    assert not TeachingNote.objects.exists()
    assert not SignUp.objects.exclude(seed=None, token_hash=None, code_hash=None).exists()
    assert read_counts([session])[session.pk] == Counts(signed_up=3, came=1, waited=1)


def test_needs_are_gone_when_the_term_is_over(session: Session) -> None:
    empty_what_is_past(midday(LAST_DAY))
    assert {row[2] for row in words()} == {"Nær døren"}
    empty_what_is_past(midday(LAST_DAY + DAY))
    assert {row[2] for row in words()} == {""}
    assert [row[0] for row in words()] == ["Birk", "Elin", "Kaj"]


def test_twice_is_once_and_a_term_that_goes_on_is_left(session: Session) -> None:
    with time_machine.travel(midday(LAST_DAY), tick=False):
        spring = make_term(starts_on=LAST_DAY + DAY, ends_on=dt.date(2027, 6, 20))
        other = make_session(session.workshop, days=4, term=spring)
        place = sign_up(other.pk, wish("Olga", needs="Teleslynge"))
        late = midday(LAST_DAY + 31 * DAY)
        assert empty_what_is_past(late) == 3
        before = list(SignUp.objects.order_by("pk").values())
        assert empty_what_is_past(late + DAY) == 0
        assert list(SignUp.objects.order_by("pk").values()) == before
        place.refresh_from_db()
        assert (place.name, place.needs) == ("Olga", "Teleslynge")
        assert find_by_token(token_of(place)) == place


def test_session_after_its_terms_last_day_is_kept_with_its_own(session: Session) -> None:
    keep(0)
    Session.objects.update(
        starts_at=midday(LAST_DAY + 3 * DAY), ends_at=midday(LAST_DAY + 3 * DAY) + dt.timedelta(hours=2)
    )
    session.refresh_from_db()
    assert names_kept_through(session) == LAST_DAY + 3 * DAY
    assert empty_what_is_past(midday(LAST_DAY + 3 * DAY)) == 0
    assert empty_what_is_past(midday(LAST_DAY + 4 * DAY)) == 3


def test_midnight_is_that_of_the_clock_on_the_wall(session: Session) -> None:
    keep(0)
    # 23.30 and 00.30 in Copenhagen.
    assert empty_what_is_past(dt.datetime(2027, 1, 15, 22, 30, tzinfo=dt.UTC)) == 0
    assert empty_what_is_past(dt.datetime(2027, 1, 15, 23, 30, tzinfo=dt.UTC)) == 3


def test_time_brings_it_daily() -> None:
    (job,) = [job for job in jobs() if job.name == "recoveryskole.clearing"]
    assert (job.work, job.every) == (empty_what_is_past, DAY)
