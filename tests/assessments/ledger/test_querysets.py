"""What each name for a set of rows takes in, on the days around its border."""

import datetime as dt

import pytest
import time_machine
from django.utils import translation
from wagtail.log_actions import registry as log_registry

from accounts.models import User
from assessments.ledger.domain.evidence import revoke_evidence
from assessments.ledger.domain.queries import evidence_rows, positions
from assessments.ledger.domain.standing import derive_standings
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence, EvidencePolicy, Standing
from tests.factories.ledger import show

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)
BEFORE, AFTER = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)


@pytest.fixture
def rows(person, competences):
    """Ends the day before, on the day, never."""
    return [
        show(person, competence, 2, on=dt.date(2026, 1, number), until=until)
        for number, competence, until in zip((1, 2, 3), competences, (BEFORE, DAY, None), strict=True)
    ]


def test_what_holds_and_what_has_run_out_on_a_day(rows):
    assert list(Evidence.objects.holding(DAY).order_by("pk")) == rows[1:]
    assert list(Evidence.objects.run_out(DAY)) == rows[:1]
    assert [row.holds_on(DAY) for row in rows] == [False, True, True]


def test_standings_are_fresh_until_their_last_day_is_over(person, competences):
    for competence, expires in zip(competences, (BEFORE, DAY, None), strict=True):
        Standing.objects.create(person=person, competence=competence, level=1, expires=expires)
    fresh = Standing.objects.fresh(DAY).order_by("pk")
    assert list(fresh.values_list("expires", flat=True)) == [DAY, None]
    assert list(Standing.objects.stale(DAY).values_list("expires", flat=True)) == [BEFORE]


def test_what_was_taken_back_and_what_took_it_back_say_nothing_now(rows):
    revocation = revoke_evidence(rows[0], by=None)
    assert list(Evidence.objects.original().order_by("pk")) == rows
    assert list(Evidence.objects.unrevoked().order_by("pk")) == rows[1:]
    taken_back_on = revocation.recorded_on
    counted = Evidence.objects.counting(taken_back_on - dt.timedelta(days=1)).order_by("pk")
    assert list(counted) == rows
    assert list(Evidence.objects.counting(taken_back_on).order_by("pk")) == rows[1:]
    assert list(Evidence.objects.counting(dt.date(2026, 1, 2)).order_by("pk")) == rows[:2]


def test_rows_by_where_they_came_from_and_who_says_it(rows, person, competences):
    own = show(person, competences[0], 3, EvidenceKind.SELF_ASSESSMENT, origin="test:own")
    assert list(Evidence.objects.of_origin("test:own")) == [own]
    assert Evidence.objects.of_origin(rows[0].origin, "test:own").count() == 2
    assert not Evidence.objects.of_origin().exists()
    assert list(Evidence.objects.told_by_others().order_by("pk")) == rows


def test_a_ledger_is_read_newest_first_in_one_query(rows, person, competences, django_assert_num_queries):
    twin = show(person, competences[0], 1, on=dt.date(2026, 1, 3), recorded_by=person)
    revocation = revoke_evidence(rows[1], by=None)
    with django_assert_num_queries(1):
        read = list(evidence_rows(person))
        assert [row.competence.code for row in read] == ["M.1", "M.3", "M.2", "M.1"]
        assert [row.recorded_by for row in read] == [person, None, None, None]
        assert [getattr(row, "revoked_by", None) for row in read] == [None, None, revocation, None]
    assert read == [twin, rows[2], rows[1], rows[0]]


def test_reading_one_person_says_nothing_of_others(rows, person, competences, django_assert_num_queries):
    other = User.objects.create_user("b@example.org", display_name="B")
    theirs = show(other, competences[0], 4)
    assert theirs not in evidence_rows(person)
    with time_machine.travel(dt.datetime.combine(DAY, dt.time(12), dt.UTC)):
        derive_standings({(person.pk, competence.pk) for competence in competences})
        # What runs out at the end of the day still holds: the ledger is not asked.
        with django_assert_num_queries(1):
            found = positions([person.pk])
    assert {key: position.level for key, position in found.items()} == {
        (person.pk, competences[0].pk): 0,
        (person.pk, competences[1].pk): 2,
        (person.pk, competences[2].pk): 2,
    }


def test_log_says_in_words_what_was_done_with_evidence():
    with translation.override("en"):
        words = {action: str(label) for action, label in log_registry.get_choices()}
    told = [words[f"assessments.{verb}_evidence"] for verb in ("record", "revoke")]
    assert told == ["Record evidence", "Revoke evidence"]


def test_rows_say_what_they_are(rows):
    assert str(rows[0]) == "Set i praksis, M.1: 2"
    assert str(Standing.objects.get(competence__code="M.3")) == "M.3: 2"
    assert str(EvidencePolicy(kind=EvidenceKind.GRADED_TEST)) == "Rettet prøve"
