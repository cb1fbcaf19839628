"""Two sign-ups of one person become one place, and nobody has lost or won a seat by it."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from recoveryskole.domain.links import code_of, find_by_code, find_by_token, token_of
from recoveryskole.domain.merging import merge, which_to_keep
from recoveryskole.domain.sessions import cancel_session
from recoveryskole.domain.sign_ups import SchoolRefused, cancel, sign_up
from recoveryskole.models import Erasure, SchoolIndexPage, Session, SignUp
from seats.enums import HOLDING_STATES, SeatState
from tests.factories.accounts import make_person
from tests.factories.school import make_session, wish
from tests.recoveryskole.test_school_seats import School

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(school: SchoolIndexPage) -> Session:
    return make_session(seats=2)


def now(row: SignUp) -> SignUp:
    return SignUp.objects.get(pk=row.pk)


def states(*rows: SignUp) -> list[str]:
    return [now(row).state for row in rows]


def test_two_in_line_become_the_earlier(session: Session) -> None:
    for name in ("A", "B"):
        sign_up(session.pk, wish(name))
    first, between, last = (sign_up(session.pk, wish(name)) for name in ("Birk", "Gry", "Birk"))
    merge(last, first, by=make_person())
    line = list(SignUp.objects.parties_in_line().filter(session=session))
    assert line == [last, between]
    assert states(first) == [SeatState.GIVEN_UP]


def test_seat_is_kept_and_the_other_is_free(session: Session) -> None:
    has, other, waits = (sign_up(session.pk, wish(name)) for name in ("Birk", "Gry", "Birk"))
    number = now(has).number
    merge(waits, has, by=make_person())
    assert (now(waits).state, now(waits).number) == (SeatState.TAKEN, number)
    assert states(has, other) == [SeatState.GIVEN_UP, SeatState.TAKEN]


def test_of_two_seats_one_goes_to_the_next(session: Session) -> None:
    one, two, next_one = (sign_up(session.pk, wish(name)) for name in ("Birk", "Birk", "Gry"))
    merge(two, one, by=make_person())
    assert states(one, two, next_one) == [SeatState.GIVEN_UP, SeatState.TAKEN, SeatState.OFFERED]


def test_offer_comes_along_with_its_deadline(session: Session) -> None:
    leaves, _stays = sign_up(session.pk, wish("A")), sign_up(session.pk, wish("B"))
    asked, waits = sign_up(session.pk, wish("Birk")), sign_up(session.pk, wish("Birk"))
    cancel(leaves)
    deadline = now(asked).offer_ends_at
    assert deadline is not None
    merge(waits, asked, by=make_person())
    assert (now(waits).state, now(waits).offer_ends_at) == (SeatState.OFFERED, deadline)
    assert now(asked).offer_ends_at is None


def test_what_is_dropped_is_empty_and_leads_nowhere(session: Session) -> None:
    old, new = sign_up(session.pk, wish("Birk", needs="En stol")), sign_up(session.pk, wish("Birk"))
    token, code = token_of(old), code_of(old)
    merge(new, old, by=make_person())
    gone = now(old)
    assert (gone.name, gone.address, gone.needs, gone.seed) == ("", "", "", None)
    assert find_by_token(token) is None
    assert find_by_code(code) is None
    assert find_by_code(code_of(new)) == new
    assert Erasure.objects.filter(sign_up=old.pk).exists()


def test_needs_and_how_to_reach_them_are_not_lost(session: Session) -> None:
    old = sign_up(session.pk, wish("Birk", "birk@example.org", needs="En stol"))
    new = sign_up(session.pk, wish("Birk", needs="Ved døren"))
    mail.outbox.clear()
    merge(new, old, by=make_person())
    left = now(new)
    assert left.needs == "Ved døren\nEn stol"
    assert left.address == "birk@example.org"
    # They have the old link, which leads nowhere: a letter brings the right one.
    assert token_of(new) in mail.outbox[-1].body
    # And the e-mail is known still.
    again = sign_up(session.pk, wish("Birk", "birk@example.org"))
    assert not SignUp.objects.filter(pk=again.pk).exists()


def test_whoever_is_brought_comes_along(session: Session) -> None:
    alone, pair = sign_up(session.pk, wish("Birk")), sign_up(session.pk, wish("Birk", companion="Gry"))
    (companion,) = SignUp.objects.filter(brought_by=pair)
    assert states(pair, companion) == [SeatState.WAITING] * 2
    merge(alone, pair, by=make_person())
    assert now(companion).brought_by == alone
    # The seat beside was free: now both have one.
    assert states(alone, companion) == [SeatState.TAKEN] * 2


def test_pair_without_seats_for_both_is_refused(session: Session) -> None:
    alone, _other = sign_up(session.pk, wish("Birk")), sign_up(session.pk, wish("A"))
    pair = sign_up(session.pk, wish("Birk", companion="Gry"))
    before = list(SignUp.objects.order_by("pk").values())
    for keep, drop in ((alone, pair), (pair, alone)):
        with pytest.raises(SchoolRefused):
            merge(keep, drop, by=make_person())
    assert list(SignUp.objects.order_by("pk").values()) == before


def test_two_who_bring_somebody_become_one_pair(school: SchoolIndexPage) -> None:
    session = make_session(seats=4)
    old, new = (sign_up(session.pk, wish("Birk", companion="Gry")) for _number in range(2))
    merge(new, old, by=make_person())
    assert SignUp.objects.living().filter(session=session).count() == 2
    assert SignUp.objects.living().get(session=session, brought_by=new).name == "Gry"
    assert not SignUp.objects.filter(name="Gry", state=SeatState.GIVEN_UP).exists()


def test_whoever_is_brought_and_came_alone_too_keeps_their_own(session: Session) -> None:
    pair = sign_up(session.pk, wish("Birk", companion="Gry"))
    own = sign_up(session.pk, wish("Gry"))
    (companion,) = SignUp.objects.filter(brought_by=pair)
    keep, drop = which_to_keep(companion, own)
    assert (keep, drop) == (own, companion)
    merge(keep, drop, by=make_person())
    assert states(pair, own, companion) == [SeatState.TAKEN, SeatState.TAKEN, SeatState.GIVEN_UP]
    # Nobody leaves a pair for a worse place.
    with pytest.raises(SchoolRefused):
        merge(companion, own, by=make_person())


def test_own_companion_written_twice_goes(session: Session) -> None:
    pair = sign_up(session.pk, wish("Birk", companion="Birk"))
    (companion,) = SignUp.objects.filter(brought_by=pair)
    merge(*which_to_keep(companion, pair), by=make_person())
    assert states(pair, companion) == [SeatState.TAKEN, SeatState.GIVEN_UP]


def test_place_of_the_telephone_goes_for_both(school: SchoolIndexPage) -> None:
    session = make_session(seats=2, kept_seats=1)
    _first = sign_up(session.pk, wish("A"))
    waits = sign_up(session.pk, wish("Birk"))
    rang = sign_up(session.pk, wish("Birk"), by_telephone=True)
    assert states(waits, rang) == [SeatState.WAITING, SeatState.TAKEN]
    merge(waits, rang, by=make_person())
    assert now(waits).may_have_kept
    assert states(waits) == [SeatState.TAKEN]


def test_newest_link_is_the_one_at_hand(session: Session) -> None:
    old, new = sign_up(session.pk, wish("Birk")), sign_up(session.pk, wish("Birk"))
    assert which_to_keep(old, new) == which_to_keep(new, old) == (new, old)


def test_twice_is_once(session: Session) -> None:
    old, new = sign_up(session.pk, wish("Birk")), sign_up(session.pk, wish("Birk"))
    merge(new, old, by=make_person())
    before = list(SignUp.objects.order_by("pk").values())
    merge(new, old, by=make_person())
    assert list(SignUp.objects.order_by("pk").values()) == before
    with pytest.raises(SchoolRefused):
        merge(old, new, by=make_person())


@pytest.mark.parametrize("how", ["elsewhere", "itself", "given up", "begun", "cancelled"])
def test_what_cannot_be_one_is_refused(session: Session, how: str) -> None:
    old, new = sign_up(session.pk, wish("Birk")), sign_up(session.pk, wish("Birk"))
    if how == "elsewhere":
        old = sign_up(make_session().pk, wish("Birk"))
    elif how == "itself":
        old = new
    elif how == "given up":
        cancel(old)
    elif how == "begun":
        Session.objects.update(starts_at=timezone.now() - dt.timedelta(minutes=1))
    else:
        cancel_session(session, by=make_person())
    with pytest.raises(SchoolRefused):
        merge(new, old, by=make_person())
    assert now(new).name == "Birk"


class SchoolWithDoubles(School):
    """The school that whatever happens to, and doubles are found."""

    @precondition(lambda self: len(self.places) > 1)
    @rule(one=st.integers(0, 7), other=st.integers(0, 7))
    def two_turn_out_to_be_one(self, one: int, other: int) -> None:
        keep, drop = which_to_keep(now(self.of(one)), now(self.of(other)))
        held = SignUp.objects.filter(pk__in=[keep.pk, drop.pk], state=SeatState.TAKEN).exists()
        if self.try_to(merge, keep, drop, by=self.admin):
            left = now(keep)
            assert now(drop).state == SeatState.GIVEN_UP
            assert left.state in HOLDING_STATES or not held
            assert left.name


def test_seats_hold_with_doubles_too(school: SchoolIndexPage) -> None:
    run_state_machine_as_test(
        SchoolWithDoubles,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
