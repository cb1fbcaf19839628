"""An own view is its owner's until they share it, and again when they take it back."""

import datetime as dt

import pytest

from accounts.enums import JobFunction
from assessments.practice.domain.own_view_sharing import (
    NotMyManager,
    managers_of,
    readers_of,
    share_own_view,
    shared_own_views,
    withdraw_own_view,
)
from assessments.practice.models import SharedOwnView
from tests.assessments.practice.own_view.conftest import TODAY
from tests.factories.accounts import make_employment, make_person
from tests.factories.practice_own_view import make_assessment, say


def test_only_whom_it_is_shared_with_sees_it_and_only_until_it_is_taken_back(town):
    say(make_assessment(town.lone), town.goals, 2)
    assert shared_own_views(town.hanne, town.lone) is None
    share_own_view(town.lone, town.hanne.pk)
    share_own_view(town.lone, town.hanne.pk)
    assert shared_own_views(town.hanne, town.lone) == {town.goals.pk: 2}
    assert shared_own_views(make_person(), town.lone) is None
    assert readers_of(town.lone) == [town.hanne]
    withdraw_own_view(town.lone, town.hanne.pk)
    withdraw_own_view(town.lone, town.hanne.pk)
    assert shared_own_views(town.hanne, town.lone) is None
    assert readers_of(town.lone) == []
    assert SharedOwnView.objects.exclude(withdrawn_at=None).count() == 1


def test_it_can_be_shared_anew(town):
    for _again in range(2):
        share_own_view(town.lone, town.hanne.pk)
        withdraw_own_view(town.lone, town.hanne.pk)
    share_own_view(town.lone, town.hanne.pk)
    assert SharedOwnView.objects.count() == 3


def test_who_leads_me_no_more_sees_nothing(town):
    share_own_view(town.lone, town.hanne.pk)
    town.hanne.employments.update(end=TODAY - dt.timedelta(days=1))
    hanne = type(town.hanne).objects.get(pk=town.hanne.pk)
    assert shared_own_views(hanne, town.lone) is None


def test_it_is_shared_with_the_nearest_who_lead_and_with_nobody_else(town):
    chief = make_person(display_name="Chef")
    make_employment(chief, town.centre, job_function=JobFunction.LEDER, is_manager=True)
    assert managers_of(town.lone) == [town.hanne]
    assert managers_of(town.hanne) == [chief]
    for nobody in (chief.pk, town.lone.pk, 0):
        with pytest.raises(NotMyManager):
            share_own_view(town.lone, nobody)
    make_employment(town.lone, town.other_unit, start=TODAY)
    lone = type(town.lone).objects.get(pk=town.lone.pk)
    assert {one.pk for one in managers_of(lone)} == {town.hanne.pk, chief.pk}
