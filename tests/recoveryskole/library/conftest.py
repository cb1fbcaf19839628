"""A session that is over, of which one took part."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from recoveryskole.domain.day import mark_attendance
from recoveryskole.domain.sign_ups import sign_up
from recoveryskole.models import (
    SchoolIndexPage,
    Session,
)
from tests.factories.school import make_session, make_term, wish
from tests.recoveryskole.library.shelf import (
    DAY,
    START,
    pair_of,
    place_of,
)


@pytest.fixture
def clock(school: SchoolIndexPage) -> Any:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def session(clock: Any) -> Session:
    """Over; Birk took part, Elin had a seat and stayed away."""
    term = make_term(starts_on=dt.date(2027, 1, 4), ends_on=dt.date(2027, 3, 1))
    session = make_session(days=1, term=term, is_recorded=True)
    pair_of(session)
    for name in ("Birk", "Elin"):
        sign_up(session.pk, wish(name))
    clock.shift(2 * DAY)
    mark_attendance(session, came=[place_of("Birk").pk], by=pair_of(session)[0])
    return session
