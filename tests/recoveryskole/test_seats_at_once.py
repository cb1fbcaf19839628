"""Many at once, and a process that is killed: nobody gets in beyond the seats, and no seat is lost."""

import pytest
from django.db import connection, transaction

from courses.domain.site import ensure_site
from recoveryskole.domain.school import ensure_school
from recoveryskole.domain.sign_ups import SchoolRefused, accept, bring, cancel, sign_up
from recoveryskole.models import Session, SignUp
from tests.at_once import at_once
from tests.conftest import restore_roots
from tests.factories.school import make_session, wish

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MANY = 50


@pytest.fixture
def session() -> Session:
    restore_roots()
    ensure_school(ensure_site().home)
    return make_session(seats=7)


def held(session: Session) -> list[int]:
    return sorted(SignUp.objects.holding().filter(session=session).values_list("number", flat=True))


def test_fifty_for_seven_seats(session: Session) -> None:
    at_once(*(lambda n=n: sign_up(session.pk, wish(f"P{n}", f"p{n}@example.org")) for n in range(MANY)))
    assert held(session) == list(range(1, 8))
    assert SignUp.objects.waiting().count() == MANY - 7


def test_fifty_pairs_and_singles(session: Session) -> None:
    at_once(
        *(
            lambda n=n: sign_up(session.pk, wish(f"P{n}", f"p{n}@example.org", companion="Gry" * (n % 2)))
            for n in range(MANY)
        )
    )
    assert held(session) == list(range(1, 8))
    states = {}
    for row in SignUp.objects.living():
        states.setdefault(row.party, set()).add(row.state)
    assert all(len(one) == 1 for one in states.values())


def test_one_address_from_many_windows(session: Session) -> None:
    at_once(*[lambda: sign_up(session.pk, wish("Birk", "birk@example.org"))] * 10)
    assert SignUp.objects.living().count() == 1


def test_everybody_leaves_while_others_say_yes_and_bring_somebody(session: Session) -> None:
    places = [sign_up(session.pk, wish(f"P{n}", f"p{n}@example.org")) for n in range(30)]
    for one in places[:3]:
        cancel(one)
    asked = [one for one in places if SignUp.objects.get(pk=one.pk).state == "offered"]
    assert len(asked) == 3
    at_once(
        *[lambda one=one: accept(one) for one in asked * 2],
        *[lambda one=one: cancel(one) for one in places[3:6]],
        *[lambda one=one: bring(one, "Gry") for one in places[20:30]],
        may_end_in=SchoolRefused,
    )
    assert held(session) == list(range(1, 8))
    assert {SignUp.objects.get(pk=one.pk).state for one in asked} == {"taken"}


def test_killed_half_way_leaves_no_phantom(session: Session) -> None:
    places = [sign_up(session.pk, wish(f"P{n}", f"p{n}@example.org")) for n in range(9)]

    def is_killed() -> None:
        with transaction.atomic():
            cancel(places[0])
            # As a process that is gone: its connection ends in the middle.
            connection.connection.close()

    with pytest.raises(Exception, match="clos"):
        is_killed()
    connection.close()
    assert held(session) == list(range(1, 8))
    cancel(places[0])
    accept(places[7])
    assert held(session) == list(range(1, 8))
