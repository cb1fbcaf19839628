"""What the work asks for follows the job and the level of the day."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from accounts.enums import JobFunction
from assessments.ledger.enums import GapState
from competences.domain.levels import set_level
from development.domain.me import read_me
from development.domain.my_learning import read_my_learning
from tests.development.helpers import employ, show, state_of
from tests.factories.competences import make_job_requirement

pytestmark = pytest.mark.django_db


def test_my_learning_asks_for_the_new_from_the_day_of_a_job_change(person, unit, goals) -> None:
    today = timezone.localdate()
    make_job_requirement(goals, 4, job_function=JobFunction.PEER)
    employ(person, unit, end=today)
    employ(person, unit, JobFunction.PEER, start=today + dt.timedelta(days=1))
    asked = []
    for days in (0, 1):
        with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
            (demand,) = read_my_learning(read_me(person)).requirements.demands
            asked.append((demand.required_level, demand.posts_in_words))
    assert [level for level, _ in asked] == [2, 4]
    assert asked[0][1] != asked[1][1]


def test_my_learning_asks_for_a_raised_level_from_its_day(client, employee, goals) -> None:
    show(employee, goals, 2)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    set_level(goals.job_requirements.get().line, 3, valid_from=tomorrow)
    assert state_of(employee) == (GapState.MET, 0)
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        assert state_of(employee) == (GapState.GAP, 1)
