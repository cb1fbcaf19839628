import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from courses.domain.site import House
from recoveryskole.domain.programme import PER_PAGE
from recoveryskole.domain.school import ensure_school
from recoveryskole.domain.sign_ups import sign_up
from recoveryskole.enums import Knowledge
from recoveryskole.models import SchoolIndexPage, Session, Teaching, WorkshopPage
from tests.factories.school import (
    make_facilitator,
    make_place,
    make_session,
    make_term,
    make_workshop,
    wish,
)

pytestmark = pytest.mark.django_db

PROGRAMME = "/recoveryskole/"


@pytest.fixture(autouse=True)
def _early_in_february() -> Any:
    with time_machine.travel(dt.datetime(2027, 2, 3, 11, 0, tzinfo=dt.UTC), tick=False):
        yield


def make_times(title: str, *days: float, **fields: Any) -> WorkshopPage:
    """A workshop that meets so many days from now."""
    workshop = WorkshopPage.objects.filter(title=title).first() or make_workshop(title)
    for day in days:
        make_session(workshop, days=day, **fields)
    return workshop


def titles(client: Client, **asked: str) -> list[str]:
    response = client.get(PROGRAMME, asked)
    assert response.status_code == 200
    return [session.workshop.title for session in response.context["sessions"]]


def queries(client: Client, address: str) -> int:
    # What everybody sees alike is read anew once after a change.
    client.get(address)
    Site.clear_site_root_paths_cache()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_school_is_made_once(house: House) -> None:
    assert ensure_school(house.home) == ensure_school(house.home)


def test_programme_shows_what_is_to_come_in_order(school: SchoolIndexPage, client: Client) -> None:
    place = make_place(name="Biblioteket")
    make_times("Nat", 9, -3, place=place)
    make_times("Dag", 2)
    make_times("Kladde", 4).unpublish()
    make_session(make_workshop("Skjult"), days=3, is_published=False)
    make_session(make_workshop("Til efteråret"), days=3, term=make_term(is_published=False))
    response = client.get(PROGRAMME)
    assert [session.workshop.title for session in response.context["sessions"]] == ["Dag", "Nat"]
    words = response.content.decode()
    assert "Biblioteket, Lokale 2" in words
    assert not [hidden for hidden in ("Kladde", "Skjult", "Til efteråret") if hidden in words]


def test_session_shows_until_it_is_over(school: SchoolIndexPage, client: Client) -> None:
    workshop = make_times("Nu", 0)
    assert titles(client) == ["Nu"]
    workshop.sessions.update(
        starts_at=timezone.now() - dt.timedelta(hours=3), ends_at=timezone.now() - dt.timedelta(hours=1)
    )
    assert titles(client) == []


def test_empty_programme_says_so(school: SchoolIndexPage, client: Client) -> None:
    response = client.get(PROGRAMME)
    assert response.status_code == 200
    assert "ls-session" not in response.content.decode()
    assert response.context["programme"].months == [dt.date(2027, 2, 1)]


def test_months_are_those_of_the_terms_on_show(school: SchoolIndexPage, client: Client) -> None:
    winter = {"starts_on": dt.date(2026, 11, 1), "ends_on": dt.date(2027, 4, 30)}
    make_term(**winter)
    make_term(is_published=False, starts_on=dt.date(2027, 8, 1), ends_on=dt.date(2027, 12, 31))
    months = client.get(PROGRAMME).context["programme"].months
    assert months == [dt.date(2027, month, 1) for month in (2, 3, 4)]


def test_term_across_new_year_names_the_other_year(school: SchoolIndexPage, client: Client) -> None:
    make_term(starts_on=dt.date(2027, 11, 1), ends_on=dt.date(2028, 1, 31))
    words = client.get(PROGRAMME).content.decode()
    assert "Januar 2028" in words
    assert "November 2027" not in words.split("<table")[0]


