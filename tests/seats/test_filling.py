"""Who gets a free seat, and what the schema refuses. Course runs are the table that is there."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.models import CourseRun, RunSeat
from seats.domain.filling import fill_seats, give_up
from seats.enums import HOLDING_STATES, SeatState
from seats.models import seat_constraints
from tests.factories.courses import make_course, make_person
from tests.factories.runs import make_run, states

NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def run(db) -> CourseRun:
    return make_run(make_course())


def make_seat(run: CourseRun, name: str = "", *, number: int | None = None, **fields) -> RunSeat:
    fields.setdefault("person", make_person(display_name=name))
    fields.setdefault("state", SeatState.TAKEN if number else SeatState.WAITING)
    return RunSeat.objects.create(run=run, number=number, **fields)


def fill(run: CourseRun, limit: int | None, closes_at: dt.datetime = LATER) -> list[str]:
    moved = fill_seats(RunSeat.objects.filter(run=run), limit=limit, closes_at=closes_at)
    return [seat.person.display_name for seat in moved]


def test_whoever_signed_up_first_moves_up_first(run) -> None:
    make_seat(run, "Bo", signed_up_at=NOW - dt.timedelta(hours=1))
    make_seat(run, "Anna", signed_up_at=NOW - dt.timedelta(hours=2))
    make_seat(run, "Carl", signed_up_at=NOW - dt.timedelta(hours=1))
    assert fill(run, 2) == ["Anna", "Bo"]
    assert states(run) == [("Anna", "taken", 1), ("Bo", "taken", 2), ("Carl", "waiting", None)]
    assert fill(run, 2) == []


def test_the_lowest_free_number_is_given(run) -> None:
    for number in (1, 3):
        make_seat(run, f"Nr. {number}", number=number)
    make_seat(run, "Anna")
    make_seat(run, "Bo")
    assert fill(run, None) == ["Anna", "Bo"]
    assert [row for row in states(run) if row[0] in {"Anna", "Bo"}] == [
        ("Anna", "taken", 2),
        ("Bo", "taken", 4),
    ]


def test_a_lowered_limit_takes_nobodys_seat_and_lets_nobody_in(run) -> None:
    held = [make_seat(run, f"Nr. {number}", number=number) for number in (1, 2, 3, 4)]
    make_seat(run, "Anna")
    assert fill(run, 2) == []
    give_up(held[1])
    # Number 2 is free, and still more have a seat than the limit says.
    assert fill(run, 2) == []
    give_up(held[2])
    assert fill(run, 2) == []
    give_up(held[3])
    assert fill(run, 2) == ["Anna"]
    assert states(run)[-1] == ("Anna", "taken", 2)


def test_a_seat_beyond_a_lowered_limit_counts_too(run) -> None:
    make_seat(run, "Nr. 4", number=4)
    make_seat(run, "Anna")
    assert fill(run, 1) == []


def test_nobody_moves_up_from_the_start_on(run) -> None:
    make_seat(run, "Anna")
    assert fill(run, 1, closes_at=NOW) == []
    assert fill(run, 1, closes_at=NOW + dt.timedelta(microseconds=1)) == ["Anna"]


def test_who_cannot_sign_in_is_passed_over(run) -> None:
    make_seat(run, person=make_person(display_name="Anna", is_active=False))
    make_seat(run, "Bo")
    assert fill(run, 1) == ["Bo"]


@pytest.mark.parametrize("state", HOLDING_STATES)
def test_offered_taken_and_attended_hold_a_number(run, state) -> None:
    make_seat(run, "Anna", number=1, state=state)
    make_seat(run, "Bo")
    assert fill(run, 1) == []
    assert fill(run, 2) == ["Bo"]


def test_seats_of_other_gatherings_are_left_alone(run) -> None:
    make_seat(make_run(run.course), "Anna")
    assert fill(run, None) == []


def test_a_change_of_state_is_dated(run, time_machine) -> None:
    seat = make_seat(run, "Anna")
    time_machine.shift(60)
    fill(run, 1)
    seat.refresh_from_db()
    assert seat.state_since == timezone.now()
    time_machine.shift(60)
    give_up(seat)
    seat.refresh_from_db()
    assert (seat.state, seat.number, seat.state_since) == (SeatState.GIVEN_UP, None, timezone.now())


def test_a_table_of_seats_holds_to_all_that_the_room_asks(db) -> None:
    """A change of the abstract seat is a migration in every room that has a table of them."""
    assert seat_constraints(gathering="run", holder="person", name="run_seat") == RunSeat._meta.constraints
    call_command("makemigrations", RunSeat._meta.app_label, check_changes=True, verbosity=0)


def test_a_seat_is_called_by_numbers_and_no_name(run) -> None:
    seat = make_seat(run, "Anna", number=1)
    assert str(seat) == f"taken: {seat.pk}"


def test_two_seats_of_one_number_are_refused_by_the_database(run) -> None:
    first, second = make_seat(run, number=1), make_seat(run, number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        RunSeat.objects.filter(pk=second.pk).update(number=1)
    give_up(first)
    RunSeat.objects.filter(pk=second.pk).update(number=1)


@pytest.mark.parametrize(
    ("state", "number"),
    [
        *[(state, None) for state in HOLDING_STATES],
        *[(state, 0) for state in HOLDING_STATES],
        (SeatState.WAITING, 1),
        (SeatState.GIVEN_UP, 1),
    ],
)
def test_a_number_goes_with_a_seat_held_in_the_database(run, state, number) -> None:
    seat = make_seat(run)
    with pytest.raises(IntegrityError), transaction.atomic():
        RunSeat.objects.filter(pk=seat.pk).update(state=state, number=number)


def test_one_living_seat_for_each_person_in_the_database(run) -> None:
    seat = make_seat(run, number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_seat(run, person=seat.person)
    give_up(seat)
    give_up(make_seat(run, person=seat.person))
    make_seat(run, person=seat.person)
