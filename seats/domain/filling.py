"""The one way into a seat, and the way out of it. Whoever calls has locked the gathering's row."""

import datetime as dt
from itertools import count

from django.utils import timezone

from seats.enums import SeatState
from seats.models import S, SeatQuerySet


def fill_seats(seats: SeatQuerySet[S], *, limit: int | None, closes_at: dt.datetime) -> list[S]:
    """Give the free seats to those who have waited longest; who moved up, in that order.

    `seats` are all the seats of one gathering, `limit` how many people it takes (None: all who come), and
    `closes_at` when it begins: from then on nobody is let in. Who may move up is what `in_line` says. Whoever
    has a seat keeps it when the limit is lowered, and nobody moves up until fewer have one than the limit
    says. Call it after everything that changes seats or who may have one; when nothing has changed it does
    nothing.
    """
    now = timezone.now()
    if now >= closes_at:
        return []
    held = set(seats.holding().values_list("number", flat=True))
    in_line = seats.in_line()
    if limit is not None:
        in_line = in_line[: max(limit - len(held), 0)]
    # Fewer are held than the limit, so there is always a number within it that is free.
    free = (number for number in count(1) if number not in held)
    moved = list(in_line)
    for seat, number in zip(moved, free, strict=False):
        seat.state, seat.number, seat.state_since = SeatState.TAKEN, number, now
    seats.bulk_update(moved, ["state", "number", "state_since"])
    return moved


def give_up(seat: S) -> None:
    """Leave the seat, or the line. The row stays; the caller fills the seat afterwards."""
    seat.state, seat.number, seat.state_since = SeatState.GIVEN_UP, None, timezone.now()
    seat.save(update_fields=["state", "number", "state_since"])
