"""A session on a Tuesday, and seven who came."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from recoveryskole.models import (
    SchoolIndexPage,
    Session,
    SignUp,
)
from tests.factories.school import make_session, make_term
from tests.recoveryskole.feedback.boxes import (
    BEGINS,
    DAY,
    come,
)


@pytest.fixture
def clock(school: SchoolIndexPage) -> Iterator[Any]:
    with time_machine.travel(BEGINS - 7 * DAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def session(clock: Any) -> Session:
    term = make_term(starts_on=dt.date(2027, 1, 4), ends_on=dt.date(2027, 6, 20))
    return make_session(starts_at=BEGINS, term=term)


@pytest.fixture
def places(session: Session, clock: Any) -> list[SignUp]:
    """Seven who came, the evening after."""
    return come(session, clock, 7)
