"""Any order of the same observations stands the same, and one taken back leaves no trace in the standing."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assessments.ledger.domain.evidence import revoke_evidence
from assessments.ledger.domain.queries import positions
from assessments.ledger.domain.standing import rebuild_standings
from assessments.ledger.models import Evidence
from assessments.practice.domain.observation.signing import take_back
from assessments.practice.enums import ObservationState
from tests.factories.accounts import make_person
from tests.factories.competences import make_requirement
from tests.factories.practice_observation import ask, make_supervisor, sign_both, words

pytestmark = pytest.mark.django_db

# Who saw it, on which day of January, and the level that it means.
SEEN = st.tuples(st.integers(0, 2), st.integers(1, 3), st.sampled_from([4, 4, 4, 3, 2, 0]))


def expected(seen):
    """What the rule says in one sentence: up to 3 by one, 4 by two observers on two days."""
    alone = max((min(level, 3) for _who, _day, level in seen), default=0)
    together = max(
        (min(a[2], b[2]) for a in seen for b in seen if a[0] != b[0] and a[1] != b[1]),
        default=0,
    )
    return max(alone, together), together


def stand(observers, seen, taken_back=()):
    """Sign these in this order and take some back, for somebody new; their position and the rows."""
    person, requirement = make_person(), make_requirement()
    rows = []
    for who, day, level in seen:
        row = ask(person, requirement, observers[who])
        rows.append(sign_both(row, words(level, dt.date(2026, 1, day))))
    for place in taken_back:
        take_back(rows[place], by=rows[place].observer)
    return positions([person.pk]).get((person.pk, requirement.pk)), person


def comparable(position):
    return None if position is None else (position.level, position.kind, position.expires)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@example([(0, 1, 4), (1, 1, 4)], [1, 0], (2, 2, 4), 1)
@example([(0, 1, 4), (0, 2, 4), (1, 2, 3)], [2, 1, 0], (1, 3, 4), 0)
@given(st.lists(SEEN, min_size=1, max_size=4), st.permutations(range(4)), SEEN, st.integers(0, 4))
def test_any_order_and_any_detour_stand_the_same(seen, order, detour, place):
    other = [seen[number] for number in order if number < len(seen)]
    place = min(place, len(seen))
    with transaction.atomic():
        observers = [make_supervisor() for _number in range(3)]
        level, together = expected(seen)
        first, _person = stand(observers, seen)
        assert first.level == level
        if together and together >= min(level, 3):
            assert first.kind == "observation_by_two"
        second, _person = stand(observers, other)
        assert comparable(second) == comparable(first)
        # One more that is taken back again changes nothing, wherever it came in.
        longer = [*seen[:place], detour, *seen[place:]]
        third, _person = stand(observers, longer, taken_back=[place])
        assert comparable(third) == comparable(first)
        # All are taken back, and signed again.
        fourth, _person = stand(observers, [*seen, *seen], taken_back=range(len(seen)))
        assert comparable(fourth) == comparable(first)
        assert rebuild_standings().changed == 0
        transaction.set_rollback(True)


def test_half_a_pair_taken_back_leaves_the_other_to_pair_anew(person, competences):
    rows = [sign_both(ask(person, competences[0]), words(4, dt.date(2026, 1, day))) for day in (1, 2, 3)]
    # Each with the newest before it: 1+2, 2+3.
    assert Evidence.objects.filter(kind="observation_by_two").count() == 2
    take_back(rows[1], by=rows[1].observer)
    standing = Evidence.objects.unrevoked().filter(kind="observation_by_two")
    assert [row.origin for row in standing] == [f"practice.observations:{rows[0].pk}+{rows[2].pk}"]
    assert positions([person.pk])[person.pk, competences[0].pk].level == 4


def test_whoever_revokes_the_row_the_observation_falls_with_it(person, competences):
    rows = [sign_both(ask(person, competences[0]), words(4, dt.date(2026, 1, day))) for day in (1, 2)]
    evidence = Evidence.objects.get(origin=rows[0].origin)
    revoke_evidence(evidence, by=make_person(), reason="Forvekslet")
    rows[0].refresh_from_db()
    assert rows[0].state == ObservationState.TAKEN_BACK
    assert not Evidence.objects.unrevoked().filter(kind="observation_by_two").exists()
    assert positions([person.pk])[person.pk, competences[0].pk].level == 3
