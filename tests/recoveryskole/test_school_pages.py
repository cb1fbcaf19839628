import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from courses.domain.site import House
from recoveryskole.domain.school import ensure_school
from recoveryskole.models import SchoolIndexPage, WorkshopPage, WorkshopSession
from recoveryskole.models.pages import MOST_SESSIONS

pytestmark = pytest.mark.django_db


def make_workshop(school: SchoolIndexPage, title: str, *days: int) -> WorkshopPage:
    school.refresh_from_db()
    workshop = school.add_child(
        instance=WorkshopPage(title=title, slug=title.lower().replace(" ", "-"), summary="Kom som du er.")
    )
    for day in days:
        start = timezone.now() + dt.timedelta(days=day)
        WorkshopSession.objects.create(
            page=workshop,
            starts_at=start,
            ends_at=start + dt.timedelta(hours=2),
            place="Biblioteket, Torvet 1",
            room="Lokale 2",
        )
    return workshop


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
    make_workshop(school, "Nat", 9, -3)
    make_workshop(school, "Dag", 2)
    hidden = make_workshop(school, "Kladde", 4)
    hidden.unpublish()
    response = client.get("/recoveryskole/")
    assert [session.page.title for session in response.context["sessions"]] == ["Dag", "Nat"]
    words = response.content.decode()
    assert "Biblioteket, Torvet 1, Lokale 2" in words
    assert "Kladde" not in words


def test_session_shows_until_it_is_over(school: SchoolIndexPage, client: Client) -> None:
    workshop = make_workshop(school, "Nu", 0)
    assert len(client.get("/recoveryskole/").context["sessions"]) == 1
    workshop.sessions.update(
        starts_at=timezone.now() - dt.timedelta(hours=3), ends_at=timezone.now() - dt.timedelta(hours=1)
    )
    assert client.get("/recoveryskole/").context["sessions"] == []


def test_empty_programme_says_so(school: SchoolIndexPage, client: Client) -> None:
    response = client.get("/recoveryskole/")
    assert response.status_code == 200
    assert "ls-session" not in response.content.decode()


def test_programme_is_bounded(school: SchoolIndexPage, client: Client) -> None:
    make_workshop(school, "Tit", *range(1, MOST_SESSIONS + 3))
    response = client.get("/recoveryskole/")
    assert len(response.context["sessions"]) == MOST_SESSIONS
    assert response.context["has_more"]


def test_workshop_shows_its_own_next_times(school: SchoolIndexPage, client: Client) -> None:
    make_workshop(school, "Nat", 9, 2, -3)
    make_workshop(school, "Dag", 1)
    sessions = client.get("/recoveryskole/nat/").context["sessions"]
    assert len(sessions) == 2
    assert sessions[0].starts_at < sessions[1].starts_at


def test_pages_ask_no_more_for_more_sessions(school: SchoolIndexPage, client: Client) -> None:
    make_workshop(school, "Nat", 1)
    one = queries(client, "/recoveryskole/"), queries(client, "/recoveryskole/nat/")
    make_workshop(school, "Dag", 2, 3)
    WorkshopPage.objects.get(slug="nat").sessions.add(
        *(
            WorkshopSession(
                starts_at=timezone.now() + dt.timedelta(days=day),
                ends_at=timezone.now() + dt.timedelta(days=day, hours=1),
                place="Her",
            )
            for day in (4, 5)
        )
    )
    WorkshopPage.objects.get(slug="nat").save()
    assert (queries(client, "/recoveryskole/"), queries(client, "/recoveryskole/nat/")) == one
