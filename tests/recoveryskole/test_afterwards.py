"""The page that the link opens when the session is over: it manages nothing, and lets one leave."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from recoveryskole.domain.links import token_of
from recoveryskole.domain.sign_ups import sign_up
from recoveryskole.models import SchoolIndexPage, Session, SignUp
from recoveryskole.views.places import PLAIN
from seats.enums import SeatState
from tests.factories.school import make_session, wish

START = dt.datetime(2027, 2, 8, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def clock(school: SchoolIndexPage) -> Any:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def session(clock: Any) -> Session:
    return make_session(days=1)


@pytest.fixture
def over(session: Session, client: Client, clock: Any) -> SignUp:
    place = sign_up(session.pk, wish("Birk"))
    clock.shift(dt.timedelta(days=2))
    client.post(address(place))
    return place


def address(place: SignUp) -> str:
    return reverse("recoveryskole:place", args=[token_of(place)])


@pytest.mark.parametrize("state", [SeatState.TAKEN, SeatState.ATTENDED, SeatState.GIVEN_UP])
def test_page_says_until_when_the_name_stands(over: SignUp, client: Client, state: SeatState) -> None:
    SignUp.objects.update(state=state, number=None if state == SeatState.GIVEN_UP else 1)
    response = client.get(address(over))
    assert response.status_code == 200
    assert ("Godt, at du kom" in response.text) == (state == SeatState.ATTENDED)
    assert "Dit navn står her til" in response.text
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("what", [*PLAIN, "ret", "tag-med"])
def test_nothing_is_managed_when_it_is_over(over: SignUp, client: Client, what: str) -> None:
    before = SignUp.objects.values().get()
    assert client.post(f"{address(over)}{what}/", {"name": "Ask", "companion": "Ask"}).status_code == 410
    assert SignUp.objects.values().get() == before


def test_one_still_leaves_without_a_trace(over: SignUp, client: Client) -> None:
    old = address(over)
    assert client.post(f"{old}slet/").status_code == 303
    assert SignUp.objects.get().name == ""
    assert client.get(old).status_code == 410
