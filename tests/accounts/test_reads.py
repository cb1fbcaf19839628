"""Who sees something about somebody is written down, once an hour, without names."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.domain.reads import (
    known_reads,
    name_read,
    prune_reads,
    reads_about,
    record_all_reads,
    record_read,
    record_reads,
    sentence_of,
)
from accounts.models import PersonalRead, User
from accounts.policy import READS_ARE_KEPT, SAME_READ
from tests.factories.accounts import make_person

pytestmark = pytest.mark.django_db
LOOK, OTHER_LOOK = "tests.look", "tests.other_look"
NOON = dt.datetime(2026, 3, 2, 12, 40, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _words() -> None:
    for what in (LOOK, OTHER_LOOK):
        name_read(what, f"Saw {what}.")


@pytest.fixture
def reader() -> User:
    return make_person()


def test_a_read_is_a_row_and_oneself_is_none(reader: User) -> None:
    person = make_person()
    record_reads([person.pk, reader.pk, person.pk], reader, LOOK)
    row = PersonalRead.objects.get()
    assert (row.person, row.reader, row.what) == (person, reader, LOOK)
    assert sentence_of(row.what) == "Saw tests.look."


def test_within_an_hour_it_is_one_look(reader: User) -> None:
    person = make_person()
    for minutes, number in ((0, 1), (5, 1), (30, 1), (59, 1), (61, 2), (120, 2), (122, 3)):
        with time_machine.travel(NOON + dt.timedelta(minutes=minutes), tick=False):
            record_read(person, reader, LOOK)
            assert PersonalRead.objects.count() == number, f"after {minutes} minutes"
    assert dt.timedelta(hours=1) == SAME_READ


def test_another_reader_or_another_thing_is_another_look(reader: User) -> None:
    person = make_person()
    record_read(person, reader, LOOK)
    record_read(person, reader, OTHER_LOOK)
    record_read(person, make_person(), LOOK)
    record_read(make_person(), reader, LOOK)
    assert PersonalRead.objects.count() == 4


def test_two_requests_at_once_cannot_both_add_a_row(reader: User) -> None:
    person = make_person()
    record_read(person, reader, LOOK)
    row = PersonalRead.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonalRead.objects.create(person=person, reader=reader, what=LOOK, hour=row.hour)


def test_nobody_looks_at_themselves(reader: User) -> None:
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonalRead.objects.create(person=reader, reader=reader, what=LOOK, hour=now)


def test_a_word_without_a_sentence_is_refused(reader: User) -> None:
    with pytest.raises(ValueError, match=r"tests\.nothing"):
        record_read(make_person(), reader, "tests.nothing")


@pytest.mark.parametrize("number", [1, 40])
def test_a_page_full_of_people_costs_two_queries(reader: User, number: int) -> None:
    people = [make_person().pk for _ in range(number)]
    seen = {LOOK: people, OTHER_LOOK: people[:1]}
    with CaptureQueriesContext(connection) as queries:
        record_all_reads(seen, reader)
    assert len(queries) == 2
    with CaptureQueriesContext(connection) as queries:
        record_all_reads(seen, reader)
    assert len(queries) == 1
    assert PersonalRead.objects.count() == number + 1
    with CaptureQueriesContext(connection) as queries:
        record_all_reads({LOOK: []}, reader)
    assert len(queries) == 0


def test_it_is_kept_for_two_years(reader: User) -> None:
    person = make_person()
    with time_machine.travel(NOON, tick=False):
        record_read(person, reader, LOOK)
    with time_machine.travel(NOON + READS_ARE_KEPT - dt.timedelta(minutes=1), tick=False):
        assert reads_about(person).count() == 1
        assert prune_reads(timezone.now()) == 0
    with time_machine.travel(NOON + READS_ARE_KEPT, tick=False):
        assert reads_about(person).count() == 0
        assert prune_reads(timezone.now()) == 1


def test_every_word_of_the_house_is_a_sentence() -> None:
    ours = [what for what in known_reads() if not what.startswith("tests.")]
    assert len(ours) >= 10
    for what in ours:
        assert sentence_of(what).endswith("."), what
