"""A release: fixed groups, made once, at least two fewer where nearly all are alike, nobody traced."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.domain.tick import do_what_is_due
from accounts.models import Employment, Leave
from releases.domain.making import NotADayOfRelease, make_due, make_release, newest_day
from releases.domain.people import forget
from releases.domain.queries import Share, add_up, all_groups, released
from releases.models import Alias, Episode, Group, GroupPlace, Release, ReleasedTable
from tests.factories.accounts import make_employment, make_workplace
from tests.factories.releases import FIGURE, only_this_figure, staff

DAYS = [dt.date(2026, month, 1) for month in (9, 10, 11)]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def states():
    """By person; whoever is not in it has met what is asked."""
    return {}


@pytest.fixture
def known():
    """Whose state a reader knows by other ways."""
    return set()


@pytest.fixture
def centre(db, states, known):
    with only_this_figure(states, known=known):
        yield make_workplace(make_workplace(name="Kommunen"), name="Centret")


def unit(centre, name, number):
    centre.refresh_from_db()
    place = make_workplace(centre, name=name)
    return place, staff(place, number)


def names():
    return [group.name for group in all_groups()]


# -- groups


def test_small_unit_joins_its_smallest_sibling_and_is_named_so(centre):
    for name, number in (("Havblik", 9), ("Kløvermarken", 3), ("Skoven", 6)):
        unit(centre, name, number)
    make_release(DAYS[0])
    assert names() == ["Havblik", "Kløvermarken og Skoven"]


def test_siblings_are_joined_until_they_are_five(centre):
    for name, number in (("A", 2), ("B", 1), ("C", 1), ("D", 8)):
        unit(centre, name, number)
    staff(centre, 1)
    make_release(DAYS[0])
    assert names() == ["Centret, A, B og C", "D"]


def test_centre_of_four_waits_and_is_joined_to_no_other(centre):
    unit(centre, "A", 4)
    other = make_workplace(centre.get_parent(), name="Det andet")
    unit(other, "B", 6)
    make_release(DAYS[0])
    assert names() == ["B"]
    assert [table.people for table in ReleasedTable.objects.all()] == [6]
    staff(centre, 1)
    make_release(DAYS[1])
    assert names() == ["Centret og A", "B"]


def test_group_is_kept_when_a_unit_grows_and_a_new_one_comes(centre):
    small, _people = unit(centre, "A", 2)
    unit(centre, "B", 4)
    unit(centre, "C", 9)
    make_release(DAYS[0])
    staff(small, 7)
    unit(centre, "D", 2)
    unit(centre, "E", 5)
    make_release(DAYS[1])
    assert names() == ["A og B", "C", "D og E"]
    unit(centre, "F", 1)
    make_release(DAYS[2])
    # The smallest group by then.
    assert names() == ["A og B", "C", "D, E og F"]


def test_who_has_two_jobs_in_a_group_is_counted_once_and_who_is_away_is_not(centre):
    _a, people = unit(centre, "A", 4)
    b, others = unit(centre, "B", 3)
    make_employment(people[0], b)
    away = Employment.objects.get(user=others[0])
    Leave.objects.create(employment=away, start=DAYS[0], end=DAYS[0])
    make_release(DAYS[0])
    assert [table.told.people for table in released(FIGURE)] == [6]


# -- what is told


def test_exact_counts_where_people_differ(centre, states):
    _place, people = unit(centre, "A", 7)
    states.update(dict.fromkeys([person.pk for person in people[:3]], "gap"))
    make_release(DAYS[0])
    assert ReleasedTable.objects.get().told == {"counts": {"met": 4, "gap": 3}}


@pytest.mark.parametrize("others", [0, 1])
def test_at_least_two_fewer_where_all_or_all_but_one_are_alike(centre, states, others):
    _place, people = unit(centre, "A", 7)
    states.update(dict.fromkeys([person.pk for person in people[:others]], "gap"))
    make_release(DAYS[0])
    assert ReleasedTable.objects.get().told == {"most": "met", "at_least": 5}


def test_sum_says_at_least_where_one_of_its_tables_does(centre, states):
    _a, people = unit(centre, "A", 7)
    unit(centre, "B", 7)
    states.update(dict.fromkeys([person.pk for person in people[:3]], "gap"))
    make_release(DAYS[0])
    (total,) = add_up(released(FIGURE)).values()
    assert (total.people, total.share("met"), total.share("gap")) == (14, Share(9, False), Share(3, False))
    assert total.share("expired") == Share(0, False)


def test_group_that_may_not_be_told_of_keeps_its_earlier_table_with_its_day(centre, states):
    _a, people = unit(centre, "A", 7)
    b, _others = unit(centre, "B", 6)
    make_release(DAYS[0])
    states[people[0].pk] = "gap"
    staff(b, 5)
    make_release(DAYS[1])
    assert {(table.told.people, table.date) for table in released(FIGURE)} == {(7, DAYS[0]), (11, DAYS[1])}
    assert [table.date for table in released(FIGURE, on=DAYS[0])] == [DAYS[0]] * 2
    total = add_up(released(FIGURE))["M.1"]
    assert (total.first, total.last) == (DAYS[0], DAYS[1])
    assert released(FIGURE, groups=[]) == []


def test_six_then_five_join_then_six_leave(centre):
    """Next to each other the tables differ by five and six; the first and third by one."""
    a, people = unit(centre, "A", 6)
    make_release(DAYS[0])
    joined = staff(a, 5)
    Employment.objects.filter(user__in=joined).update(start=DAYS[1], end=DAYS[1])
    Employment.objects.filter(user=people[0]).update(end=DAYS[1])
    make_release(DAYS[1])
    make_release(DAYS[2])
    assert list(ReleasedTable.objects.values_list("release__date", "people")) == [(DAYS[0], 6), (DAYS[1], 11)]


# -- once


def everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Release, Group, GroupPlace, ReleasedTable, Episode, Alias)
    ]


def test_made_again_changes_nothing(centre, states):
    _place, people = unit(centre, "A", 7)
    make_release(DAYS[0])
    before = everything()
    states.update(dict.fromkeys([person.pk for person in people], "gap"))
    staff(centre, 20)
    assert make_release(DAYS[0]) is None
    assert everything() == before


def test_database_holds_no_second_table(centre):
    unit(centre, "A", 7)
    make_release(DAYS[0])
    table = ReleasedTable.objects.get()
    table.pk = None
    for number in (1, 2):
        table.number = number
        with pytest.raises(IntegrityError), transaction.atomic():
            table.save(force_insert=True)


@pytest.mark.parametrize("day", [dt.date(2026, 11, 2), dt.date(2026, 12, 1), DAYS[0]])
def test_no_release_of_another_day_a_day_to_come_or_one_before_the_last(centre, day):
    unit(centre, "A", 7)
    make_release(DAYS[1])
    before = everything()
    with pytest.raises(NotADayOfRelease):
        make_release(day)
    assert everything() == before


def test_time_brings_the_newest_day_and_no_missed_one(centre):
    unit(centre, "A", 7)
    make_release(DAYS[0])
    now = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
    assert [make_due(now), make_due(now)] == [1, 0]
    assert list(Release.objects.values_list("date", flat=True)) == [DAYS[2], DAYS[0]]
    assert "releases.make_release" in [outcome.name for outcome in do_what_is_due(now)]


def test_newest_day_looks_back_over_the_year():
    assert newest_day(dt.date(2027, 1, 1)) == dt.date(2027, 1, 1)
    assert newest_day(dt.date(2026, 12, 31)) == dt.date(2026, 12, 1)


def run(*arguments):
    out = StringIO()
    call_command("make_releases", *arguments, stdout=out)
    return out.getvalue()


def test_command_makes_the_newest_day_once(centre):
    unit(centre, "A", 7)
    assert run() == "2026-11-01: 1 tables.\n"
    assert run() == run("--date", "2026-11-01") == "2026-11-01: made before, and left as it is.\n"


@pytest.mark.parametrize("date", ["2026-11-31", "i går", "2026-11-02", "2027-01-01"])
def test_command_refuses_a_day_in_one_line(centre, date):
    with pytest.raises(CommandError) as refused:
        run("--date", date)
    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)


# -- people whom a reader knows


def told_of(number=0):
    return ReleasedTable.objects.order_by("pk").values_list("told", flat=True)[number]


def test_table_waits_until_five_are_left_beside_those_who_are_known(centre, known):
    place, people = unit(centre, "A", 5)
    known.add(people[0].pk)
    make_release(DAYS[0])
    assert released(FIGURE) == []
    known |= {person.pk for person in staff(place, 2)}
    make_release(DAYS[1])
    assert released(FIGURE) == []
    staff(place, 1)
    make_release(DAYS[2])
    assert [table.told.people for table in released(FIGURE)] == [8]


def test_others_are_not_all_alike_when_those_who_are_known_are_taken_out(centre, states, known):
    _place, people = unit(centre, "A", 8)
    states.update({person.pk: "gap" for person in people[:2]})
    with transaction.atomic():
        make_release(DAYS[0])
        assert told_of() == {"counts": {"gap": 2, "met": 6}}
        transaction.set_rollback(True)
    # The six others are all alike; and so are all but one of them.
    known |= {person.pk for person in people[:2]}
    states[people[2].pk] = "expired"
    make_release(DAYS[0])
    assert told_of() == {"most": "met", "at_least": 4}


def test_table_of_people_who_are_all_known_is_told_as_any(centre, states, known):
    _place, people = unit(centre, "A", 6)
    known |= {person.pk for person in people}
    states.update({person.pk: "gap" for person in people[:2]})
    make_release(DAYS[0])
    assert told_of() == {"counts": {"gap": 2, "met": 4}}


# -- people who go


def test_person_who_goes_leaves_figures_and_no_key(centre):
    _place, people = unit(centre, "A", 7)
    make_release(DAYS[0])
    before = released(FIGURE)
    key = Alias.objects.get(person=people[0]).key
    assert forget(people[0]) == 1
    assert forget(people[0]) == 0
    assert released(FIGURE) == before
    assert Episode.objects.filter(key=key).exists()
    assert not Alias.objects.filter(key=key).exists()
    Employment.objects.filter(user=people[0]).update(end=DAYS[0])
    make_release(DAYS[1])
    # One has left: six and seven would show them.
    assert released(FIGURE) == before


def test_reading_is_one_query_and_making_does_not_grow_with_people(centre, django_assert_num_queries):
    unit(centre, "A", 7)
    unit(centre, "B", 7)
    make_release(DAYS[0])
    with django_assert_num_queries(1):
        released(FIGURE)
    with django_assert_num_queries(2):
        [group.name for group in all_groups()]
