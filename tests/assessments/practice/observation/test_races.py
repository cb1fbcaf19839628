"""Two who sign at once. Only PostgreSQL has the row locks that this is about."""

import datetime as dt

import pytest

from assessments.ledger.domain.standing import rebuild_standings
from assessments.ledger.models import Evidence, Standing
from assessments.practice.domain.observation.asking import find_by_token
from assessments.practice.domain.observation.letters import token_of
from assessments.practice.domain.observation.refusals import IsOver
from assessments.practice.domain.observation.signing import Signature, sign, tell_what_was_seen
from assessments.practice.models import Observation
from tests.at_once import raised_at_once
from tests.factories.practice_observation import ask, tell, words

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_observers_who_sign_at_once_are_one_pair_and_no_row_is_lost(person, competences):
    for turn in range(5):
        rows = [ask(person, competences[turn % 3]) for _number in range(2)]

        def observe_and_sign(number, rows=rows):
            row = tell(rows[number], words(4, dt.date(2026, 1, 1 + number)))
            sign(row, row.observer_signed, "", by=person)

        assert raised_at_once(lambda: observe_and_sign(0), lambda: observe_and_sign(1)) == [None, None]
        numbers = "+".join(str(row.pk) for row in rows)
        assert Evidence.objects.filter(origin=f"practice.observations:{numbers}").count() == 1
        assert Evidence.objects.filter(origin__in=[row.origin for row in rows]).count() == 2
    assert set(Standing.objects.values_list("level", flat=True)) == {4}
    assert rebuild_standings().changed == 0


def test_a_link_that_two_use_at_once_is_used_once(person, competences):
    row = ask(person, competences[0], email="inger@example.org")
    token = token_of(row)

    def answer(name):
        found = find_by_token(token)
        if found is None:
            raise IsOver
        tell_what_was_seen(found, words(), by=None, signature=Signature(name, "Regionen"))

    raised = raised_at_once(lambda: answer("Inger"), lambda: answer("Bo"))
    assert sorted(type(one).__name__ for one in raised) == ["IsOver", "NoneType"]
    assert Observation.objects.get().state == "seen"


def test_a_person_who_signs_twice_at_once_gets_one_row(person, competences):
    row = tell(ask(person, competences[0]))
    acts = [lambda: sign(row, row.observer_signed, "", by=person) for _time in range(2)]
    assert sorted(type(one).__name__ for one in raised_at_once(*acts)) == ["IsOver", "NoneType"]
    assert Evidence.objects.count() == 1
