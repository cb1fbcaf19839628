"""Judging many cells at once says what judging each by itself says."""

import datetime as dt
import itertools

import numpy as np
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User, Workplace
from assessments.ledger.domain.evidence import Event, build_evidence, record_evidence
from assessments.ledger.domain.queries import positions, read_own_ledger
from assessments.ledger.domain.standing import Position, derive_standings, judge
from assessments.ledger.enums import EvidenceKind, GapState
from assessments.ledger.models import Evidence
from assessments.ledger.policy import Policy
from competences.models import Competence
from reports.domain.grid import NOTHING, STATES, classify, read_grid
from tests.factories.accounts import make_employment, make_unit
from tests.factories.competences import make_area, make_framework, make_job_requirement, make_requirement

levels = st.integers(0, 4)


@given(st.lists(st.tuples(levels, st.none() | st.tuples(levels, levels)), min_size=1, max_size=60))
@example([(3, (1, 3)), (3, None), (0, None), (3, (4, 0)), (2, (0, 1))])
def test_classify_says_what_judge_says(cells: list[tuple[int, tuple[int, int] | None]]) -> None:
    known = [(NOTHING, 0) if cell is None else cell for _, cell in cells]
    state, gap = classify(
        np.array([required for required, _ in cells], dtype=np.int8),
        np.array([level for level, _ in known], dtype=np.int8),
        np.array([lapsed for _, lapsed in known], dtype=np.int8),
    )
    for number, (required, cell) in enumerate(cells):
        position = Position(level=cell[0], lapsed_level=cell[1]) if cell else None
        judgement = judge(required, position)
        assert (STATES[state[number]], int(gap[number])) == (judgement.state, judgement.gap)


def test_states_are_those_of_the_house() -> None:
    assert set(STATES) == set(GapState)


ledger = st.lists(
    st.tuples(
        st.integers(0, 2),  # who
        st.integers(0, 8),  # which requirement
        st.sampled_from([EvidenceKind.SELF_ASSESSMENT, EvidenceKind.OBSERVATION]),
        st.integers(1, 4),  # level shown
        st.integers(-400, 0),  # recorded so many days ago
        st.none() | st.integers(-300, 300),  # holds until, in days from today
        st.none() | st.integers(-400, 0),  # taken back so many days ago
    ),
    max_size=25,
)


class LedgerTest(TestCase):
    """Read at once or one by one, from standings or from the ledger, the grid is the same."""

    unit: Workplace
    people: list[User]
    requirements: list[Competence]
    others: list[Competence]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.unit = make_unit()
        cls.people = [make_employment(workplace=cls.unit).user for _ in range(3)]
        area = make_area()
        # More than fit into one integer, with those of another framework between them.
        cls.requirements = []
        elsewhere = make_area(make_framework(is_current=False), "X")
        for number in range(9):
            cls.requirements.append(make_requirement(area))
            make_job_requirement(cls.requirements[-1], 1 + number % 4)
            cls.others = [make_requirement(elsewhere) for _ in range(number % 3)]

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(ledger, st.integers(-200, 0))
    def test_grid_agrees_with_the_positions_of_each(self, rows, written_days_ago: int) -> None:
        today = timezone.localdate()
        Evidence.objects.bulk_create(
            build_evidence(
                Event(
                    kind=kind,
                    origin=f"tests:{number}",
                    recorded_at=timezone.now() + dt.timedelta(days=days),
                    valid_until=None if until is None else today + dt.timedelta(days=until),
                ),
                Policy(ceiling=0 if kind == EvidenceKind.SELF_ASSESSMENT else 4),
                person_id=self.people[who].pk,
                competence_id=self.requirements[which].pk,
                level=level,
            )
            for number, (who, which, kind, level, days, until, _taken_back) in enumerate(rows)
        )
        for person, other in itertools.product(self.people, self.others):
            event = Event(kind=EvidenceKind.OBSERVATION, origin="tests:another framework")
            record_evidence(event, person, [(other, 4)])
        for number, (who, which, kind, level, days, _until, taken_back) in enumerate(rows):
            if taken_back is not None:
                revoked = Evidence.objects.get(origin=f"tests:{number}")
                event = Event(
                    kind=kind,
                    origin=f"tests:{number}:back",
                    recorded_at=timezone.now() + dt.timedelta(days=max(taken_back, days)),
                )
                row = build_evidence(
                    event,
                    Policy(ceiling=4),
                    person_id=self.people[who].pk,
                    competence_id=self.requirements[which].pk,
                    level=level,
                )
                row.revokes = revoked
                row.save()
        # Standings that were written some time ago have gone stale where evidence has run out since.
        written = today + dt.timedelta(days=min(written_days_ago, 0))
        pairs = {(person.pk, entry.pk) for person in self.people for entry in self.requirements}
        newest = max((days for row in rows for days in (row[4], row[6]) if days is not None), default=0)
        is_older = newest <= written_days_ago
        derive_standings(pairs, written if is_older else today)

        for as_of in (today, today + dt.timedelta(days=written_days_ago)):
            grid = read_grid(self.unit, as_of=as_of)
            found = positions([person.pk for person in self.people], as_of)
            for person in self.people:
                own = {which: position for (who, which), position in found.items() if who == person.pk}
                assert read_own_ledger(person, as_of).positions == own
            for row, person in enumerate(grid.staff["person"].tolist()):
                for column, entry in enumerate(grid.requirements):
                    judgement = judge(int(grid.required[row, column]), found.get((person, entry.id)))
                    assert STATES[grid.state[row, column]] == judgement.state
                    assert grid.gap[row, column] == judgement.gap
