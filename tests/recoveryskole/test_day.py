"""Who came: ticked by the two who teach, on phones, on bad lines, at the same time; later numbers."""

import datetime as dt
import uuid
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from courses.domain.site import ensure_site
from recoveryskole.domain.day import (
    Counts,
    DropIn,
    is_attendance_open,
    mark_attendance,
    read_counts,
    who_comes,
)
from recoveryskole.domain.leaving import forget
from recoveryskole.domain.school import ensure_school
from recoveryskole.domain.sign_ups import cancel, sign_up
from recoveryskole.domain.teaching import NotTheirs
from recoveryskole.models import SchoolIndexPage, Session, SignUp, Term
from seats.enums import SeatState
from tests.at_once import at_once
from tests.conftest import restore_roots
from tests.factories.accounts import make_person
from tests.factories.school import make_session, make_term, wish

START = dt.datetime(2027, 2, 9, 15, 30, tzinfo=dt.UTC)
NAMES = ["Anders", "Bølle", "Elin"]


@pytest.fixture
def clock(school: SchoolIndexPage) -> Any:
    with time_machine.travel(START - dt.timedelta(days=6), tick=False) as traveller:
        yield traveller


def prepare(seats: int | None = 3) -> tuple[Session, list[SignUp], tuple[User, User]]:
    """A session of three, with somebody in line, and the pair that teaches it."""
    term = make_term(starts_on=dt.date(2027, 1, 5), ends_on=dt.date(2027, 6, 20), slug="foraar-2027")
    session = make_session(starts_at=START, seats=seats, term=term)
    pair = (make_person(), make_person())
    for one, person in zip(session.facilitators.order_by("pk"), pair, strict=True):
        one.person = person
        one.save()
    return session, [sign_up(session.pk, wish(name)) for name in NAMES], pair


class Evening:
    """The session has begun, and one of the pair has the list before them."""

    def __init__(self, clock: Any) -> None:
        self.session, self.places, self.pair = prepare()
        self.waits = sign_up(self.session.pk, wish("Månen"))
        clock.move_to(START)
        self.address = reverse("recoveryskole:attendance", args=[self.session.pk])

    def client(self, who: int = 0) -> Client:
        client = Client()
        client.force_login(self.pair[who], backend="django.contrib.auth.backends.ModelBackend")
        return client

    def send(self, came: list[SignUp], before: list[SignUp] | None = None, who: int = 0, **said: str) -> Any:
        form = {
            "came": [str(one.pk) for one in came],
            "came_before": [str(one.pk) for one in before or []],
            "key": str(uuid.uuid4()),
            "name": "",
            **said,
        }
        return self.client(who).post(self.address, form)

    @property
    def here(self) -> list[str]:
        return list(who_comes(self.session).filter(state="attended").values_list("name", flat=True))


@pytest.fixture
def evening(clock: Any) -> Evening:
    return Evening(clock)


def test_ticks_stand_and_are_taken_back(evening: Evening) -> None:
    anders, boelle, elin = evening.places
    assert evening.send([anders, boelle]).status_code == 303
    assert evening.here == ["Anders", "Bølle"]
    assert evening.send([boelle, elin], before=[anders, boelle]).status_code == 303
    assert evening.here == ["Bølle", "Elin"]
    anders.refresh_from_db()
    assert (anders.state, anders.number) == ("taken", 1)


def test_sent_twice_is_once(evening: Evening) -> None:
    anders = evening.places[0]
    key = str(uuid.uuid4())
    for _bad_line in range(3):
        assert evening.send([anders], name="Zeb", key=key).status_code == 303
    assert evening.here == ["Anders", "Zeb"]
    assert SignUp.objects.filter(is_drop_in=True).count() == 1


def test_old_page_undoes_nothing_of_the_other_one(evening: Evening) -> None:
    anders, boelle, elin = evening.places
    evening.send([anders, elin], who=1)
    # Made before the other one saved: it shows nobody ticked.
    evening.send([boelle])
    assert evening.here == ["Anders", "Bølle", "Elin"]
    evening.send([anders, boelle], before=[anders, boelle, elin], who=1)
    evening.send([anders, boelle, elin], before=[anders, boelle, elin])
    assert evening.here == ["Anders", "Bølle"], "whom neither has touched stays as the other one said"


def test_who_came_without_a_seat_gets_a_chair(evening: Evening) -> None:
    response = evening.send([], name=" Zeb ", drop="1")
    assert response.status_code == 303
    zeb = SignUp.objects.get(name="Zeb")
    assert (zeb.state, zeb.number, zeb.is_drop_in) == ("attended", 4, True)
    assert (zeb.seed, zeb.token_hash, zeb.code_hash, zeb.address) == (None, None, None, "")
    assert "Kom uden plads" in evening.client(1).get(evening.address).text
    waits = SignUp.objects.get(pk=evening.waits.pk)
    assert waits.state == SeatState.WAITING, "a chair in the room lets nobody in from the line"
    evening.send([], before=[zeb])
    assert read_counts([evening.session])[evening.session.pk].drop_ins == 0


@pytest.mark.parametrize("name", ["", "x" * 61, "Zeb 010203-1234"])
def test_a_name_that_cannot_be_taken_loses_no_tick(evening: Evening, name: str) -> None:
    anders, boelle, _elin = evening.places
    evening.send([boelle])
    response = evening.send([anders], before=[boelle], name=name, drop="1")
    assert response.status_code == 422
    assert evening.here == ["Bølle"], "nothing is stored"
    assert response.context["came"] == {anders.pk}
    assert response.context["shown"] == {boelle.pk}


