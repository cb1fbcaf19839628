"""Which level is asked of whom: the nearest row that speaks wins."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import JobFunction, Setting, WorkplaceKind
from accounts.models import Workplace
from competences.domain.requirements import Required, required_levels
from tests.factories.competences import make_framework, make_job_requirement, make_requirement

pytestmark = pytest.mark.django_db
JOB = JobFunction.SOSU_ASSISTENT
TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def places() -> dict[str, Workplace]:
    """municipality > centre > unit (bosted), beside it another unit (bostøtte)."""
    town = Workplace.add_root(name="Åby", slug="aaby", kind=WorkplaceKind.MUNICIPALITY)
    centre = town.add_child(name="Centret", slug="centret", kind=WorkplaceKind.CENTRE)
    unit = centre.add_child(name="Huset", slug="huset", kind=WorkplaceKind.UNIT, setting=Setting.BOSTED)
    other = centre.add_child(name="Teamet", slug="teamet", kind=WorkplaceKind.UNIT, setting=Setting.BOSTOETTE)
    return {"town": town, "centre": centre, "unit": unit, "other": other}


# Rows as (workplace or "", setting or "", level); the level at the unit, a bosted (None: not required).
CASES = {
    "no row": ([], None),
    "general for any setting": ([("", "", 2)], 2),
    "general for the setting beats any": ([("", "", 2), ("", "bosted", 3)], 3),
    "general for another setting says nothing": ([("", "", 2), ("", "bostoette", 3)], 2),
    "only for another setting": ([("", "bostoette", 3)], None),
    "municipality beats general for the setting": ([("", "bosted", 3), ("town", "", 1)], 1),
    "municipality for the setting beats municipality for any": ([("town", "bosted", 4), ("town", "", 1)], 4),
    "centre beats municipality for the setting": ([("town", "bosted", 4), ("centre", "", 2)], 2),
    "unit beats centre": ([("centre", "bosted", 4), ("unit", "", 1)], 1),
    "unit for the setting beats unit for any": ([("unit", "", 1), ("unit", "bosted", 2)], 2),
    "a neighbour says nothing": ([("", "", 2), ("other", "", 4)], 2),
    "level 0 is not required": ([("", "", 0)], None),
    "level 0 at the unit lifts the general one": ([("", "bosted", 3), ("unit", "", 0)], None),
    "level 0 at the centre, asked for again at the unit": (
        [("", "", 3), ("centre", "", 0), ("unit", "", 1)],
        1,
    ),
    "level 0 for the setting beats any": ([("", "", 2), ("", "bosted", 0)], None),
}


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES.keys())
def test_required_level_is_that_of_the_nearest_row(places, rows, expected) -> None:
    requirement = make_requirement()
    for place, setting, level in rows:
        make_job_requirement(requirement, level, setting=setting, workplace=places.get(place))
    levels = required_levels([(places["unit"].pk, JOB)], TODAY)[places["unit"].pk, JOB]
    assert levels == ({} if expected is None else {requirement.pk: Required(expected, True)})


def test_required_levels_keep_jobs_and_places_apart(places) -> None:
    requirement = make_requirement()
    make_job_requirement(requirement, 3, is_proposal=False)
    make_job_requirement(requirement, 1, job_function=JobFunction.PEER)
    make_job_requirement(requirement, 2, workplace=places["other"])
    unit, other = places["unit"].pk, places["other"].pk
    assert required_levels(
        [(unit, JOB), (other, JOB), (unit, JobFunction.PEER), (unit, JobFunction.LEDER)], TODAY
    ) == {
        (unit, JOB): {requirement.pk: Required(3, False)},
        (other, JOB): {requirement.pk: Required(2, True)},
        (unit, JobFunction.PEER): {requirement.pk: Required(1, True)},
        (unit, JobFunction.LEDER): {},
    }


def test_required_levels_for_any_setting_hold_only_where_the_requirement_does(places) -> None:
    medicine = make_requirement(settings=["bosted"])
    make_job_requirement(medicine, 3, workplace=places["centre"])
    assert required_levels([(places[name].pk, JOB) for name in ("unit", "other", "centre")], TODAY) == {
        (places["unit"].pk, JOB): {medicine.pk: Required(3, True)},
        (places["other"].pk, JOB): {},
        (places["centre"].pk, JOB): {},
    }


def test_required_levels_above_the_units_come_from_rows_for_any_setting(places) -> None:
    requirement, other = make_requirement(), make_requirement()
    make_job_requirement(requirement, 2)
    make_job_requirement(other, 2, setting="bosted")
    assert required_levels([(places["centre"].pk, JOB)], TODAY)[places["centre"].pk, JOB] == {
        requirement.pk: Required(2, True)
    }


def test_required_levels_ignore_frameworks_not_in_use(places) -> None:
    old = make_framework(is_current=False)
    requirement = make_requirement()
    make_job_requirement(requirement, 2)
    requirement.framework.is_current = False
    requirement.framework.save()
    old.is_current = True
    old.save()
    assert required_levels([(places["unit"].pk, JOB)], TODAY) == {(places["unit"].pk, JOB): {}}


def test_required_levels_of_unknown_posts_are_empty(places) -> None:
    make_job_requirement(make_requirement(), 2)
    assert required_levels([], TODAY) == {}
    assert required_levels([(0, JOB), (places["unit"].pk, "astronaut")], TODAY) == {
        (0, JOB): {},
        (places["unit"].pk, "astronaut"): {},
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_required_levels_take_two_queries(places, rows) -> None:
    for _ in range(rows):
        requirement = make_requirement()
        make_job_requirement(requirement, 2)
        make_job_requirement(requirement, 3, workplace=places["centre"])
    posts = [(place.pk, job) for place in places.values() for job in list(JobFunction)[:rows]]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(required_levels(posts, TODAY)) == len(posts)
    assert len(queries) == 2
