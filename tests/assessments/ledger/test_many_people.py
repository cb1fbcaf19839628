"""Several people at once: each stands by their own ledger, and whoever is not meant is left alone."""

import datetime as dt

import pytest

from accounts.models import User
from assessments.ledger.domain.queries import positions
from assessments.ledger.domain.standing import DERIVED_FIELDS, derive_standings, rebuild_standings
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence, Standing
from tests.factories.ledger import show

TODAY = dt.date(2026, 11, 29)
YESTERDAY = dt.date(2026, 11, 28)
LAST_YEAR = dt.date(2025, 11, 29)


@pytest.fixture(autouse=True)
def _today(time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 29, 9, tzinfo=dt.UTC), tick=False)


@pytest.fixture
def bo(db) -> User:
    return User.objects.create_user("bo@example.org", display_name="Bo")


@pytest.fixture
def carl(db) -> User:
    return User.objects.create_user("carl@example.org", display_name="Carl")


def levels(*people: User) -> dict[tuple[int, int], int]:
    rows = Standing.objects.filter(person__in=people)
    return {(row.person_id, row.competence_id): row.level for row in rows}


def spoil() -> None:
    """Every standing says what no ledger does."""
    Standing.objects.update(level=4, kind=EvidenceKind.CERTIFICATE)


def test_a_standing_says_all_that_the_ledger_adds_up_to(person, competences):
    show(person, competences[0], 3, EvidenceKind.SELF_ASSESSMENT)
    show(person, competences[0], 2, EvidenceKind.SOLVED, until=TODAY)
    show(person, competences[0], 4, EvidenceKind.CERTIFICATE, on=LAST_YEAR, until=YESTERDAY)
    row = Standing.objects.get()
    assert {field: getattr(row, field) for field in DERIVED_FIELDS} == {
        "level": 2,
        "kind": EvidenceKind.SOLVED,
        "expires": TODAY,
        "lapsed_level": 4,
    }


def test_standings_of_several_are_written_and_nobody_elses(person, bo, carl, competences):
    one, two, _three = competences
    for somebody in (person, bo, carl):
        show(somebody, one, 1)
        show(somebody, two, 2)
    spoil()
    derive_standings({(person.pk, one.pk), (bo.pk, two.pk)})
    assert levels(person, bo, carl) == {
        (person.pk, one.pk): 1,
        (person.pk, two.pk): 4,
        (bo.pk, one.pk): 4,
        (bo.pk, two.pk): 2,
        (carl.pk, one.pk): 4,
        (carl.pk, two.pk): 4,
    }


def test_standings_of_several_go_with_their_ledger_and_nobody_elses(person, bo, carl, competences):
    one, two, _three = competences
    for somebody in (person, bo, carl):
        show(somebody, one, 1)
        show(somebody, two, 2)
    Evidence.objects.all().delete()
    derive_standings({(person.pk, one.pk), (bo.pk, two.pk)})
    assert levels(person, bo, carl).keys() == {
        (person.pk, two.pk),
        (bo.pk, one.pk),
        (carl.pk, one.pk),
        (carl.pk, two.pk),
    }


def test_a_rebuild_counts_over_all_its_batches(person, bo, competences):
    for somebody in (person, bo):
        show(somebody, competences[0], 1)
        show(somebody, competences[1], 2)
    spoil()
    rebuild = rebuild_standings(people_per_batch=1)
    assert (rebuild.seen, rebuild.changed) == (4, 4)
    again = rebuild_standings(people_per_batch=1)
    assert (again.seen, again.changed) == (4, 0)


def test_positions_are_those_of_the_people_asked_for(person, bo, competences):
    """On an earlier day, and today where what several of them had has run out since."""
    one, two, _three = competences
    for somebody in (person, bo):
        show(somebody, one, 2, on=LAST_YEAR, until=YESTERDAY)
        show(somebody, two, 3, on=LAST_YEAR, until=YESTERDAY)
    # As they were written when all of it held.
    derive_standings({(each.pk, it.pk) for each in (person, bo) for it in (one, two)}, as_of=LAST_YEAR)
    assert positions([person.pk], LAST_YEAR).keys() == {(person.pk, one.pk), (person.pk, two.pk)}
    today = positions([person.pk])
    assert {key: (place.level, place.lapsed_level) for key, place in today.items()} == {
        (person.pk, one.pk): (0, 2),
        (person.pk, two.pk): (0, 3),
    }
