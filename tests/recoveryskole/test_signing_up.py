"""Signing up for a session: one path for everybody, and what one can do with a place afterwards."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from recoveryskole import policy
from recoveryskole.domain.leaving import forget
from recoveryskole.domain.links import code_of, find_by_code, find_by_token, token_of
from recoveryskole.domain.queries import read_standing
from recoveryskole.domain.seating import fill_sessions, lock_session
from recoveryskole.domain.sessions import (
    apply_session_changes,
    cancel_session,
    publish,
    teach,
    terms_of,
    withdraw,
)
from recoveryskole.domain.sign_ups import (
    SchoolRefused,
    accept,
    bring,
    cancel,
    leave_companion,
    pause,
    sign_up,
    take_free,
)
from recoveryskole.domain.wishes import WishRefused, read_wish
from recoveryskole.enums import Contact, Knowledge
from recoveryskole.models import SchoolIndexPage, SchoolSettings, Session, SignUp
from seats.enums import SeatState
from tests.factories.courses import make_person
from tests.factories.school import make_facilitator, make_session, wish

START = dt.datetime(2027, 2, 1, 9, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(school: SchoolIndexPage) -> Any:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def session(clock: Any) -> Session:
    """It takes two, in a week."""
    return make_session(days=7, seats=2)


def state(place: SignUp) -> str:
    return SignUp.objects.get(pk=place.pk).state


def many(session: Session, number: int, first: int = 0, **fields: Any) -> list[SignUp]:
    """So many sign up, in this order: moments of the same clock stand a microsecond apart."""
    places = []
    for one in range(first, first + number):
        places.append(sign_up(session.pk, wish(f"P{one}", f"p{one}@example.org", **fields)))
        earlier = START - dt.timedelta(hours=1, seconds=-one)
        SignUp.objects.filter(session=session, name__in=(f"P{one}", "Gry"), in_line_since=START).update(
            in_line_since=earlier
        )
    return places


def test_seats_in_order_then_the_line(session: Session) -> None:
    places = many(session, 4)
    assert [state(one) for one in places] == ["taken", "taken", "waiting", "waiting"]
    assert [read_standing(find_by_token(token_of(one))).number for one in places] == [0, 0, 1, 2]


def test_code_and_link_lead_to_the_place_until_its_name_is_deleted(session: Session, clock: Any) -> None:
    (place,) = many(session, 1)
    code = code_of(place)
    assert find_by_code(code) == find_by_code(code.lower().replace("-", " ")) == place
    assert find_by_token(token_of(place)) == place
    stored = [str(value) for value in SignUp.objects.values().get(pk=place.pk).values()]
    assert not {code, token_of(place)} & set(stored)
    token = token_of(place)
    clock.shift(8 * DAY)
    assert find_by_code(code) == find_by_token(token) == place
    forget(place)
    assert find_by_code(code) is find_by_token(token) is None


@pytest.mark.parametrize("seats", [1, 9])
@pytest.mark.parametrize("companion", ["", "Gry"])
def test_an_address_signs_up_once_and_nobody_can_tell(seats: int, companion: str) -> None:
    """With seats left and without, alone and with somebody: the same statements in the same order."""
    session = make_session(days=7, seats=seats)
    many(session, 2)
    lists = []
    for address in ("p0@example.org", "P0@Example.org", "ny@example.org"):
        mail.outbox = []
        with CaptureQueriesContext(connection) as captured:
            sign_up(session.pk, read_wish(name="Birk", reach=address, companion=companion))
        lists.append([re.sub(r"'[^']*'|\b\d+\b|_x\d+|s\d+", "", query["sql"]) for query in captured])
        assert len(mail.outbox) == 1
    assert lists[0] == lists[1] == lists[2]
    assert SignUp.objects.filter(brought_by=None).count() == 3
    assert SignUp.objects.get(address="p0@example.org").name == "P0", "nothing of it changes"


def test_second_sign_up_with_a_companion_changes_nothing_of_the_first(session: Session) -> None:
    many(session, 1)
    sign_up(session.pk, wish("Anden", "p0@example.org", companion="Gry"))
    (place,) = SignUp.objects.living()
    assert (place.name, read_standing(place).companion) == ("P0", None)
    assert not SignUp.objects.filter(name="Gry").exists()


def test_whoever_gave_up_can_sign_up_anew_last_in_line(session: Session) -> None:
    places = many(session, 3)
    cancel(places[0])
    (again,) = many(session, 1)
    assert (state(places[0]), state(places[2]), state(again)) == ("given_up", "offered", "waiting")


def test_free_seat_is_offered_and_held_for_a_day(session: Session, clock: Any) -> None:
    places = many(session, 4)
    mail.outbox = []
    cancel(places[0])
    assert state(places[2]) == "offered"
    assert [message.to for message in mail.outbox] == [["p2@example.org"], ["p0@example.org"]]
    accept(places[2])
    accept(places[2])
    assert (state(places[2]), state(places[3])) == ("taken", "waiting")
    clock.shift(2 * DAY)
    fill_sessions(timezone.now())
    assert state(places[2]) == "taken"


def test_offer_runs_out_to_the_second_without_anybody_to_watch(session: Session, clock: Any) -> None:
    places = many(session, 4)
    cancel(places[0])
    ends_at = SignUp.objects.get(pk=places[2].pk).offer_ends_at
    assert ends_at == START + DAY
    clock.move_to(ends_at - dt.timedelta(seconds=1))
    assert read_standing(SignUp.objects.get(pk=places[2].pk)).is_asked
    clock.move_to(ends_at)
    assert not read_standing(SignUp.objects.get(pk=places[2].pk)).is_asked
    with pytest.raises(SchoolRefused):
        accept(places[2])
    # The refusal is undone whole; the next who come ends it.
    fill_sessions(timezone.now())
    assert (state(places[2]), state(places[3])) == ("waiting", "offered")


def test_unanswered_once_is_last_in_line_and_twice_is_out(session: Session, clock: Any) -> None:
    places = many(session, 3)
    cancel(places[0])
    for expected in ("offered", "given_up"):
        clock.shift(1.2 * DAY)
        fill_sessions(timezone.now())
        assert state(places[2]) == expected
    assert SignUp.objects.holding().count() == 1


def test_offer_that_was_declined_or_cancelled_is_not_used_again(session: Session) -> None:
    places = many(session, 3)
    cancel(places[0])
    cancel(places[2])
    with pytest.raises(SchoolRefused):
        accept(places[2])
    assert SignUp.objects.holding().count() == 1


def test_raised_limit_asks_and_lowered_takes_nobody_away(session: Session) -> None:
    places = many(session, 4)
    for seats, expected in ((3, "offered"), (1, "offered")):
        with transaction.atomic():
            locked = lock_session(session.pk)
            old = terms_of(locked)
            locked.seats = seats
            locked.save()
            apply_session_changes(old, locked, by=make_person())
        assert (state(places[1]), state(places[2]), state(places[3])) == ("taken", expected, "waiting")
    cancel(places[0])
    assert state(places[3]) == "waiting", "two hold a seat where there is one"


def test_pair_has_two_seats_or_waits_and_keeps_its_place(session: Session) -> None:
    (first,) = many(session, 1)
    (pair,) = many(session, 1, 1, companion="Gry")
    standing = read_standing(SignUp.objects.get(pk=pair.pk))
    assert (standing.number, standing.is_passed_by) == (1, True)
    (alone,) = many(session, 1, 2)
    assert (state(alone), state(pair)) == ("taken", "waiting"), "one seat is free, and one takes it"
    cancel(first)
    assert state(pair) == "waiting"
    cancel(alone)
    assert set(SignUp.objects.living().values_list("state", flat=True)) == {"offered"}
    accept(pair)
    assert list(SignUp.objects.living().values_list("state", flat=True)) == ["taken", "taken"]


def test_companion_stays_at_home_and_comes_after_all(session: Session) -> None:
    (place,) = many(session, 1, companion="Gry")
    leave_companion(place)
    assert SignUp.objects.living().count() == 1
    bring(place, "Gry")
    assert [one.state for one in SignUp.objects.living()] == ["taken", "taken"]
    with pytest.raises(SchoolRefused):
        bring(place, "Sif")


def test_no_seat_for_one_more_changes_nothing(session: Session) -> None:
    places = many(session, 2)
    with pytest.raises(SchoolRefused):
        bring(places[0], "Gry")
    assert (state(places[0]), SignUp.objects.count()) == ("taken", 2)


def test_place_is_kept_once_for_somebody_in_doubt(session: Session, clock: Any) -> None:
    places = many(session, 3)
    until = pause(places[0])
    assert (until, state(places[0])) == (START + 2 * DAY, "offered")
    with pytest.raises(SchoolRefused):
        pause(places[0])
    clock.shift(2 * DAY)
    fill_sessions(timezone.now())
    assert (state(places[0]), state(places[2])) == ("waiting", "offered")


def test_in_line_a_pause_keeps_the_number_and_is_not_asked(session: Session, clock: Any) -> None:
    places = many(session, 4)
    pause(places[2])
    cancel(places[0])
    assert (state(places[2]), state(places[3])) == ("waiting", "offered")
    assert read_standing(SignUp.objects.get(pk=places[2].pk)).number == 1
    clock.shift(2 * DAY)
    cancel(places[1])
    assert state(places[2]) == "offered"


def test_last_hours_belong_to_whoever_comes_by(session: Session, clock: Any) -> None:
    places = many(session, 4)
    clock.move_to(session.starts_at - dt.timedelta(hours=2))
    cancel(places[0])
    assert state(places[2]) == "waiting", "there is no time to ask"
    assert read_standing(SignUp.objects.get(pk=places[3].pk)).may_take_free
    take_free(places[3])
    assert state(places[3]) == "taken"
    with pytest.raises(SchoolRefused):
        take_free(places[2])
    with pytest.raises(SchoolRefused):
        pause(places[1])


def test_seats_kept_for_the_telephone_until_the_day_before(clock: Any) -> None:
    session = make_session(days=7, seats=3, kept_seats=2)
    (web, waits) = many(session, 2)
    assert (state(web), state(waits)) == ("taken", "waiting")
    by_phone = sign_up(session.pk, wish("Olga"), by_telephone=True)
    assert state(by_phone) == "taken"
    assert state(waits) == "waiting", "the other is kept still"
    clock.move_to(session.starts_at - policy.KEPT_UNTIL)
    fill_sessions(timezone.now())
    assert state(waits) == "offered"


def test_moved_and_cancelled_tells_everybody_and_changes_no_seat(session: Session) -> None:
    places = many(session, 3)
    mail.outbox = []
    by = make_person()
    with transaction.atomic():
        locked = lock_session(session.pk)
        old = terms_of(locked)
        locked.starts_at += DAY
        locked.ends_at += DAY
        locked.save()
        apply_session_changes(old, locked, by=by)
    assert len(mail.outbox) == 3
    cancel_session(session, by=by)
    cancel_session(session, by=by)
    assert len(mail.outbox) == 6
    assert [state(one) for one in places] == ["taken", "taken", "waiting"]
    session.refresh_from_db()
    assert session.sequence == 2
    with pytest.raises(SchoolRefused):
        many(session, 1, 9)
    with pytest.raises(SchoolRefused):
        cancel(places[0])


@pytest.mark.parametrize("contact", [Contact.TELEPHONE, Contact.CODE])
def test_nothing_is_sent_to_a_telephone_or_a_code(session: Session, contact: Contact) -> None:
    reach = "20304050" if contact == Contact.TELEPHONE else ""
    places = [sign_up(session.pk, read_wish(name=f"P{number}", reach=reach)) for number in range(3)]
    assert {one.contact for one in places} == {contact}
    cancel(places[0])
    cancel_session(session, by=make_person())
    assert mail.outbox == []


def test_letters_give_nothing_away(session: Session) -> None:
    said = SchoolSettings.load()
    said.mail_sender, said.mail_subject = "hilsen@example.org", "Om torsdag"
    said.save()
    places = many(session, 3)
    cancel(places[0])
    for message in mail.outbox:
        assert (message.from_email, message.subject) == ("hilsen@example.org", "Om torsdag")
        words, path = message.body.lower().split("http")
        assert "/recoveryskole/plads/" in path
        for secret in ("recovery", "workshop", "skole", session.workshop.title.lower(), "p2"):
            assert secret not in words


def test_session_is_shown_only_with_a_pair() -> None:
    by = make_person()
    session = make_session(is_published=False)
    two = [make_facilitator(Knowledge.PROFESSION), make_facilitator(Knowledge.PROFESSION)]
    teach(session, two, by=by)
    with pytest.raises(SchoolRefused):
        publish(session, by=by)
    teach(session, [two[0], make_facilitator(Knowledge.LIVED)], by=by)
    publish(session, by=by)
    with pytest.raises(SchoolRefused):
        teach(session, two, by=by)
    assert session.teachings.count() == 2
    many(session, 1)
    with pytest.raises(SchoolRefused):
        withdraw(session, by=by)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("name", {"name": "  "}),
        ("name", {"name": "x" * 10_000}),
        ("name", {"name": "Birk 010203-1234"}),
        ("needs", {"name": "Birk", "needs": "Mit nummer er 0102031234"}),
        ("needs", {"name": "Birk", "needs": "x" * 501}),
        ("reach", {"name": "Birk", "reach": "birk@"}),
        ("reach", {"name": "Birk", "reach": "ring bare"}),
        ("reach", {"name": "Birk", "reach": "123"}),
        ("reach", {"name": "Birk", "reach": "010203-1234"}),
        ("companion", {"name": "Birk", "companion": "y" * 61}),
    ],
)
def test_what_cannot_be_taken_says_where(field: str, said: dict[str, str]) -> None:
    with pytest.raises(WishRefused) as refused:
        read_wish(**said)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("reach", "contact", "address"),
    [
        ("", Contact.CODE, ""),
        (" Birk@Example.org ", Contact.EMAIL, "birk@example.org"),
        ("20 30 40 50", Contact.TELEPHONE, "20 30 40 50"),
        ("+45 20304050", Contact.TELEPHONE, "+45 20304050"),
    ],
)
def test_one_field_takes_what_people_write(reach: str, contact: Contact, address: str) -> None:
    assert read_wish(name="🌱", reach=reach).contact == contact
    assert read_wish(name="محمد\u202e", reach=reach).name == "محمد"
    assert read_wish(name="Birk", reach=reach).address == address


def test_database_holds_to_it(session: Session) -> None:
    first, second = many(session, 2)
    for change in (
        {"number": 1},
        {"state": SeatState.WAITING},
        {"offer_ends_at": timezone.now()},
        {"paused_until": timezone.now()},
        {"forgotten_at": timezone.now()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SignUp.objects.filter(pk=second.pk).update(**change)
    assert first.number != second.number or first.number is None


def test_an_email_is_known_when_the_server_has_a_new_secret(session: Session, settings: Any) -> None:
    (place,) = many(session, 1)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [settings.SECRET_KEY]
    sign_up(session.pk, wish("P0", "P0@example.org"))
    assert SignUp.objects.get() == place
    settings.SECRET_KEY_FALLBACKS = []
    sign_up(session.pk, wish("P0", "p0@example.org"))
    assert SignUp.objects.count() == 2, "nothing is left that knew it"
