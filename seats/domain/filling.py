"""The one way into a seat, and the way out of it. Whoever calls has locked the gathering's row."""

import datetime as dt
from itertools import count

from django.utils import timezone

from seats.enums import SeatState
from seats.models import S, SeatQuerySet


def fill_seats(
    seats: SeatQuerySet[S],
    *,
    limit: int | None,
    closes_at: dt.datetime,
    line: SeatQuerySet[S] | None = None,
    into: SeatState = SeatState.TAKEN,
) -> list[S]:
    """Give the free seats to those who have waited longest; who moved up, in that order.

    `seats` are all the seats of one gathering, `limit` how many people it takes (None: all who come), and
    `closes_at` when it begins: from then on nobody is let in. Who may move up is what `in_line` says, or
    `line` where the caller asks only some. Those of one party get seats together or not at all: where too few
    are free they are passed by, and keep their place in line. Whoever has a seat keeps it when the limit is
    lowered, and nobody moves up until fewer have one than the limit says. `into` is the state that a seat is
    given in: taken, or offered where they are asked first. Call it after everything that changes seats or who
    may have one; when nothing has changed it does nothing.
    """
    now = timezone.now()
    if now >= closes_at:
        return []
    held = set(seats.holding().values_list("number", flat=True))
    free = None if limit is None else max(limit - len(held), 0)
    moved = []
    for party in _parties(seats.in_line() if line is None else line) if free != 0 else []:
        if free is None:
            moved += party
        elif len(party) <= free:
            moved += party
            free -= len(party)
    # Fewer are held than the limit, so there is always a number within it that is free.
    numbers = (number for number in count(1) if number not in held)
    for seat, number in zip(moved, numbers, strict=False):
        seat.state, seat.number, seat.state_since = into, number, now
    seats.bulk_update(moved, ["state", "number", "state_since"])
    return moved


def _parties(line: SeatQuerySet[S]) -> list[list[S]]:
    """Those in line by party, in the order of whoever of each party stands first."""
    parties: dict[object, list[S]] = {}
    for seat in line:
        parties.setdefault(seat.party, []).append(seat)
    return list(parties.values())


def give_up(seat: S) -> None:
    """Leave the seat, or the line. The row stays; the caller fills the seat afterwards."""
    seat.state, seat.number, seat.state_since = SeatState.GIVEN_UP, None, timezone.now()
    seat.save(update_fields=["state", "number", "state_since"])
