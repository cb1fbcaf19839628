"""The pages of signing up and of one's place: what is shown to whom, and that a GET never acts."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from recoveryskole.domain.leaving import erase_again, forget
from recoveryskole.domain.links import code_of, token_of
from recoveryskole.domain.sign_ups import cancel, sign_up
from recoveryskole.models import Erasure, SchoolIndexPage, Session, SignUp
from tests.factories.school import make_session, wish

NAME = "Månen"


@pytest.fixture
def session(school: SchoolIndexPage) -> Session:
    return make_session(seats=2, online_url="https://moede.example.org/rum", room="Lokale 2")


def send(client: Client, session: Session, **said: str) -> Any:
    said = {"name": NAME, "reach": "", "needs": "", "companion": "", **said}
    return client.post(reverse("recoveryskole:sign_up", args=[session.pk]), said)


def address(place: SignUp, what: str = "") -> str:
    base = reverse("recoveryskole:place", args=[token_of(place)])
    return f"{base}{what}/" if what else base


def state(place: SignUp) -> str:
    return SignUp.objects.get(pk=place.pk).state


def test_with_a_code_one_sees_the_place_at_once(client: Client, session: Session) -> None:
    response = send(client, session, needs="Nær døren")
    place = SignUp.objects.get()
    assert (response.status_code, response.headers["Location"]) == (303, address(place))
    words = client.get(address(place)).text
    for told in (NAME, *code_of(place).split("-"), "Nær døren", session.room, session.online_url):
        assert told in words


def test_with_an_email_nothing_is_said_of_seats_and_the_letter_leads_there(
    client: Client, session: Session
) -> None:
    answers = []
    for _time in range(2):
        response = send(client, session, reach="maanen@example.org")
        told = re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", client.get("/recoveryskole/tilmeldt/").text)
        answers.append((response.status_code, response.headers["Location"], told))
    assert answers[0] == answers[1]
    assert len(mail.outbox) == 2
    assert {address(SignUp.objects.get()) in message.body for message in mail.outbox} == {True}


def test_link_shows_nothing_before_the_button(client: Client, session: Session) -> None:
    place = sign_up(session.pk, wish(NAME))
    for method in (client.get, client.head):
        response = method(address(place))
        assert response.status_code == 200
        assert NAME not in response.text
    assert client.post(address(place)).status_code == 303
    assert NAME in client.get(address(place)).text
    assert NAME not in Client().get(address(place)).text, "in another browser it begins anew"


def test_page_is_kept_by_nobody_and_told_to_nobody(client: Client, session: Session) -> None:
    place = sign_up(session.pk, wish(NAME))
    client.post(address(place))
    response = client.get(address(place))
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response.headers["X-Robots-Tag"]


@pytest.mark.parametrize("what", ["ja", "meld-fra", "alene", "hold", "kom-nu", "ret", "tag-med", "slet"])
def test_get_never_acts(client: Client, session: Session, what: str) -> None:
    place = sign_up(session.pk, wish(NAME, companion="Gry"))
    before = list(SignUp.objects.order_by("pk").values())
    assert client.get(address(place, what)).status_code == 405
    assert list(SignUp.objects.order_by("pk").values()) == before


def test_every_act_by_its_button(client: Client, session: Session) -> None:
    place = sign_up(session.pk, wish(NAME))
    other = sign_up(session.pk, wish("Elin"))
    waits = sign_up(session.pk, wish("Kaj"))
    assert client.post(address(place, "ret"), {"name": "Solen", "needs": "Te"}).status_code == 303
    assert SignUp.objects.get(pk=place.pk).name == "Solen"
    assert client.post(address(place, "tag-med"), {"companion": "Gry"}).status_code == 409, "no seat for two"
    assert client.post(address(other, "meld-fra")).status_code == 303
    assert (state(other), state(waits)) == ("given_up", "offered")
    assert (
        "Ja, jeg kommer" in client.get(address(waits)).text or client.post(address(waits)).status_code == 303
    )
    assert client.post(address(waits, "ja")).status_code == 303
    assert state(waits) == "taken"
    assert client.post(address(waits, "hold")).status_code == 303
    assert client.post(address(waits, "hold")).status_code == 409, "once"
    assert client.post(address(place, "findes-ikke")).status_code == 404


WRONG = [{"name": ""}, {"name": "x" * 10_000}, {"reach": "ring"}, {"needs": "010203-1234"}]


@pytest.mark.parametrize("said", WRONG)
def test_what_cannot_be_taken_keeps_what_was_written(client: Client, session: Session, said: dict) -> None:
    response = send(client, session, **{"companion": "Grynet", **said})
    assert response.status_code == 422
    assert 'value="Grynet"' in response.text
    assert "form-error" in response.text
    assert not SignUp.objects.exists()


def test_leaving_leaves_no_word_and_can_be_done_again_after_a_restore(
    client: Client, session: Session
) -> None:
    place = sign_up(session.pk, wish(NAME, "maanen@example.org", needs="Ved døren", companion="Gry"))
    gone = address(place)
    before = [row for row in SignUp.objects.order_by("pk").values()]
    response = client.post(address(place, "slet"))
    assert response.headers["Location"] == "/recoveryskole/slettet/"
    assert client.get("/recoveryskole/slettet/").status_code == 200
    assert client.get(gone).status_code == 410

    def words() -> str:
        return str([*SignUp.objects.values(), *Erasure.objects.values()])

    for secret in (NAME, "maanen", "døren", "Gry", before[0]["holder"], before[1]["holder"]):
        assert secret not in words()
    assert SignUp.objects.count() == 2, "the number stays"
    # A copy from before is put back.
    for row in before:
        SignUp.objects.filter(pk=row["id"]).update(**row)
    assert NAME in words()
    assert erase_again() == 2
    assert NAME not in words()
    assert erase_again() == 0


def test_leaving_frees_the_seat_at_once_and_twice_is_once(session: Session) -> None:
    place, _other, waits = (sign_up(session.pk, wish(name)) for name in ("Månen", "Elin", "Kaj"))
    forget(place)
    forget(SignUp.objects.get(pk=place.pk))
    assert state(waits) == "offered"
    assert Erasure.objects.count() == 1


def test_code_finds_the_place_and_a_wrong_one_says_so(client: Client, session: Session) -> None:
    place = sign_up(session.pk, wish(NAME))
    found = client.post("/recoveryskole/kode/", {"code": code_of(place).lower().replace("-", " ")})
    assert found.headers["Location"] == address(place)
    assert NAME in client.get(address(place)).text
    wrong = client.post("/recoveryskole/kode/", {"code": "LIND-0000-MOSE-0000"})
    assert wrong.status_code == 422


@pytest.mark.parametrize("gone", ["cancelled", "draft", "begun", "hidden"])
def test_nobody_signs_up_for_what_is_not_open(client: Client, session: Session, gone: str) -> None:
    if gone == "cancelled":
        Session.objects.filter(pk=session.pk).update(cancelled_at=session.starts_at)
    elif gone == "draft":
        session.workshop.unpublish()
    elif gone == "hidden":
        Session.objects.filter(pk=session.pk).update(is_published=False)
    else:
        Session.objects.filter(pk=session.pk).update(
            starts_at=session.starts_at - dt.timedelta(days=7, minutes=1)
        )
    response = send(client, session)
    assert response.status_code == (404 if gone in ("draft", "hidden") else 409)
    assert not SignUp.objects.exists()


def test_line_says_why_nothing_happens(client: Client, session: Session) -> None:
    first, _second = sign_up(session.pk, wish("Elin")), sign_up(session.pk, wish("Kaj"))
    pair = sign_up(session.pk, wish(NAME, companion="Gry"))
    cancel(first)
    client.post(address(pair))
    words = client.get(address(pair)).text
    assert "I er to" in words
    assert "Elin" not in words
    assert "Kaj" not in words
