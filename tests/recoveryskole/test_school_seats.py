"""Whatever happens to a session in whatever order: nobody beyond the seats, in order, nobody forgotten."""

import datetime as dt
from collections import Counter

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from recoveryskole import policy
from recoveryskole.domain.hours import answer_by
from recoveryskole.domain.queries import read_standing
from recoveryskole.domain.seating import fill_sessions, lock_session
from recoveryskole.domain.sessions import apply_session_changes, cancel_session, terms_of
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
from recoveryskole.models import SchoolIndexPage, Session, SignUp
from seats.enums import HOLDING_STATES, SeatState
from tests.at_play import Machine
from tests.factories.courses import make_person
from tests.factories.school import make_session, wish

PEOPLE = st.integers(0, 7)
START = dt.datetime(2027, 2, 1, 9, 0, tzinfo=dt.UTC)
SETTLED = (SeatState.TAKEN, SeatState.ATTENDED)


class School(Machine):
    """A session of a few seats and eight people, through every path that touches a seat."""

    begins = START

    def __init__(self) -> None:
        super().__init__()
        self.session = make_session(days=6, seats=3)
        self.admin = make_person()
        self.places: dict[int, SignUp] = {}
        self.offered: Counter[str] = Counter()

    def rows(self) -> list[SignUp]:
        return list(SignUp.objects.filter(session=self.session))

    def now(self) -> Session:
        return Session.objects.get(pk=self.session.pk)

    def try_to(self, act, *args, **named) -> bool:
        """Acts lie a minute apart. A no changes nothing but what time has changed."""
        self.traveller.shift(60)
        try:
            # As a request is: what was begun and refused is undone.
            with transaction.atomic():
                act(*args, **named)
        except SchoolRefused:
            return False
        return True

    @rule(number=PEOPLE, with_one=st.booleans(), by_telephone=st.booleans())
    def somebody_signs_up(self, number: int, with_one: bool, by_telephone: bool) -> None:
        said = wish(f"P{number}", f"p{number}@example.org", companion="Gry" if with_one else "")
        self.traveller.shift(60)
        before = {row.pk for row in self.rows()}
        try:
            mine = sign_up(self.session.pk, said, by_telephone=by_telephone)
        except SchoolRefused:
            assert self.now().is_cancelled or timezone.now() >= self.now().starts_at
            return
        # The second time with the same address it was a shadow.
        if SignUp.objects.filter(pk=mine.pk).exists():
            self.places[number] = mine
        else:
            assert {row.pk for row in self.rows()} == before

    @precondition(lambda self: self.places)
    @rule(number=PEOPLE)
    def somebody_says_yes(self, number: int) -> None:
        place = self.of(number)
        was = SignUp.objects.get(pk=place.pk)
        in_time = was.offer_ends_at and was.offer_ends_at > timezone.now() + dt.timedelta(minutes=1)
        if self.try_to(accept, place):
            assert SignUp.objects.get(pk=place.pk).state in SETTLED
            assert in_time or was.state in SETTLED
            # Said twice it is said once.
            assert self.try_to(accept, place) or timezone.now() >= self.now().starts_at

    @precondition(lambda self: self.places)
    @rule(number=PEOPLE)
    def somebody_cancels(self, number: int) -> None:
        place = self.of(number)
        if self.try_to(cancel, place):
            assert not SignUp.objects.living().filter(pk=place.pk).exists()
            assert not SignUp.objects.living().filter(brought_by=place.pk).exists()

    @precondition(lambda self: self.places)
    @rule(number=PEOPLE)
    def somebody_brings_a_friend(self, number: int) -> None:
        place = self.of(number)
        was = SignUp.objects.get(pk=place.pk)
        if self.try_to(bring, place, "Gry") and was.state == SeatState.WAITING:
            assert SignUp.objects.living().filter(brought_by=place.pk).count() == 1

    @precondition(lambda self: self.places)
    @rule(number=PEOPLE)
    def a_friend_stays_at_home(self, number: int) -> None:
        place = self.of(number)
        if self.try_to(leave_companion, place):
            assert not SignUp.objects.living().filter(brought_by=place.pk).exists()

    @precondition(lambda self: self.places)
    @rule(number=PEOPLE)
    def somebody_is_in_doubt(self, number: int) -> None:
        place = self.of(number)
        had = SignUp.objects.get(pk=place.pk).has_paused
        if self.try_to(pause, place):
            assert not had, "once"
            until = SignUp.objects.get(pk=place.pk).paused_until
            assert until <= self.now().starts_at - policy.PAUSE_ENDS_BEFORE

    @precondition(lambda self: self.places)
    @rule(number=PEOPLE)
    def somebody_comes_by(self, number: int) -> None:
        self.try_to(take_free, self.of(number))

    @rule(seats=st.one_of(st.none(), st.integers(1, 6)), kept=st.integers(0, 2))
    def the_room_changes(self, seats: int | None, kept: int) -> None:
        self.traveller.shift(60)
        with transaction.atomic():
            session = lock_session(self.session.pk)
            old = terms_of(session)
            session.seats, session.kept_seats = seats, min(kept, seats) if seats else 0
            session.save()
            apply_session_changes(old, session, by=self.admin)

    @rule(hours=st.integers(-30, 60))
    def it_moves(self, hours: int) -> None:
        self.traveller.shift(60)
        with transaction.atomic():
            session = lock_session(self.session.pk)
            if session.starts_at <= timezone.now():
                return
            old = terms_of(session)
            session.starts_at += dt.timedelta(hours=hours)
            session.ends_at += dt.timedelta(hours=hours)
            session.save()
            apply_session_changes(old, session, by=self.admin)

    @rule(hours=st.sampled_from([1, 5, 26, 50]))
    def time_passes(self, hours: int) -> None:
        self.traveller.shift(dt.timedelta(hours=hours))
        fill_sessions(timezone.now())
        assert not SignUp.objects.expired().filter(session__starts_at__gt=timezone.now()).exists()

    @precondition(lambda self: len(self.places) > 3)
    @rule()
    def it_is_cancelled(self) -> None:
        before = [(row.pk, row.state) for row in self.rows()]
        cancel_session(self.session, by=self.admin)
        assert [(row.pk, row.state) for row in self.rows() if row.state != SeatState.OFFERED] == [
            one for one in before if one[1] != SeatState.OFFERED
        ]

    def of(self, number: int) -> SignUp:
        return list(self.places.values())[number % len(self.places)]

    @invariant()
    def nobody_is_beyond_the_seats(self) -> None:
        held = [row for row in self.rows() if row.state in HOLDING_STATES]
        numbers = [row.number for row in held]
        assert len(set(numbers)) == len(numbers)
        assert None not in numbers

    @invariant()
    def a_party_is_in_one_state(self) -> None:
        living = [row for row in self.rows() if row.state != SeatState.GIVEN_UP]
        by_party: dict[object, set[str]] = {}
        for row in living:
            by_party.setdefault(row.party, set()).add(row.state)
        assert all(len(states) == 1 for states in by_party.values()), by_party

    @invariant()
    def nobody_waits_for_a_seat_that_is_free(self) -> None:
        """While there is time to ask, whoever could have a free seat is asked."""
        session = self.now()
        # What has run out meanwhile is ended by whoever comes next.
        fill_sessions(timezone.now())
        line = list(SignUp.objects.filter(session=session).in_line().filter(brought_by=None))
        for place in line:
            standing = read_standing(place)
            if session.is_cancelled or timezone.now() >= session.starts_at or standing.may_take_free:
                continue
            needs = 2 if standing.companion else 1
            free = None if session.seats is None else session.seats - standing.held - session.kept_seats
            if answer_by(session.starts_at, timezone.now()) is not None:
                assert free is not None
                assert free < needs, (free, needs)

    @invariant()
    def a_deadline_stands_with_an_offer(self) -> None:
        for row in self.rows():
            assert (row.state == SeatState.OFFERED) == (row.offer_ends_at is not None)


def test_seats_hold_whatever_happens(school: SchoolIndexPage) -> None:
    run_state_machine_as_test(
        School,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
