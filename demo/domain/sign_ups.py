"""Who has signed up at the demo's school: names of their own choice, written at once."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from demo.domain.data import at
from recoveryskole.domain.links import tie
from recoveryskole.models import Session, SignUp
from seats.enums import SeatState

# Nobody signs up for what is further away.
AHEAD = dt.timedelta(days=45)
NINE = 9 * 60
# Of so many who have a seat, one stays away; of what is over.
ONE_IN_STAYS_AWAY = 5


def sign_up_many(
    sessions: list[Session], told: dict[str, Any], crowd: Iterator[dict[str, str]], today: dt.date
) -> None:
    """Let people of the `crowd` sign up for what is over or near; fewer for each that follows."""
    line = {one["day"]: one["line"] for one in told["days"] if isinstance(one, dict) and "line" in one}
    rows: list[SignUp] = []
    number = told["people"]
    for session, day in zip(sessions, told["days"], strict=True):
        if session.starts_at > at(today, NINE) + AHEAD:
            break
        waiting = line.get(day["day"], 0) if isinstance(day, dict) else 0
        rows += _for_session(session, number, waiting, crowd, today)
        number = max(number // 2, 1)
    SignUp.objects.bulk_create(rows)


def _for_session(
    session: Session, seats: int, waiting: int, crowd: Iterator[dict[str, str]], today: dt.date
) -> Iterator[SignUp]:
    """Sign-ups with so many seats, and so many in line."""
    is_over = session.ends_at < at(today, 0)
    begin = at(min(session.starts_at.date(), today) - dt.timedelta(days=10), NINE)
    number = 0
    while number < seats + waiting:
        person = next(crowd)
        # In line everybody stands alone here, and the last seat takes one.
        brings = "companion" in person and number + 2 <= seats
        lead = _row(session, person["name"], number, seats, begin, is_over)
        lead.needs = "" if is_over else person.get("needs", "")
        tie(lead)
        yield lead
        number += 1
        if brings:
            companion = _row(session, person["companion"], number, seats, begin, is_over)
            companion.brought_by, companion.seed = lead, None
            yield companion
            number += 1
    if is_over:
        yield SignUp(
            session=session,
            holder=uuid.uuid4().hex,
            name="En nabo",
            seed=None,
            state=SeatState.ATTENDED,
            number=number + 1,
            is_drop_in=True,
        )


def _row(session: Session, name: str, place: int, seats: int, begin: dt.datetime, is_over: bool) -> SignUp:
    """The sign-up of whoever came as number `place`, from 0."""
    has_seat = place < seats
    came = is_over and place % ONE_IN_STAYS_AWAY != ONE_IN_STAYS_AWAY - 1
    taken = SeatState.ATTENDED if came else SeatState.TAKEN
    since = begin + dt.timedelta(hours=place)
    return SignUp(
        session=session,
        holder=uuid.uuid4().hex,
        name=name,
        state=taken if has_seat else SeatState.WAITING,
        number=place + 1 if has_seat else None,
        signed_up_at=since,
        state_since=since,
        in_line_since=since,
    )