def test_first_month_that_has_something_opens(school: SchoolIndexPage, client: Client) -> None:
    make_times("Nat", 60)
    response = client.get(PROGRAMME)
    assert response.context["programme"].month == dt.date(2027, 4, 1)
    empty = client.get(PROGRAMME, {"maaned": "2027-03"})
    assert empty.context["programme"].month == dt.date(2027, 3, 1)
    assert empty.context["sessions"] == []
    assert "maaned=2027-04" in empty.content.decode().split('id="sessions"')[1]


@pytest.mark.parametrize("nonsense", ["", "2027", "2027-13", "1999-01", "9999-12", "maaned", "'"])
def test_nonsense_month_is_passed_over(school: SchoolIndexPage, client: Client, nonsense: str) -> None:
    make_times("Nat", 2)
    assert titles(client, maaned=nonsense) == ["Nat"]


def test_days_lead_to_their_sessions(school: SchoolIndexPage, client: Client) -> None:
    make_times("Nat", 6)
    words = client.get(PROGRAMME).content.decode()
    assert 'href="#dag-9"' in words
    assert words.count('id="dag-9"') == 1
    assert words.count('class="is-today"') == 2, "once for the phone, once beside the list"


def test_session_across_midnight_stands_on_the_day_it_begins(school: SchoolIndexPage, client: Client) -> None:
    # 28 February, 23:00 in Denmark.
    begins = dt.datetime(2027, 2, 28, 22, tzinfo=dt.UTC)
    make_session(make_workshop("Nattevagt"), starts_at=begins, hours=3)
    assert titles(client, maaned="2027-02") == ["Nattevagt"]
    with time_machine.travel(dt.datetime(2027, 2, 28, 23, 30, tzinfo=dt.UTC), tick=False):
        assert titles(client) == ["Nattevagt"], "March has begun, and it is not over"
        assert dt.date(2027, 2, 1) in client.get(PROGRAMME).context["programme"].months


def test_holidays_are_named(school: SchoolIndexPage, client: Client) -> None:
    make_term()
    words = client.get(PROGRAMME, {"maaned": "2027-03"}).content.decode()
    assert "28. marts: Påskedag" in words
    assert "Easter" in client.get("/en/recoveryskole/", {"maaned": "2027-03"}).content.decode()


def test_search_reads_titles_and_summaries(school: SchoolIndexPage, client: Client) -> None:
    make_times("Æblet falder", 2)
    make_times("Nat", 40)
    assert titles(client, q="æBLET") == ["Æblet falder"]
    assert titles(client, q="nat KOM") == ["Nat"], "and the month opens that has it"
    assert titles(client, q="nat æblet") == []
    assert titles(client, q="x" * 10_000) == ["Æblet falder"], "what is too long is no search"


def test_filters_keep_what_fits(school: SchoolIndexPage, client: Client) -> None:
    library, quay = make_place(name="Biblioteket"), make_place(name="Kajen")
    make_times("Bog", 2, place=library)
    make_times("Kaj", 3, place=quay, online_url="https://example.org/hemmelig")
    make_times("Net", 4, place=None, online_url="https://example.org/hemmelig", seats=None)
    full = make_session(make_workshop("Fuld"), days=5, place=library, seats=1)
    sign_up(full.pk, wish())
    make_times("Aflyst", 6, place=library, cancelled_at=timezone.now())
    assert titles(client, sted=str(library.pk)) == ["Bog", "Fuld", "Aflyst"]
    assert titles(client, net="on") == ["Kaj", "Net"]
    assert titles(client, ledig="on") == ["Bog", "Kaj", "Net"]
    assert titles(client, ledig="on", sted=str(library.pk)) == ["Bog"]
    assert len(titles(client, sted="4711")) == 5, "a place that is gone is passed over"
    assert "hemmelig" not in client.get(PROGRAMME).content.decode()