def test_rows_of_others_and_broken_forms_change_nothing(evening: Evening) -> None:
    other = make_session(evening.session.workshop, starts_at=START + dt.timedelta(days=1))
    elsewhere = sign_up(other.pk, wish("Olga"))
    gone = evening.places[2]
    forget(gone)
    assert evening.send([elsewhere, gone, evening.waits]).status_code == 303
    assert evening.here == []
    assert SignUp.objects.get(pk=elsewhere.pk).state == "taken"
    assert evening.send([], key="x").status_code == 400
    assert (
        evening.client().post(evening.address, {"came": ["x"], "key": str(uuid.uuid4())}).status_code == 400
    )


def test_open_from_the_start_until_the_term_is_over(clock: Any) -> None:
    evening = Evening(clock)
    anders = evening.places[0]
    clock.move_to(START - dt.timedelta(minutes=1))
    response = evening.client().get(evening.address)
    assert "Du kan sætte hak fra tirsdag den 9. februar kl. 16.30" in response.text
    assert "Anders" not in response.text
    assert evening.send([anders]).status_code == 409
    clock.move_to(dt.datetime(2027, 6, 20, 21, 30, tzinfo=dt.UTC))
    assert evening.send([anders]).status_code == 303
    clock.move_to(dt.datetime(2027, 6, 20, 22, 30, tzinfo=dt.UTC))
    assert evening.send([], before=[anders]).status_code == 409
    assert "Halvåret er slut" in evening.client().get(evening.address).text
    assert evening.here == ["Anders"]


def test_across_midnight_on_the_last_day(clock: Any) -> None:
    evening = Evening(clock)
    session = evening.session
    Term.objects.filter(pk=session.term_id).update(ends_on=dt.date(2027, 2, 9))
    session.ends_at = dt.datetime(2027, 2, 10, 0, 30, tzinfo=dt.UTC)
    session.save()
    session = Session.objects.select_related("term").get(pk=session.pk)
    assert is_attendance_open(session, dt.datetime(2027, 2, 10, 12, 0, tzinfo=dt.UTC))
    assert not is_attendance_open(session, dt.datetime(2027, 2, 10, 23, 1, tzinfo=dt.UTC))


def test_cancelled_has_nobody_to_tick(evening: Evening) -> None:
    evening.session.cancelled_at = timezone.now()
    evening.session.save()
    assert evening.send([evening.places[0]]).status_code == 409
    assert "Den er aflyst" in evening.client().get(evening.address).text


def test_only_the_pair_marks(evening: Evening) -> None:
    with pytest.raises(NotTheirs):
        mark_attendance(evening.session, came=[evening.places[0].pk], by=make_person(is_superuser=True))
    assert evening.here == []


def test_page_names_no_way_to_anybody(evening: Evening) -> None:
    response = evening.client().get(evening.address)
    assert [one.name for one in response.context["people"]] == NAMES
    for secret in ("Månen", "@example.org", "plads/"):
        assert secret not in response.text
    assert response.headers["Cache-Control"] == "private, no-store"


def test_asks_no_more_for_more_people(evening: Evening, clock: Any) -> None:
    def asked() -> tuple[int, int]:
        client = evening.client()
        client.get(evening.address)
        with CaptureQueriesContext(connection) as shown:
            client.get(evening.address)
        form = {"came": [str(one.pk) for one in evening.places], "key": str(uuid.uuid4())}
        with CaptureQueriesContext(connection) as saved:
            assert client.post(evening.address, form).status_code == 303
        SignUp.objects.filter(pk__in=[one.pk for one in evening.places]).update(state="taken")
        return len(shown), len(saved)

    asked()
    three = asked()
    clock.move_to(START - dt.timedelta(days=1))
    Session.objects.update(seats=None)
    evening.places += [sign_up(evening.session.pk, wish(f"P{number}")) for number in range(12)]
    clock.move_to(START)
    asked()
    assert asked() == three


def test_counts(evening: Evening, clock: Any) -> None:
    clock.move_to(START - dt.timedelta(days=1))
    cancel(evening.waits)
    sign_up(evening.session.pk, wish("Kaj"))
    clock.move_to(START)
    evening.send(evening.places[:2], name="Zeb")
    empty = make_session(evening.session.workshop, starts_at=START)
    forget(evening.places[0])
    counts = read_counts([evening.session, empty])
    assert counts[evening.session.pk] == Counts(signed_up=5, came=3, waited=1, drop_ins=1)
    assert counts[empty.pk] == Counts()
    assert sum(counts.values(), Counts()) == counts[evening.session.pk]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_both_tick_at_once_from_old_pages() -> None:
    restore_roots()
    ensure_school(ensure_site().home)
    with time_machine.travel(START - dt.timedelta(days=6), tick=False) as clock:
        session, _three, pair = prepare(seats=None)
        places = [sign_up(session.pk, wish(f"P{number}")) for number in range(20)]
        clock.move_to(START)
        key = uuid.uuid4()

        def tick(number: int) -> None:
            drop_in = DropIn("Zeb", key) if number < 10 else DropIn(f"Zeb {number}", uuid.uuid4())
            mark_attendance(session, came=[places[number].pk], drop_in=drop_in, by=pair[number % 2])

        at_once(*[partial(tick, number) for number in range(20)])
    assert SignUp.objects.filter(state="attended", is_drop_in=False).count() == 20
    assert SignUp.objects.filter(is_drop_in=True).count() == 11
    numbers = list(SignUp.objects.holding().filter(session=session).values_list("number", flat=True))
    assert sorted(numbers) == list(range(1, 35))
