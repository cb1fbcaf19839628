"""The pair that teaches: what they see, what they write together, and that nobody else sees it."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.domain.emptying import empty_person
from accounts.enums import JobFunction, Role
from accounts.models import User
from courses.domain.site import House
from recoveryskole.domain.facilitators import forget as forget_facilitator
from recoveryskole.domain.leaving import forget
from recoveryskole.domain.sign_ups import cancel, sign_up
from recoveryskole.domain.teaching import (
    NotTheirs,
    PlanChanged,
    Step,
    delete_note,
    in_order,
    present_plan,
    save_plan,
    steps_of,
    write_note,
)
from recoveryskole.models import PlanVersion, SchoolIndexPage, Session, TeachingNote
from tests.factories.accounts import make_employment, make_person, make_unit
from tests.factories.school import make_facilitator, make_place, make_session, wish

COFFEE = Step(dt.time(16, 30), "Kaffe og navne", "Sig, at man må gå.")
BREAK = Step(dt.time(17, 30), "Pause")


@pytest.fixture
def session(school: SchoolIndexPage) -> Session:
    place = make_place(for_facilitators="Nøglen ligger i skranken.")
    return make_session(seats=2, place=place)


@pytest.fixture
def pair(session: Session) -> tuple[User, User]:
    """Karen and Jonas, who teach the session and have accounts."""
    people = (make_person(display_name="Karen Vang"), make_person(display_name="Jonas Holm"))
    for one, person, name in zip(
        session.facilitators.order_by("pk"), people, ("Karen", "Jonas"), strict=True
    ):
        one.person, one.name = person, name
        one.save()
    return people


def as_(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def at(what: str, session: Session, *more: object) -> str:
    return reverse(f"recoveryskole:{what}", args=[session.pk, *more])


def others(session: Session) -> dict[str, User | None]:
    """All who are not of the pair, and who see much elsewhere."""
    unit = make_unit()
    manager, of_another = make_person(), make_person()
    make_employment(manager, unit, job_function=JobFunction.LEDER, is_manager=True)
    other = make_session(session.workshop)
    one = other.facilitators.order_by("pk")[0]
    one.person = of_another
    one.save()
    participant = make_person()
    return {
        "stranger": None,
        "participant": participant,
        "caseworker": make_person(),
        "manager": manager,
        "coordinator of courses": make_person(Role.COORDINATOR),
        "author": make_person(Role.AUTHOR, Role.LIVED_EXPERIENCE),
        "professional": make_person(Role.PROFESSIONAL),
        "facilitator of another session": of_another,
        "administrator": make_person(is_superuser=True),
    }


def test_only_the_pair_sees_it(session: Session, pair: tuple[User, User]) -> None:
    sign_up(session.pk, wish("Bølle", needs="Vil sidde nær døren."))
    write_note(session, "Husk nøglen", key=uuid.uuid4(), by=pair[0])
    key = TeachingNote.objects.get().pk
    pages = [at("teaching", session), at("plan", session), at("attendance", session)]
    posts = [
        at("plan", session),
        at("note", session),
        at("delete_note", session, key),
        at("attendance", session),
    ]
    for who, person in others(session).items():
        client = as_(person)
        for address in pages:
            response = client.get(address)
            assert response.status_code == (302 if person is None else 404), f"{who}: {address}"
            assert "Bølle" not in response.text
        for address in posts:
            response = client.post(address, {"words": "Hej", "key": str(uuid.uuid4())})
            assert response.status_code == (302 if person is None else 404), f"{who}: {address}"
    assert TeachingNote.objects.count() == 1
    for person in pair:
        assert "Bølle" in as_(person).get(at("teaching", session)).text


def test_whoever_is_taken_off_a_session_sees_it_no_more(session: Session, pair: tuple[User, User]) -> None:
    session.teachings.filter(facilitator__person=pair[0]).delete()
    assert as_(pair[0]).get(at("teaching", session)).status_code == 404
    with pytest.raises(NotTheirs):
        write_note(session, "Hej", key=uuid.uuid4(), by=pair[0])
    with pytest.raises(NotTheirs):
        save_plan(session, [COFFEE], read=0, by=pair[0])
    with pytest.raises(NotTheirs):
        delete_note(session, uuid.uuid4(), by=pair[0])


def test_names_and_needs_of_those_with_a_seat_and_no_more(session: Session, pair: tuple[User, User]) -> None:
    sign_up(session.pk, wish("Åse", "aase@example.org", needs="Bruger teleslynge."))
    gone = sign_up(session.pk, wish("Wera", "wera@example.org"))
    forget(gone)
    sign_up(session.pk, wish("Anders", "anders@example.org"))
    waits = sign_up(session.pk, wish("Månen", "maanen@example.org", needs="Kommer sent."))
    response = as_(pair[1]).get(at("teaching", session))
    assert [one.name for one in response.context["coming"]] == ["Anders", "Åse"], "as Danes sort"
    words = response.text
    assert "Bruger teleslynge." in words
    for secret in ("@example.org", "Wera", "Månen", "Kommer sent.", str(waits.pk), "plads/"):
        assert secret not in words
    for told in ("Nøglen ligger i skranken.", "Jonas", "Karen", "2 af 2 pladser er taget.", "1 er i kø."):
        assert told in words
    assert response.headers["Cache-Control"] == "private, no-store"


def test_list_shows_what_is_to_come_and_the_last_month(session: Session, pair: tuple[User, User]) -> None:
    for days in (-3, -20, -33, 2):
        other = make_session(session.workshop, days=days, is_published=days > 0)
        other.teachings.create(facilitator=pair[0].facilitator)
    make_session(session.workshop, days=1)
    response = as_(pair[0]).get(reverse("recoveryskole:taught"))
    today = timezone.now()
    days = [
        [round((one.starts_at - today).days) for one in response.context[part]]
        for part in ("to_come", "past")
    ]
    assert [len(part) for part in days] == [2, 2]
    assert days[0] == sorted(days[0])
    assert days[1] == sorted(days[1], reverse=True)


def test_list_and_menu_are_for_those_who_teach(session: Session, pair: tuple[User, User]) -> None:
    address = reverse("recoveryskole:taught")
    one = make_facilitator(person=make_person())
    response = as_(one.person).get(address)
    assert response.status_code == 200
    assert "Du har ingen hold lige nu." in response.text
    assert re.search(r'aria-current="page">\s*<span>Skolens hold', response.text)
    # Of the two places that hold the page only the inner one is where one is.
    assert response.text.count("active current") == 2
    for who, person in others(session).items():
        if who not in ("stranger", "facilitator of another session"):
            client = as_(person)
            assert client.get(address).status_code == 404
            assert "Skolens hold" not in client.get("/recoveryskole/").text
    assert as_(None).get(address).status_code == 302


def test_both_write_the_plan_and_nothing_is_lost(session: Session, pair: tuple[User, User]) -> None:
    karen, jonas = pair
    save_plan(session, [COFFEE], read=0, by=karen)
    save_plan(session, [BREAK, COFFEE], read=1, by=jonas)
    assert steps_of(present_plan(session)) == [COFFEE, BREAK], "by the clock"
    with pytest.raises(PlanChanged) as refused:
        save_plan(session, [Step(None, "Mit")], read=1, by=karen)
    assert refused.value.present == present_plan(session)
    # What stands already is written by nobody.
    save_plan(session, [COFFEE, BREAK], read=1, by=karen)
    assert PlanVersion.objects.count() == 2


def test_steps_across_midnight_stand_by_the_clock(school: SchoolIndexPage) -> None:
    begins = dt.datetime(2027, 3, 27, 22, 0, tzinfo=dt.UTC)
    session = make_session(starts_at=begins, hours=3)
    late, early, before = (Step(dt.time(hour), "X") for hour in (1, 23, 21))
    untimed = Step(None, "Y")
    assert in_order(session, [late, untimed, early, before]) == [before, early, late, untimed]


def sent(read: int, *steps: tuple[str, str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {"read": read, "trin-TOTAL_FORMS": len(steps), "trin-INITIAL_FORMS": 0}
    for number, step in enumerate(steps):
        said |= {
            f"trin-{number}-{field}": value
            for field, value in zip(("begins", "what", "words"), step, strict=True)
        }
    return said


def test_plan_by_the_form_and_409_with_both_texts(session: Session, pair: tuple[User, User]) -> None:
    karen, jonas = (as_(one) for one in pair)
    address = at("plan", session)
    assert karen.post(address, sent(0, ("16.30", "Kaffe", "Sig\r\nnoget"), ("", "", ""))).status_code == 303
    assert (
        jonas.post(address, sent(1, ("16:30", "Kaffe", "Sig\nnoget"), ("17:30", "Pause", ""))).status_code
        == 303
    )
    response = karen.post(address, sent(1, ("16:30", "Kaffe", "Sig\nnoget"), ("17:00", "Øvelse", "")))
    assert response.status_code == 409
    for told in ("Pause", "Øvelse", "Det er ikke gemt endnu"):
        assert told in response.text
    assert response.context["read"] == 2
    names = [form["what"].value() for form in response.context["form"]]
    assert names[:3] == ["Kaffe", "Øvelse", "Pause"]
    assert [one.what for one in steps_of(present_plan(session))] == ["Kaffe", "Pause"]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, 400),
        ({"read": "x"}, 400),
        ({**sent(0), "read": "9" * 5000}, 400),
        (sent(0, ("25:99", "Kaffe", "")), 422),
        (sent(0, ("", "", "Ord uden overskrift")), 422),
        (sent(0, ("", "x" * 81, "")), 422),
        (sent(3, ("", "Kaffe", "")), 409),
    ],
)
def test_plan_that_cannot_be_taken(
    session: Session, pair: tuple[User, User], said: dict[str, Any], status: int
) -> None:
    assert as_(pair[0]).post(at("plan", session), said).status_code == status
    assert not PlanVersion.objects.exists()


def test_notes_once_and_ones_own_taken_away(session: Session, pair: tuple[User, User]) -> None:
    karen, jonas = (as_(one) for one in pair)
    key = str(uuid.uuid4())
    for _twice in range(2):
        response = karen.post(at("note", session), {"key": key, "words": "Skal vi tage pausen før?"})
        assert response.status_code == 303
    assert "Skal vi tage pausen før?" in jonas.get(at("teaching", session)).text
    assert jonas.post(at("delete_note", session, key)).status_code == 303
    assert TeachingNote.objects.count() == 1, "only one's own"
    other = make_session(session.workshop)
    other.teachings.create(facilitator=pair[0].facilitator)
    assert karen.post(at("delete_note", other, key)).status_code == 303
    assert karen.post(at("note", other), {"key": key, "words": "Et andet hold"}).status_code == 303
    assert TeachingNote.objects.get().words == "Skal vi tage pausen før?"
    assert karen.post(at("note", session), {"key": key, "words": ""}).status_code == 422
    assert karen.post(at("delete_note", session, key)).status_code == 303
    assert not TeachingNote.objects.exists()


def test_whoever_goes_takes_their_notes_along(session: Session, pair: tuple[User, User]) -> None:
    write_note(session, "Fra Karen", key=uuid.uuid4(), by=pair[0])
    write_note(session, "Fra Jonas", key=uuid.uuid4(), by=pair[1])
    save_plan(session, [COFFEE], read=0, by=pair[0])
    empty_person(pair[0], by=make_person(is_superuser=True))
    assert [one.words for one in TeachingNote.objects.all()] == ["Fra Jonas"]
    assert steps_of(present_plan(session)) == [COFFEE]
    assert "Karen" not in as_(pair[1]).get(at("teaching", session)).text
    assert forget_facilitator(pair[0]) == 0


def test_pages_ask_no_more_for_more_people(session: Session, pair: tuple[User, User]) -> None:
    session.seats = None
    session.save()
    client = as_(pair[0])

    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def told() -> dict[str, int]:
        sign_up(session.pk, wish("Birk", needs="Nær døren"))
        write_note(session, "Hej", key=uuid.uuid4(), by=pair[1])
        plan = present_plan(session)
        save_plan(session, [*steps_of(plan), BREAK], read=plan.number if plan else 0, by=pair[1])
        return {what: asked(at(what, session)) for what in ("teaching", "plan")}

    told()
    first = told()
    told()
    assert told() == first
    one = asked(reverse("recoveryskole:taught"))
    for days in (3, 4):
        make_session(session.workshop, days=days).teachings.create(facilitator=pair[0].facilitator)
    assert asked(reverse("recoveryskole:taught")) == one


def test_cancelled_says_so_and_a_place_given_up_is_off_the_list(
    session: Session, pair: tuple[User, User], house: House
) -> None:
    place = sign_up(session.pk, wish("Birk"))
    cancel(place)
    assert "Birk" not in as_(pair[0]).get(at("teaching", session)).text
    session.cancelled_at = timezone.now()
    session.save()
    assert "Det er aflyst." in as_(pair[0]).get(at("teaching", session)).text
