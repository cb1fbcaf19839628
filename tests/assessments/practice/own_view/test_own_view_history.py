"""Whatever somebody says of themself, in whatever order: what holds afterwards."""

import datetime as dt

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from assessments.ledger.domain.queries import positions, read_own_ledger
from assessments.ledger.domain.standing import rebuild_standings
from assessments.ledger.models import Evidence
from assessments.practice.domain.own_view import Ended, Said, end_assessment, save_answer, start_assessment
from assessments.practice.models import OwnAnswer, SelfAssessment
from tests.assessments.practice.own_view.conftest import NOW, Town, build_town
from tests.factories.ledger import show

levels = st.none() | st.integers(0, 4)
# In which requirement something is said, and what; or the self-assessment is ended and a new one begun.
acts = st.lists(st.tuples(st.integers(0, 2), levels) | st.just("anew"), max_size=12)


class HistoryTest(TestCase):
    """An own view is what was said last; the first answer stays; nobody's standing moves."""

    town: Town

    @classmethod
    def setUpTestData(cls) -> None:
        cls.town = build_town()

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(acts)
    def test_the_newest_is_the_present_view_and_the_first_stays(self, said) -> None:
        town, lone = self.town, self.town.lone
        with time_machine.travel(NOW, tick=False) as clock:
            show(lone, town.goals, 2)
            before = positions([lone.pk])
            assessment = start_assessment(lone)
            present: dict[int, int] = {}
            first: dict[tuple[int, int], int | None] = {}
            for act in said:
                clock.shift(dt.timedelta(minutes=1))
                if act == "anew":
                    end_assessment(lone, assessment)
                    with pytest.raises(Ended):
                        save_answer(lone, assessment, town.goals.pk, Said(4))
                    assessment = start_assessment(lone)
                    continue
                which, level = act
                competence = town.requirements[which].pk
                known = OwnAnswer.objects.filter(assessment=assessment, competence=competence).first()
                save_answer(lone, assessment, competence, Said(level))
                first.setdefault((assessment.pk, competence), level)
                if level is not None:
                    present[competence] = level
                elif known is not None and known.level is not None:
                    # Taken back is what this self-assessment said; what an earlier one said holds again.
                    present.pop(competence, None)
                    self._restore(present, assessment, competence)
            assert read_own_ledger(lone, NOW.date()).own_views == present
            stored = {
                (row.assessment_id, row.competence_id): row.first_level for row in OwnAnswer.objects.all()
            }
            assert stored == first
            assert positions([lone.pk]) == before
            assert SelfAssessment.objects.filter(ended_at=None).count() == 1
            assert rebuild_standings().changed == 0
            assert not Evidence.objects.filter(kind__startswith="self", confirms__gt=0).exists()

    def _restore(self, present: dict[int, int], assessment: SelfAssessment, competence: int) -> None:
        earlier = OwnAnswer.objects.filter(competence=competence, assessment__lt=assessment.pk)
        newest = earlier.exclude(level=None).order_by("-assessment").first()
        if newest is not None and newest.level is not None:
            present[competence] = newest.level
