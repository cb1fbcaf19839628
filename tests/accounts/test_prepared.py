"""A prepared query gives what its queryset would give, with whatever values, and is made once."""

import datetime as dt
from importlib import import_module

import pytest
import time_machine
from django.db.models import BigIntegerField, CharField, DateField, Exists, OuterRef
from django.utils import translation

from accounts.models import Employment, User
from accounts.prepared import Prepared, Slot
from tests.factories.accounts import make_employment, make_unit
from tests.factories.courses import make_person


@pytest.fixture
def people(db):
    return [make_person(display_name=name) for name in ("Åse", "Bo", "Cilla")]


def test_each_reading_has_values_of_its_own(people, django_assert_num_queries):
    built = []

    def named(name):
        built.append(name)
        return User.objects.filter(display_name=name)

    prepared = Prepared(named, name=CharField())
    for person in people:
        with django_assert_num_queries(1):
            assert prepared(name=person.display_name) == [person]
    assert prepared(name="Nobody' OR 1=1 --") == []
    assert prepared.first(name="Nobody") is None
    assert len(built) == 1


def test_list_of_any_length_is_taken_whole(people):
    prepared = Prepared(
        lambda people: User.objects.filter(pk__in=people).order_by("pk"), people=[BigIntegerField()]
    )
    for number in (1, 3, 2, 3):
        assert prepared(people=[person.pk for person in people[:number]]) == people[:number]


def test_number_that_no_database_holds_finds_nothing(people):
    by_number = Prepared(lambda person: User.objects.filter(pk=person), person=BigIntegerField())
    for number in (10**40, -(10**40), 2**63):
        assert by_number(person=number) == []
        assert by_number.first(person=number) is None
    assert by_number(person=people[0].pk) == [people[0]]


def test_rows_come_as_the_queryset_gives_them(people, django_assert_num_queries):
    unit = make_unit()
    employment = make_employment(people[0], unit, start=dt.date(2026, 1, 1))

    def employed(on):
        led = Employment.objects.filter(workplace=OuterRef("workplace"), is_manager=True)
        return Employment.objects.active(on).annotate(is_led=Exists(led)).select_related("user", "workplace")

    prepared = Prepared(employed, on=DateField())
    with django_assert_num_queries(1):
        [found] = prepared(on=dt.date(2026, 2, 1))
        assert (found, found.user, found.workplace, found.is_led) == (employment, people[0], unit, False)
    assert prepared(on=dt.date(2025, 12, 31)) == []
    paths = Prepared(lambda on: employed(on).values_list("workplace__path", flat=True), on=DateField())
    pairs = Prepared(lambda on: employed(on).values_list("user", "start"), on=DateField())
    assert paths(on=dt.date(2026, 2, 1)) == [unit.path]
    assert pairs(on=dt.date(2026, 2, 1)) == [(people[0].pk, dt.date(2026, 1, 1))]


def _known():
    import_module("config.urls")
    return sorted(
        (query for query in Prepared.known if query.build.__module__.split(".")[0] != "tests"),
        key=lambda query: query.build.__module__,
    )


def _made(query):
    """The SQL with what stands in it by itself."""
    made = query.make(tuple(2 for _list in query.lists))
    return made.sql, [param for param in made.params if not isinstance(param, Slot)]


def test_no_query_of_the_house_is_made_of_a_moment_or_a_language(db):
    """What hangs on the day would stay as it was when the process began."""
    before = [_made(query) for query in _known()]
    assert len(before) > 8
    with time_machine.travel(dt.datetime(2031, 5, 6, tzinfo=dt.UTC)), translation.override("en"):
        assert [_made(query) for query in _known()] == before
