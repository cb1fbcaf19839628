"""What calendars get, read as they read it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event

from accounts.models import User
from recoveryskole.domain.leaving import forget
from recoveryskole.domain.links import calendar_token_of
from recoveryskole.domain.own_calendars import make_for_place
from recoveryskole.domain.sessions import apply_session_changes, cancel_session, terms_of
from recoveryskole.domain.sign_ups import cancel, sign_up
from recoveryskole.models import SchoolIndexPage, SchoolSettings, Session, SignUp
from tests.factories.accounts import make_person
from tests.factories.school import make_place, make_session, make_term, make_workshop, wish

pytestmark = pytest.mark.django_db

ALL = "/recoveryskole/kalender.ics"
HERE = ZoneInfo("Europe/Copenhagen")
ONLINE = "https://example.org/hemmelig"


@pytest.fixture
def coordinator(db: None) -> User:
    return make_person()


def read(client: Client, address: str) -> Calendar:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def events(client: Client, address: str = ALL) -> list[Event]:
    return list(read(client, address).walk("VEVENT"))


def own(place: SignUp) -> str:
    """The address of the place's calendar, which is made where there is none."""
    place.refresh_from_db()
    if place.calendar_seed is None:
        make_for_place(place, "")
        place.refresh_from_db()
    return reverse("recoveryskole:own_calendar", args=[calendar_token_of(place)])


def test_event_says_what_when_and_where(school: SchoolIndexPage, client: Client) -> None:
    place = make_place(name="Biblioteket", street="Torvet 1")
    begins = dt.datetime(2027, 2, 9, 15, 30, tzinfo=dt.UTC)
    workshop = make_workshop("Søvn; når, tankerne\\kører")
    session = make_session(workshop, starts_at=begins, place=place, online_url=ONLINE)
    (event,) = events(client)
    assert event["summary"] == "Søvn; når, tankerne\\kører"
    assert event["uid"] == f"{session.uid}@recoveryskole"
    assert (event.start, event.end) == (session.starts_at, session.ends_at)
    assert event["dtstart"].params["TZID"] == "Europe/Copenhagen"
    assert event["location"] == "Biblioteket, Lokale 2, Torvet 1"
    assert event["status"] == "CONFIRMED"
    assert (
        event["url"].endswith("/recoveryskole/sovn-nar-tankernekorer/") or "/recoveryskole/" in event["url"]
    )


def test_no_open_calendar_says_who_teaches_or_where_the_meeting_is(
    school: SchoolIndexPage, client: Client
) -> None:
    session = make_session(place=None, room="", online_url=ONLINE)
    sign_up(session.pk, wish("Birk", "birk@example.org"))
    for address in (ALL, reverse("recoveryskole:workshop_calendar", args=[session.workshop_id])):
        said = client.get(address).content.decode()
        assert not [word for word in ("hemmelig", "Karen", "Birk", "ATTENDEE", "ORGANIZER") if word in said]


@pytest.mark.parametrize(
    ("starts_at", "hours", "wall"),
    [
        # The clock goes forward between the two: five hours by the sun, six by the clock.
        (dt.datetime(2027, 3, 27, 22, tzinfo=dt.UTC), 5, ("27 23:00 +0100", "28 05:00 +0200")),
        # The clock goes back.
        (dt.datetime(2027, 10, 30, 21, tzinfo=dt.UTC), 5, ("30 23:00 +0200", "31 03:00 +0100")),
        # Half past two comes twice that night: this is the first.
        (dt.datetime(2027, 10, 30, 22, tzinfo=dt.UTC), 2.5, ("31 00:00 +0200", "31 02:30 +0200")),
        # Across midnight, and across New Year.
        (dt.datetime(2027, 12, 31, 22, tzinfo=dt.UTC), 3, ("31 23:00 +0100", "01 02:00 +0100")),
    ],
)
def test_times_are_those_on_the_wall(
    school: SchoolIndexPage, client: Client, starts_at: dt.datetime, hours: float, wall: tuple[str, str]
) -> None:
    make_session(starts_at=starts_at, hours=hours)
    (event,) = events(client)
    assert (f"{event.start:%d %H:%M %z}", f"{event.end:%d %H:%M %z}") == wall


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_zone_knows_both_nights_of_each_year(school: SchoolIndexPage, client: Client, year: int) -> None:
    """What stands in VTIMEZONE is right by itself, for a calendar that knows no zones."""
    make_session(starts_at=dt.datetime(2027, 12, 31, 22, tzinfo=dt.UTC))
    make_session(starts_at=dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC))
    (zone,) = read(client, ALL).walk("VTIMEZONE")
    assert zone["tzid"] == "Europe/Copenhagen"
    told = zone.to_tz(lookup_tzid=False)
    for month in range(1, 13):
        day = dt.datetime(year, month, 15, 12)  # noqa: DTZ001 (a time on the wall)
        assert day.replace(tzinfo=told).utcoffset() == day.replace(tzinfo=HERE).utcoffset()


