"""What holds of any history of a person's ledger, whatever was recorded, taken back and put right."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from assessments.ledger.domain.auditing import audit_person
from assessments.ledger.domain.correcting import correct_evidence
from assessments.ledger.domain.evidence import Event, record_evidence, revoke_evidence
from assessments.ledger.domain.queries import positions
from assessments.ledger.domain.standing import (
    LEDGER_COLUMNS,
    LedgerRow,
    derive_position,
    rebuild_standings,
    refresh_standings,
)
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence, EvidencePolicy, Standing
from competences.models import Competence
from tests.factories.accounts import make_person
from tests.factories.competences import make_requirement

FIRST = dt.date(2024, 1, 1)
KINDS = [
    EvidenceKind.CERTIFICATE,
    EvidenceKind.OBSERVATION,
    EvidenceKind.SOLVED,
    EvidenceKind.SELF_ASSESSMENT,
]
# After how many days what is done: recorded with a level and a kind, taken back, or put right.
acts = st.lists(
    st.tuples(
        st.integers(0, 200),
        st.sampled_from(["record", "record", "revoke", "correct"]),
        st.integers(1, 4),
        st.sampled_from(KINDS),
    ),
    min_size=1,
    max_size=7,
)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


class History(TestCase):
    """Some years of one person and one requirement; certificates run out, with grace and a window."""

    person: User
    chief: User
    requirement: Competence

    @classmethod
    def setUpTestData(cls) -> None:
        cls.person, cls.chief = make_person(), make_person()
        cls.requirement = make_requirement()
        EvidencePolicy.objects.create(
            kind=EvidenceKind.CERTIFICATE, ceiling=4, valid_months=12, grace_days=20, renewal_days=60
        )
        EvidencePolicy.objects.create(kind=EvidenceKind.SOLVED, ceiling=2, valid_months=6)

    def act(self, number: int, what: str, level: int, kind: EvidenceKind) -> None:
        rows = list(Evidence.objects.unrevoked().told_by_others().order_by("pk"))
        if what == "record" or not rows:
            event = Event(kind=kind, origin=f"tests.thing:{number}")
            record_evidence(event, self.person, [(self.requirement, level)])
        elif what == "revoke":
            revoke_evidence(rows[level % len(rows)], by=self.chief, reason="Forkert")
        else:
            row = rows[level % len(rows)]
            correct_evidence(row, level=level, valid_until=row.runs_out_on, by=self.chief, reason="Forkert")

    def on(self, day: dt.date) -> Any:
        return positions([self.person.pk], day).get((self.person.pk, self.requirement.pk))

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(acts)
    def test_yesterday_never_changes_because_of_today(self, acts: list[Any]) -> None:
        """What is said of a day is the same the day after as at the end, whatever was written meanwhile; the
        stored standings say what the ledger does; and every row stands as it was written."""
        day, told = FIRST, []
        for number, (days, what, level, kind) in enumerate(acts):
            day += dt.timedelta(days=days + 1)
            with time_machine.travel(noon(day), tick=False):
                self.act(number, what, level, kind)
                standing = self.on(day)
                # An own view moves no standing: what has run out meanwhile is left to the day's refreshing.
                refresh_standings(noon(day))
                assert rebuild_standings().changed == 0
            told.append((day, standing))
            # Asked again on the next day, when it is another day: the ledger answers, not the standing.
            with time_machine.travel(noon(day + dt.timedelta(days=1)), tick=False):
                assert self.on(day) == standing
        with time_machine.travel(noon(day + dt.timedelta(days=400)), tick=False):
            assert [(day, self.on(day)) for day, _standing in told] == told
        assert audit_person(self.person.pk) == []

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(acts, st.integers(1, 4), st.sampled_from(KINDS[:3]), st.integers(0, 500))
    def test_taking_back_and_recording_anew_is_neutral(
        self, acts: list[Any], level: int, kind: EvidenceKind, later: int
    ) -> None:
        """A row taken back and recorded anew as it was leaves the standing as it was, on every later day."""
        day = FIRST
        for number, (days, what, other, sort) in enumerate(acts):
            day += dt.timedelta(days=days)
            with time_machine.travel(noon(day), tick=False):
                self.act(number, what, other, sort)
        with time_machine.travel(noon(day), tick=False):
            event = Event(kind=kind, origin="tests.thing:last")
            (row,) = record_evidence(event, self.person, [(self.requirement, level)])
            row.refresh_from_db()
            before = self.on(day + dt.timedelta(days=later))
            revoke_evidence(row, by=self.chief, reason="Ved en fejl")
            correct_evidence(
                row, level=level, valid_until=row.runs_out_on, by=self.chief, reason="Det var rigtigt"
            )
            assert self.on(day + dt.timedelta(days=later)) == before
            refresh_standings(noon(day))
            assert rebuild_standings().changed == 0
        assert audit_person(self.person.pk) == []

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(acts, st.randoms(use_true_random=False), st.integers(0, 1000))
    def test_any_order_of_the_same_rows_gives_the_same_standing(
        self, acts: list[Any], rng: Any, later: int
    ) -> None:
        day = FIRST
        for number, (days, what, level, kind) in enumerate(acts):
            day += dt.timedelta(days=days)
            with time_machine.travel(noon(day), tick=False):
                self.act(number, what, level, kind)
        asked = day + dt.timedelta(days=later)
        rows = [LedgerRow(*row) for row in Evidence.objects.counting(asked).values_list(*LEDGER_COLUMNS)]
        rng.shuffle(rows)
        assert derive_position(rows, asked) == self.on(asked)


@pytest.mark.django_db
def test_ageing_needs_no_writing(time_machine: Any) -> None:
    """A month without a tick: what is asked for is the same as with one, on every day of it."""
    time_machine.move_to(noon(FIRST), tick=False)
    person, requirements = make_person(), [make_requirement() for _ in range(3)]
    for number, requirement in enumerate(requirements):
        end = FIRST + dt.timedelta(days=7 * (number + 1))
        event = Event(kind=EvidenceKind.CERTIFICATE, origin=f"tests.thing:{number}", valid_until=end)
        record_evidence(event, person, [(requirement, 3)])
    stored = list(Standing.objects.values())

    def figures() -> dict[dt.date, Any]:
        found = {}
        for days in range(30):
            time_machine.move_to(noon(FIRST + dt.timedelta(days=days)), tick=False)
            found[days] = positions([person.pk])
        return found

    without = figures()
    assert list(Standing.objects.values()) == stored
    time_machine.move_to(noon(FIRST + dt.timedelta(days=30)), tick=False)
    assert refresh_standings(noon(FIRST + dt.timedelta(days=30))) == 3
    assert positions([person.pk]) == without[29]
    assert User.objects.filter(standings__level__gt=0).count() == 0