def test_programme_is_bounded_and_goes_on(school: SchoolIndexPage, client: Client) -> None:
    make_times("Tit", *(1 + hour / 24 for hour in range(PER_PAGE + 3)))
    first = client.get(PROGRAMME)
    assert len(first.context["sessions"]) == PER_PAGE
    second = client.get(PROGRAMME, {"side": "2"})
    assert len(second.context["sessions"]) == 3
    assert not set(first.context["sessions"]) & set(second.context["sessions"])


def test_workshop_shows_its_own_next_times(school: SchoolIndexPage, client: Client) -> None:
    make_times("Nat", 9, 2, -3)
    make_times("Dag", 1)
    sessions = client.get("/recoveryskole/nat/").context["sessions"]
    assert len(sessions) == 2
    assert sessions[0].starts_at < sessions[1].starts_at


def test_workshop_says_how_one_gets_about(school: SchoolIndexPage, client: Client) -> None:
    place = make_place(has_steps=False, has_quiet_room=True, has_hearing_loop=None, for_facilitators="Nøglen")
    make_session(make_workshop("Nat"), days=1, cancelled_at=timezone.now(), place=make_place(has_steps=True))
    make_session(WorkshopPage.objects.get(slug="nat"), days=2, place=place)
    words = client.get("/en/recoveryskole/nat/").content.decode()
    assert "There are no steps." in words
    assert "There is a quiet room" in words
    assert "hearing loop" not in words, "nobody has said"
    assert "Nøglen" not in words


def test_kind_of_knowledge_shows_only_for_who_wants_it(school: SchoolIndexPage, client: Client) -> None:
    session = make_session(make_workshop("Nat"), days=2)
    Teaching.objects.filter(session=session).delete()
    for name, knowledge, shows in (("Bo", Knowledge.LIVED, True), ("Ib", Knowledge.PROFESSION, False)):
        one = make_facilitator(knowledge, name=name, shows_knowledge=shows)
        Teaching.objects.create(session=session, facilitator=one)
    words = client.get("/en/recoveryskole/nat/").content.decode()
    assert "Bo: has lived with it" in words
    assert "Ib" in words
    assert "works with it" not in words


def test_pages_ask_no_more_for_more_sessions(school: SchoolIndexPage, client: Client) -> None:
    pages = (PROGRAMME, "/recoveryskole/nat/", "/", "/recoveryskole/kalender.ics", "/recoveryskole/nyt.atom")
    make_times("Nat", 1)
    one = [queries(client, page) for page in pages]
    make_times("Dag", *(1 + hour / 8 for hour in range(60)))
    make_times("Nat", *(2 + hour / 8 for hour in range(20)))
    assert [queries(client, page) for page in pages] == one


def test_front_page_shows_the_next_three(school: SchoolIndexPage, client: Client) -> None:
    make_times("Aflyst", 0.5, cancelled_at=timezone.now())
    for number, title in enumerate(("En", "To", "Tre", "Fire"), start=1):
        make_times(title, number)
    words = client.get("/").content.decode()
    assert [title for title in ("En", "To", "Tre", "Fire") if f">{title}</a>" in words] == ["En", "To", "Tre"]
    assert "Aflyst" not in words


def test_feed_tells_the_latest_change_first(school: SchoolIndexPage, client: Client) -> None:
    make_times("Gammel", 5, changed_at=timezone.now() - dt.timedelta(days=2))
    make_times("Ny", 9, cancelled_at=timezone.now(), place=None, online_url="https://example.org/hemmelig")
    make_times("Skjult", 5, is_published=False)
    response = client.get("/en/recoveryskole/nyt.atom")
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    words = response.content.decode()
    assert words.index("Cancelled: Ny") < words.index("Gammel")
    assert "Skjult" not in words
    assert "hemmelig" not in words
    assert str(Session.objects.get(workshop__title="Ny").uid) in words


def test_preview_shows_a_page_before_it_is_published(school: SchoolIndexPage) -> None:
    make_times("Nat", 1)
    assert school.make_preview_request().status_code == 200
    assert WorkshopPage.objects.get().make_preview_request().status_code == 200