def test_term_across_new_year_is_one_calendar(school: SchoolIndexPage, client: Client) -> None:
    winter = make_term(title="Vinter", starts_on=dt.date(2026, 12, 1), ends_on=dt.date(2027, 2, 28))
    for day in (dt.datetime(2026, 12, 30, 12, tzinfo=dt.UTC), dt.datetime(2027, 1, 4, 12, tzinfo=dt.UTC)):
        make_session(starts_at=day, term=winter)
    make_session(term=make_term(title="Andet"))
    assert [event.start.year for event in events(client, f"{ALL}?forloeb=vinter")] == [2026, 2027]
    assert len(events(client)) == 3
    assert client.get(f"{ALL}?forloeb=findes-ikke").status_code == 404


def test_hidden_sessions_are_in_no_calendar(school: SchoolIndexPage, client: Client) -> None:
    shown = make_session()
    make_session(shown.workshop, is_published=False)
    make_session(term=make_term(title="Kladde", is_published=False))
    down = make_session()
    down.workshop.unpublish()
    assert [event["summary"] for event in events(client)] == [shown.workshop.title]
    assert client.get(f"{ALL}?forloeb=kladde").status_code == 404
    workshop = reverse("recoveryskole:workshop_calendar", args=[down.workshop_id])
    assert client.get(workshop).status_code == 404


def test_change_counts_up_and_keeps_the_name(
    school: SchoolIndexPage, client: Client, coordinator: User
) -> None:
    session = make_session(changed_at=timezone.now() - dt.timedelta(days=1))
    (before,) = events(client)
    old = terms_of(session)
    session.starts_at += dt.timedelta(hours=1)
    session.ends_at += dt.timedelta(hours=1)
    session.save()
    apply_session_changes(old, session, by=coordinator)
    (after,) = events(client)
    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert after["last-modified"].dt > before["last-modified"].dt
    cancel_session(session, by=coordinator)
    (cancelled,) = events(client)
    assert cancelled["status"] == "CANCELLED"
    assert cancelled["sequence"] == before["sequence"] + 2


def test_what_is_over_stays_in_the_calendar(school: SchoolIndexPage, client: Client) -> None:
    make_session(days=-20)
    assert len(events(client)) == 1


def test_empty_calendar_can_be_followed(school: SchoolIndexPage, client: Client) -> None:
    assert events(client) == []


def test_workshop_has_a_calendar_of_its_own(school: SchoolIndexPage, client: Client) -> None:
    session, _other = make_session(), make_session()
    address = reverse("recoveryskole:workshop_calendar", args=[session.workshop_id])
    assert [event["summary"] for event in events(client, address)] == [session.workshop.title]


def test_own_calendar_gives_nothing_away(school: SchoolIndexPage, client: Client) -> None:
    session = make_session(make_workshop("Stemmer, man hører"))
    response = client.get(own(sign_up(session.pk, wish("Birk"))))
    said = response.content.decode().replace("\r\n ", "")
    assert "SUMMARY:Aftale" in said
    hidden = ("Stemmer", "Birk", "skole", str(session.uid))
    assert not [word for word in hidden if word.casefold() in said.casefold().split("begin:vevent")[1]]
    assert "Stemmer" not in said
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_own_calendar_has_the_title_that_the_school_chose(school: SchoolIndexPage, client: Client) -> None:
    place = sign_up(make_session().pk, wish())
    (before,) = events(client, own(place))
    settings = SchoolSettings.load()
    settings.calendar_title = "Kaffe"
    settings.save()
    (event,) = events(client, own(place))
    assert event["summary"] == "Kaffe"
    assert event["uid"] == before["uid"]


def test_own_calendar_knows_where_one_stands(school: SchoolIndexPage, client: Client) -> None:
    session = make_session(place=None, room="", online_url=ONLINE, seats=1)
    first, second = sign_up(session.pk, wish("Birk")), sign_up(session.pk, wish("Ask"))
    (seated,), (waiting,) = events(client, own(first)), events(client, own(second))
    assert (seated["status"], seated["url"]) == ("CONFIRMED", ONLINE)
    assert waiting["status"] == "TENTATIVE"
    assert "url" not in waiting
    assert waiting["uid"] != seated["uid"]
    cancel(first)
    (left,) = events(client, own(first))
    assert left["status"] == "CANCELLED"
    assert "url" not in left


def test_own_calendar_ends_with_the_link(school: SchoolIndexPage, client: Client) -> None:
    place = sign_up(make_session().pk, wish())
    address = own(place)
    assert client.get(address).status_code == 200
    forget(place)
    gone = client.get(address)
    assert gone.status_code == 410
    assert "no-store" in gone.headers["Cache-Control"]
    other = sign_up(make_session(days=1).pk, wish())
    Session.objects.filter(pk=other.session_id).update(
        starts_at=timezone.now() - dt.timedelta(hours=3), ends_at=timezone.now() - dt.timedelta(hours=1)
    )
    assert client.get(own(other)).status_code == 410


def test_calendars_are_only_read(school: SchoolIndexPage, client: Client) -> None:
    place = sign_up(make_session().pk, wish())
    for address in (ALL, own(place)):
        assert client.post(address).status_code == 405
