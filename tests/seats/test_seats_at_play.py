"""Whatever happens to a run in whatever order: nobody beyond the seats, in order, and nothing forgotten."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.domain.people import see_off
from accounts.models import User
from courses.domain.attendance import mark_attendance
from courses.domain.runs import RunRefused, apply_run_changes, give_up_seat, lock_run, seat_terms, sign_up
from courses.enums import ModuleForm
from courses.models import Attendance, RunSeat
from seats.enums import SeatState
from tests.at_play import Machine
from tests.factories.courses import make_course, make_module, make_person
from tests.factories.runs import make_run

PEOPLE = st.integers(0, 5)
START = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


class Seats(Machine):
    """A run of a few seats and six people, through every path that touches a seat."""

    begins = START

    def __init__(self) -> None:
        super().__init__()
        course = make_course()
        self.module = make_module(course, form=ModuleForm.ATTENDED)
        self.run = make_run(course, days=30, seats=2)
        self.teacher = make_person()
        self.people = [make_person() for _number in range(6)]
        self.rows = 0
        mail.outbox = []
        self.before = self.look()

    def look(self) -> dict[int, RunSeat]:
        return {seat.pk: seat for seat in RunSeat.objects.order_by("signed_up_at", "pk")}

    def limit(self) -> int | None:
        self.run.refresh_from_db()
        return self.run.seats

    def has_begun(self) -> bool:
        return timezone.now() >= seat_terms(self.run).closes_at

    def note(self) -> None:
        """What was there before the next act; acts lie a minute apart."""
        self.before = self.look()
        mail.outbox = []
        self.traveller.shift(60)

    @rule(number=PEOPLE)
    def somebody_signs_up(self, number: int) -> None:
        self.note()
        person = User.objects.get(pk=self.people[number].pk)
        if not person.is_active:
            return
        try:
            seat = sign_up(person, self.run)
        except RunRefused:
            assert self.has_begun()
        else:
            assert seat.state == self.look()[seat.pk].state != SeatState.GIVEN_UP

    @rule(number=PEOPLE)
    def somebody_leaves(self, number: int) -> None:
        self.note()
        living = RunSeat.objects.living().filter(person=self.people[number])
        had = living.exists()
        assert give_up_seat(self.people[number], self.run) is had
        assert not living.exists()

    @rule(seats=st.none() | st.integers(1, 5))
    def the_limit_is_changed(self, seats: int | None) -> None:
        self.change(seats=seats)

    @rule(days=st.integers(-2, 20))
    def the_run_is_moved(self, days: int) -> None:
        first = timezone.localdate() + dt.timedelta(days=days)
        self.change(starts_on=first, ends_on=first + dt.timedelta(days=7))

    def change(self, **fields: object) -> None:
        self.note()
        run = lock_run(self.run.pk)
        old = seat_terms(run)
        for name, value in fields.items():
            setattr(run, name, value)
        run.save()
        apply_run_changes(old, run, by=self.teacher)
        self.run.refresh_from_db()

    @rule(days=st.integers(1, 15))
    def time_passes(self, days: int) -> None:
        self.note()
        self.traveller.shift(dt.timedelta(days=days))

    @rule(number=PEOPLE)
    def somebody_is_shut_out(self, number: int) -> None:
        self.note()
        see_off([self.people[number]], by=self.teacher)

    @rule(number=PEOPLE)
    def somebody_comes_back(self, number: int) -> None:
        self.note()
        User.objects.filter(pk=self.people[number].pk).update(is_active=True)

    @rule(shown=st.sets(PEOPLE), ticked=st.sets(PEOPLE))
    @precondition(lambda self: self.before or RunSeat.objects.exists())
    def the_teacher_saves_who_was_there(self, shown: set[int], ticked: set[int]) -> None:
        self.note()
        held = set(RunSeat.objects.holding().values_list("person_id", flat=True))
        marked = set(Attendance.objects.standing().values_list("person_id", flat=True))
        seen, there = ({self.people[number].pk for number in numbers} for numbers in (shown, ticked))
        mark_attendance(
            self.run,
            by=self.teacher,
            shown=[(person, self.module.pk) for person in seen],
            present=[(person, self.module.pk) for person in there],
        )
        now_marked = set(Attendance.objects.standing().values_list("person_id", flat=True))
        assert now_marked == (marked - (seen - there)) | (there & held)

    @invariant()
    def no_row_is_ever_deleted_and_what_is_given_up_stays_so(self) -> None:
        seats = self.look()
        assert seats.keys() >= self.before.keys()
        for pk, seat in self.before.items():
            if seat.state == SeatState.GIVEN_UP:
                assert seats[pk].state == SeatState.GIVEN_UP

    @invariant()
    def nobody_is_let_in_beyond_the_seats_or_after_the_start(self) -> None:
        held = {pk for pk, seat in self.look().items() if seat.number}
        let_in = held - {pk for pk, seat in self.before.items() if seat.number}
        if let_in:
            limit = self.limit()
            assert limit is None or len(held) <= limit
            assert limit is None or all(RunSeat.objects.get(pk=pk).number <= limit for pk in let_in)
            assert not self.has_begun()

    @invariant()
    def only_who_leaves_loses_a_seat(self) -> None:
        seats = self.look()
        lost = {pk for pk, seat in self.before.items() if seat.number and not seats[pk].number}
        assert len(lost) <= 1
        assert all(seats[pk].state == SeatState.GIVEN_UP for pk in lost)
        kept = [pk for pk, seat in self.before.items() if seat.number and seats[pk].number]
        assert [self.before[pk].number for pk in kept] == [seats[pk].number for pk in kept]

    @invariant()
    def those_let_in_had_waited_longest(self) -> None:
        seats = list(self.look().values())
        let_in = [
            place
            for place, seat in enumerate(seats)
            if seat.number and not (seat.pk in self.before and self.before[seat.pk].number)
        ]
        if let_in:
            waiting = [
                place
                for place, seat in enumerate(seats)
                if seat.state == SeatState.WAITING and seat.person.is_active
            ]
            assert max(let_in) < min(waiting, default=len(seats))
            assert all(seats[place].person.is_active for place in let_in)

    @invariant()
    def no_seat_stays_empty_while_somebody_waits(self) -> None:
        # What time brings alone is not asked for here: a clock calls nothing yet.
        in_line = RunSeat.objects.in_line().exists()
        limit, held = self.limit(), RunSeat.objects.holding().count()
        if not self.has_begun() and in_line:
            assert limit is not None
            assert held >= limit

    @invariant()
    def whoever_moved_up_was_told_and_nobody_else(self) -> None:
        moved = {
            seat.person.email
            for seat in self.look().values()
            if seat.number and seat.pk in self.before and self.before[seat.pk].state == SeatState.WAITING
        }
        assert sorted(address for message in mail.outbox for address in message.to) == sorted(moved)

    @invariant()
    def a_seat_held_says_whether_its_holder_was_there(self) -> None:
        marked = set(Attendance.objects.standing().values_list("person_id", flat=True))
        for seat in self.look().values():
            if seat.state == SeatState.ATTENDED:
                assert seat.person_id in marked


@pytest.mark.django_db
def test_seats_at_play() -> None:
    run_state_machine_as_test(
        Seats,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
