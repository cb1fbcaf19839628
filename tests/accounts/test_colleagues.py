"""Colleagues: who works where one works today, by name."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.domain.colleagues import colleagues_of
from accounts.models import Leave
from tests.factories.accounts import make_employment, make_person, make_unit

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.mark.django_db
def test_colleagues_are_those_at_work_in_the_same_places_in_danish_order(django_assert_num_queries):
    me, unit, other_unit = make_person(), make_unit(), make_unit()
    make_employment(me, unit)
    make_employment(me, other_unit)
    make_employment(me, make_unit(), end=TODAY - DAY)
    for name in ("Åse", "Zita", "Ærø", "Øjvind", "Anna"):
        make_employment(make_person(display_name=name), unit)
    anna_too = make_person(display_name="Bo")
    make_employment(anna_too, unit)
    make_employment(anna_too, other_unit)
    gone, later, away, shut_out = (
        make_person(display_name=name) for name in ("Gik", "Kommer", "Orlov", "Ude")
    )
    make_employment(gone, unit, end=TODAY - DAY)
    make_employment(later, unit, start=TODAY + DAY)
    Leave.objects.create(employment=make_employment(away, unit), start=TODAY)
    make_employment(shut_out, unit)
    shut_out.is_active = False
    shut_out.save()
    make_employment(make_person(display_name="Et andet sted"))
    with django_assert_num_queries(1):
        names = [colleague.name for colleague in colleagues_of(me)]
    assert names == ["Anna", "Bo", "Zita", "Ærø", "Øjvind", "Åse"]


@pytest.mark.django_db
def test_whoever_works_nowhere_has_no_colleagues():
    make_employment()
    assert colleagues_of(make_person()) == []
