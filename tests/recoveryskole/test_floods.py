"""Too many, too long, and names that are more than letters: handled, in words a tired person can bear."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.enums import Role
from recoveryskole.domain.links import calendar_token_of, code_of, token_of
from recoveryskole.domain.own_calendars import make_for_place
from recoveryskole.domain.prospectus import write_prospectus
from recoveryskole.domain.sign_ups import sign_up
from recoveryskole.domain.wishes import NAME_LENGTH, WishRefused, read_name
from recoveryskole.models import SchoolIndexPage, Session, SignUp
from tests.factories.accounts import make_person
from tests.factories.school import make_session, wish

FEW = 3
HERE, THERE = {"REMOTE_ADDR": "203.0.113.7"}, {"REMOTE_ADDR": "203.0.113.8"}


@pytest.fixture
def session(school: SchoolIndexPage) -> Session:
    return make_session(seats=None)


# A flood from one address.


def to_form(session: Session) -> str:
    return reverse("recoveryskole:sign_up", args=[session.pk])


def to_place(session: Session) -> str:
    return reverse("recoveryskole:place", args=[token_of(sign_up(session.pk, wish("Birk")))])


def to_code(_session: Session) -> str:
    return reverse("recoveryskole:by_code")


def to_act(session: Session) -> str:
    return to_place(session) + "meld-fra/"


@pytest.mark.parametrize(
    ("rate", "to", "said"),
    [
        ("school_sign_up", to_form, {"name": "Birk"}),
        ("school_code", to_code, {"code": "LIND-0000-MOSE-0000"}),
    ],
)
def test_flood_is_answered_and_others_are_served(
    session: Session, settings: Any, rate: str, to: Callable[[Session], str], said: dict[str, str]
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, rate: f"{FEW}/10m/ip"}
    flood(to(session), said, HERE)
    assert Client().post(to(session), said, **THERE).status_code in (303, 409, 422)


@pytest.mark.parametrize("to", [to_place, to_act])
def test_flood_by_one_link_is_answered_wherever_it_comes_from(
    session: Session, settings: Any, to: Callable[[Session], str]
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "school_link": f"{FEW}/10m/key"}
    address = to(session)
    flood(address, {}, HERE)
    assert Client().post(address, **THERE).status_code == 429
    assert Client().post(to(session), **HERE).status_code in (303, 409)


def flood(address: str, said: dict[str, str], where: dict[str, str]) -> None:
    """More than is taken: no in calm words that fit a school, and nothing is stored."""
    for _time in range(FEW):
        assert Client().post(address, said, **where).status_code in (303, 409, 422)
    before = list(SignUp.objects.order_by("pk").values())
    for _time in range(FEW):
        answer = Client().post(address, said, **where)
        assert answer.status_code == 429
        for word in ("Vent lidt", "ingen er lukket ude"):
            assert word in answer.text
        assert "adgangskode" not in answer.text
    assert list(SignUp.objects.order_by("pk").values()) == before


# Names.

KEPT = {
    "emoji": "🐻‍❄️ Bamse 👩🏽‍🦽",
    "arabic": "عائشة",
    "hebrew": "שרה לוי",
    "persian": "می‌نا",
    "html": "<b onclick=x>Birk</b>",
    "script": "</script><script>alert(1)</script>",
    "template": "{{ settings.SECRET_KEY }} {% now %}",
    "sql": "Robert'); DROP TABLE x;--",
    "typst": '#read("/etc/passwd") $x$ \\ @a',
    "formula": "=HYPERLINK(1)",
    "longest": "å" * NAME_LENGTH,
}
MENDED = {
    "override": ("Birk\u202egnp.exe", "Birkgnp.exe"),
    "isolate": ("\u2066Birk\u2069 \u200f\u061cA", "Birk A"),
    "marks": ("B" + "\u0316" * 40, "B" + "\u0316" * 3),
    "zero width": ("Bi\u200brk\ufeff", "Birk"),
    "lines": ("  Birk\r\n\tA\u2028B ", "Birk A B"),
    "joined": ("A\u030ase", "\u00c5se"),
}
REFUSED = {
    "long": "x" * 10_000,
    "long by marks": "B\u0316" * 5_000,
    "blanks": " \u00a0\u2003\u3000\t",
    "combining": "\u0301\u0308\u20dd",
    "zero width": "\u200b\u200d\ufeff\u2060",
    "bidi": "\u202e\u202c",
    "fillers": "\u3164\u2800\u115f",
    "control": "Bi\x07rk\x1b[31m",
    # What no keyboard sends the house refuses before any form reads it.
    "null": "Bi\x00rk",
}
TAKEN = {name: (text, text) for name, text in KEPT.items()} | MENDED
Doing = Callable[[Session, str], Any]


def by_form(session: Session, name: str) -> Any:
    return Client().post(to_form(session), {"name": name})


def by_companion(session: Session, name: str) -> Any:
    return Client().post(to_form(session), {"name": "Solen", "companion": name})


def by_telephone(session: Session, name: str) -> Any:
    client = Client()
    client.force_login(make_person(Role.COORDINATOR))
    return client.post(reverse("school_sessions:telephone", args=[session.pk]), {"name": name})


def by_bringing(session: Session, name: str) -> Any:
    place = sign_up(session.pk, wish("Solen"))
    address = reverse("recoveryskole:act", args=[token_of(place), "tag-med"])
    return Client().post(address, {"companion": name})


def by_changing(session: Session, name: str) -> Any:
    place = sign_up(session.pk, wish("Solen"))
    return Client().post(reverse("recoveryskole:act", args=[token_of(place), "ret"]), {"name": name})


def by_coming(session: Session, name: str) -> Any:
    begin(session)
    said = {"name": name, "key": str(uuid.uuid4()), "drop": "1"}
    return teacher_of(session).post(reverse("recoveryskole:attendance", args=[session.pk]), said)


def begin(session: Session) -> None:
    now = timezone.now()
    Session.objects.filter(pk=session.pk).update(
        starts_at=now - dt.timedelta(hours=1), ends_at=now + dt.timedelta(hours=1)
    )


def teacher_of(session: Session) -> Client:
    one = session.facilitators.first()
    assert one is not None
    one.person = one.person or make_person()
    one.save()
    client = Client()
    client.force_login(one.person)
    return client


WAYS = [by_form, by_companion, by_telephone, by_bringing, by_changing, by_coming]


@pytest.mark.parametrize("way", WAYS)
def test_name_is_stored_as_it_was_meant(session: Session, way: Doing) -> None:
    for text, meant in TAKEN.values():
        answer = way(session, text)
        assert answer.status_code in (302, 303), (text, answer.content[:200])
        assert SignUp.objects.filter(name=meant).exists(), (text, meant)


@pytest.mark.parametrize("way", WAYS)
def test_name_that_nobody_could_read_is_refused_with_a_sentence(session: Session, way: Doing) -> None:
    told = set(SignUp.objects.values_list("name", flat=True))
    for why, text in REFUSED.items():
        if way is by_companion and not why.startswith(("long", "null", "control")):
            continue
        answer = way(session, text)
        assert answer.status_code == 400 if why == "null" else answer.status_code in (200, 422), why
        assert why == "null" or "form-error" in answer.text or "error-message" in answer.text, why
    assert set(SignUp.objects.values_list("name", flat=True)) - told <= {"Solen"}


def test_companion_without_a_name_to_see_is_none(session: Session) -> None:
    by_companion(session, "\u200b \u3164")
    assert SignUp.objects.count() == 1


def test_words_of_a_need_turn_nothing_around(session: Session) -> None:
    Client().post(to_form(session), {"name": "Birk", "needs": "Nær\u202e døren\r\nog <i>te</i>"})
    assert SignUp.objects.get().needs == "Nær døren\nog <i>te</i>"


def test_names_are_shown_to_oneself_and_to_the_pair(session: Session) -> None:
    team = teacher_of(session)
    places = [sign_up(session.pk, wish(meant, needs=meant)) for _text, meant in TAKEN.values()]
    for place in places:
        client = Client()
        address = reverse("recoveryskole:place", args=[token_of(place)])
        client.post(address)
        page = client.get(address)
        assert page.status_code == 200
        assert escape(place.name) in page.text
        assert "<script>alert" not in page.text
        assert all(part in page.text for part in code_of(place).split("-"))
    coordinator = Client()
    coordinator.force_login(make_person(Role.COORDINATOR))
    begin(session)
    for client, address in (
        (team, reverse("recoveryskole:teaching", args=[session.pk])),
        (team, reverse("recoveryskole:attendance", args=[session.pk])),
        (coordinator, reverse("school_sessions:who_comes", args=[session.pk])),
    ):
        page = client.get(address)
        assert page.status_code == 200
        for _text, meant in TAKEN.values():
            assert escape(meant) in page.text, (address, meant)
        assert "<script>alert" not in page.text


def test_paper_and_calendars_stand_whatever_people_are_called(session: Session, client: Client) -> None:
    place = sign_up(session.pk, wish(KEPT["typst"], needs=KEPT["html"]))
    session.workshop.title = f"{KEPT['typst']} {KEPT['emoji']} {KEPT['arabic']}"[:200]
    session.workshop.summary = KEPT["html"]
    session.workshop.save()
    address = "https://x.example.org/recoveryskole/"
    assert write_prospectus(session.term, address, timezone.now()).startswith(b"%PDF")
    make_for_place(place, "")
    place.refresh_from_db()
    calendar = client.get(reverse("recoveryskole:own_calendar", args=[calendar_token_of(place)]))
    assert calendar.status_code == 200
    assert KEPT["typst"] not in calendar.text
    assert client.get("/recoveryskole/kalender.ics").status_code == 200
    assert client.get("/recoveryskole/").status_code == 200


def test_long_name_is_read_in_no_time() -> None:
    began = timezone.now()
    with pytest.raises(WishRefused):
        read_name("name", "\u0301\u202e a" * 250_000)
    assert (timezone.now() - began).total_seconds() < 5


@pytest.mark.parametrize("code", ["x" * 10_000, "\u202e" * 20, "🐻", "' OR 1=1 --", "\x07"])
def test_code_that_is_none_is_said(session: Session, client: Client, code: str) -> None:
    answer = client.post(reverse("recoveryskole:by_code"), {"code": code})
    assert answer.status_code == 422
    assert "form-error" in answer.text
