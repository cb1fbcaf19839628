"""Answers to how it was, for tests."""

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from recoveryskole.domain.feedback import hand_in
from recoveryskole.domain.links import token_of
from recoveryskole.domain.sign_ups import sign_up
from recoveryskole.enums import Face
from recoveryskole.models import (
    FeedbackBox,
    FeedbackRelease,
    LinkMark,
    Session,
    SignUp,
)
from seats.enums import SeatState
from tests.factories.school import wish

# A Tuesday.
BEGINS = dt.datetime(2027, 2, 9, 15, 30, tzinfo=dt.UTC)
MONDAY = dt.datetime(2027, 2, 15, 6, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
FACES = (Face.GOOD, Face.GOOD, Face.EVEN, Face.LOW, Face.GOOD)


def come(session: Session, clock: Any, people: int) -> list[SignUp]:
    places = [sign_up(session.pk, wish(f"Person {number}")) for number in range(people)]
    clock.move_to(session.ends_at + dt.timedelta(hours=1))
    SignUp.objects.filter(session=session).update(state=SeatState.ATTENDED)
    return list(SignUp.objects.filter(pk__in=[one.pk for one in places]).select_related("session"))


def answer(places: Sequence[SignUp], faces: Sequence[Face] = FACES, lines: Sequence[str] = ()) -> None:
    for place, face, line in itertools.zip_longest(
        places[: len(faces)], faces, lines[: len(faces)], fillvalue=""
    ):
        hand_in(place, face, line)


def at(name: str, place: SignUp) -> str:
    return reverse(f"recoveryskole:{name}", args=[token_of(place)])


def browser_of(place: SignUp) -> Client:
    client = Client()
    client.post(at("place", place))
    return client


def kept() -> dict[str, list[tuple[Any, ...]]]:
    """Every byte of the three tables, in the order in which the database holds them."""
    tables = {}
    with connection.cursor() as cursor:
        for model in (FeedbackBox, LinkMark, FeedbackRelease):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608
            tables[model.__name__] = cursor.fetchall()
    return tables


def text_of(response: Any) -> str:
    """The page without what is drawn anew each time."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"[^"]*"', r"\1", response.text)


def shape(sql: str) -> str:
    """A statement without what it says."""
    return re.sub(r"'(?:[^']|'')*'|\d+", "?", sql)
