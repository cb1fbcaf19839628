"""Levels have a history: what holds from a day on changes nothing of the days before it."""

import datetime as dt
import importlib
from itertools import permutations

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from accounts.domain.workplace import save_workplace
from accounts.enums import JobFunction, Setting
from accounts.models import PastSetting, Workplace
from competences.domain.framework import choose_framework
from competences.domain.levels import (
    HasHeld,
    PastDay,
    When,
    end_level,
    history_of,
    set_level,
    take_back_level,
)
from competences.domain.queries import frameworks_in_use, requirement_tree
from competences.domain.requirements import Required, required_levels
from competences.models import BEGINNING, Competence, JobRequirement, Line, PastFramework
from tests.factories.accounts import make_person, make_unit
from tests.factories.competences import make_area, make_framework, make_job_requirement, make_requirement

pytestmark = pytest.mark.django_db
JOB = JobFunction.SOSU_ASSISTENT
TODAY = dt.date(2026, 11, 20)


def day(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def at(days: int) -> time_machine.travel:
    """At noon so many days from today."""
    return time_machine.travel(dt.datetime.combine(day(days), dt.time(12), dt.UTC), tick=False)


@pytest.fixture(autouse=True)
def _today():
    with at(0):
        yield


@pytest.fixture
def unit() -> Workplace:
    return make_unit()


@pytest.fixture
def goals() -> Competence:
    return make_requirement()


def asked(unit: Workplace, competence: Competence, on: dt.date) -> int:
    found = required_levels([(unit.pk, JOB)], on)[unit.pk, JOB]
    return found[competence.pk].level if competence.pk in found else 0


def general(competence: Competence) -> Line:
    return Line(competence.pk, JOB, "", None)


def test_raised_level_counts_from_its_day_on(unit, goals) -> None:
    make_job_requirement(goals, 2)
    set_level(general(goals), 3, valid_from=TODAY)
    set_level(general(goals), 4, valid_from=day(5))
    assert [asked(unit, goals, day(days)) for days in (-9000, -1, 0, 4, 5, 900)] == [2, 2, 3, 3, 4, 4]


def test_level_to_come_appears_at_midnight_in_denmark_without_a_write(unit, goals) -> None:
    make_job_requirement(goals, 2)
    set_level(general(goals), 4, valid_from=day(1))
    evening = dt.datetime(2026, 11, 20, 22, 59, tzinfo=dt.UTC)
    for minutes, level in ((0, 2), (1, 4)):
        with time_machine.travel(evening + dt.timedelta(minutes=minutes), tick=False):
            assert asked(unit, goals, timezone.localdate()) == level


@pytest.mark.parametrize("level", [0, 4, None])
def test_day_that_is_over_is_refused(goals, level) -> None:
    make_job_requirement(goals, 2)
    with pytest.raises(PastDay):
        set_level(general(goals), level, valid_from=day(-1))
    assert JobRequirement.objects.get().level == 2


def test_second_level_of_a_day_takes_the_place_of_the_first(unit, goals) -> None:
    make_job_requirement(goals, 2, proposed_level=2)
    for level in (4, 3):
        set_level(general(goals), level, valid_from=TODAY)
    assert [
        (row.valid_from, row.level, row.is_proposal) for row in JobRequirement.objects.of(general(goals))
    ] == [
        (BEGINNING, 2, True),
        (TODAY, 3, False),
    ]
    # What the file proposed is told on.
    assert JobRequirement.objects.get(valid_from=TODAY).proposed_level == 2


@pytest.mark.parametrize("at_a_workplace", [True, False])
def test_database_takes_one_row_a_day(unit, goals, at_a_workplace) -> None:
    workplace = unit if at_a_workplace else None
    make_job_requirement(goals, 2, workplace=workplace)
    make_job_requirement(goals, 2, workplace=workplace, valid_from=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_job_requirement(goals, 3, workplace=workplace, valid_from=TODAY)


def test_any_order_of_the_same_levels_gives_the_same_answer(unit, goals) -> None:
    writes = [(3, 0), (3, 2), (1, 5), (None, 7)]
    answers = set()
    for order in permutations(writes):
        JobRequirement.objects.all().delete()
        make_job_requirement(goals, 2)
        for level, days in order:
            set_level(general(goals), level, valid_from=day(days))
        answers.add(tuple(asked(unit, goals, day(days)) for days in range(-1, 9)))
    assert answers == {(2, 3, 3, 3, 3, 3, 1, 1, 0, 0)}


def test_level_that_ends_at_a_workplace_leaves_what_stands_further_up(unit, goals) -> None:
    centre = unit.get_parent()
    make_job_requirement(goals, 1)
    make_job_requirement(goals, 4, workplace=unit)
    above = Line(goals.pk, JOB, "", centre.pk)
    own = Line(goals.pk, JOB, "", unit.pk)
    end_level(own, valid_from=day(1))
    set_level(above, 2, valid_from=day(3))
    assert [asked(unit, goals, day(days)) for days in range(5)] == [4, 1, 1, 2, 2]
    set_level(own, 0, valid_from=day(4))
    assert [asked(unit, goals, day(days)) for days in range(5)] == [4, 1, 1, 2, 0]


def test_level_for_a_setting_that_ends_leaves_the_one_for_any(unit, goals) -> None:
    make_job_requirement(goals, 1)
    make_job_requirement(goals, 3, setting=Setting.BOSTED)
    end_level(Line(goals.pk, JOB, Setting.BOSTED, None), valid_from=TODAY)
    assert [asked(unit, goals, day(days)) for days in (-1, 0)] == [3, 1]


def test_general_level_that_ends_asks_for_nothing(unit, goals) -> None:
    make_job_requirement(goals, 1)
    end_level(general(goals), valid_from=TODAY)
    assert [asked(unit, goals, day(days)) for days in (-1, 0)] == [1, 0]


def test_what_comes_can_be_taken_back_and_what_has_held_cannot(unit, goals) -> None:
    first = make_job_requirement(goals, 2)
    set_level(general(goals), 3, valid_from=TODAY)
    comes = set_level(general(goals), 4, valid_from=day(1))
    take_back_level(comes)
    # Somebody pressed twice.
    take_back_level(comes)
    take_back_level(JobRequirement.objects.get(valid_from=TODAY))
    assert [asked(unit, goals, day(days)) for days in (-1, 0, 1)] == [2, 2, 2]
    with pytest.raises(HasHeld):
        take_back_level(first)
    set_level(general(goals), 3, valid_from=TODAY)
    with at(1), pytest.raises(HasHeld):
        take_back_level(JobRequirement.objects.get(valid_from=TODAY))


def test_changes_are_logged_without_names(goals) -> None:
    user = make_person()
    row = set_level(general(goals), 3, valid_from=TODAY, user=user)
    take_back_level(row, user=user)
    entries = ModelLogEntry.objects.filter(action__startswith="competences.").order_by("pk")
    assert [(entry.action, entry.user, entry.data) for entry in entries] == [
        ("competences.set_level", user, {"level": 3, "valid_from": "2026-11-20", "is_proposal": False}),
        ("competences.take_back_level", user, {"level": 3, "valid_from": "2026-11-20"}),
    ]


def test_history_tells_what_was_is_and_comes(goals) -> None:
    make_job_requirement(goals, 2)
    with at(-9):
        set_level(general(goals), 3, valid_from=day(-5))
    set_level(general(goals), 4, valid_from=day(7))
    versions = history_of(general(goals))
    assert [(version.row.level, version.when, version.last_day) for version in versions] == [
        (4, When.COMES, None),
        (3, When.HOLDS, day(6)),
        (2, When.HELD, day(-6)),
    ]
    with translation.override("en"):
        assert [version.in_words for version in versions] == [
            "From 27 November 2026: 4 Can teach others.",
            "From 15 November 2026 to 26 November 2026: 3 Can do it independently.",
            "From the beginning to 14 November 2026: 2 Can do it with support. It is a proposal.",
        ]
    assert [version.can_be_taken_back for version in versions] == [True, False, False]


def test_lines_are_shown_as_they_are_today(unit, goals) -> None:
    other = make_requirement()
    rows = [make_job_requirement(goals, 2), make_job_requirement(goals, 2, workplace=unit)]
    today = set_level(general(goals), 3, valid_from=TODAY)
    set_level(general(goals), 4, valid_from=day(7))
    comes = set_level(general(other), 1, valid_from=day(1))
    set_level(general(other), 2, valid_from=day(2))
    shown = JobRequirement.objects.one_of_each_line(TODAY).with_next(TODAY).order_by("pk")
    assert [(row.pk, row.next_day, row.next_level) for row in shown] == [
        (rows[1].pk, None, None),
        (today.pk, day(7), 4),
        (comes.pk, day(1), 1),
    ]


# The unit and the framework have a past too


def test_unit_that_changes_its_setting_asks_for_the_new_from_that_day(unit, goals) -> None:
    make_job_requirement(goals, 1)
    make_job_requirement(goals, 3, setting=Setting.BOSTED)
    make_job_requirement(goals, 2, setting=Setting.VAERESTED)
    for setting in (Setting.BOSTOETTE, Setting.VAERESTED):
        unit.setting = setting
        save_workplace(unit)
    with at(9):
        unit.name = "Et andet navn"
        save_workplace(unit)
        unit.setting = Setting.BOSTED
        save_workplace(unit)
    assert [asked(unit, goals, day(days)) for days in (-900, -1, 0, 8, 9)] == [3, 3, 2, 2, 3]
    # What it was for a part of a day has never held.
    assert PastSetting.objects.count() == 2


def test_report_of_a_day_speaks_of_the_framework_of_that_day(unit, goals) -> None:
    old, new, third = goals.framework, make_framework(is_current=False), make_framework(is_current=False)
    others = make_requirement(make_area(new, "N"))
    make_job_requirement(goals, 2)
    make_job_requirement(others, 3)
    for framework in (third, new):
        choose_framework(framework)
    assert [asked(unit, goals, day(days)) for days in (-1, 0)] == [2, 0]
    assert [asked(unit, others, day(days)) for days in (-1, 0)] == [0, 3]
    used = frameworks_in_use()
    assert (used.on(day(-1)), used.on(TODAY)) == (old.pk, new.pk)
    assert used.areas_on(TODAY) == requirement_tree() == requirement_tree(new)
    assert used.areas_on(day(-1)) == requirement_tree(old)
    with at(4):
        choose_framework(old)
    assert [asked(unit, goals, day(days)) for days in (-1, 0, 3, 4)] == [2, 0, 0, 2]
    assert PastFramework.objects.count() == 2


def test_switch_that_is_taken_back_the_same_day_leaves_nothing(unit, goals) -> None:
    old, new = goals.framework, make_framework(is_current=False)
    make_job_requirement(goals, 2)
    choose_framework(new)
    choose_framework(old)
    assert [asked(unit, goals, day(days)) for days in (-1, 0, 1)] == [2, 2, 2]


@pytest.mark.parametrize("versions", [1, 9])
def test_required_levels_take_two_queries_whatever_their_history(unit, goals, versions) -> None:
    make_job_requirement(goals, 2)
    for number in range(versions):
        set_level(general(goals), 1 + number % 4, valid_from=day(number))
        choose_framework(make_framework(is_current=False))
    with CaptureQueriesContext(connection) as queries:
        found = required_levels([(unit.pk, JOB)], day(-1))
    assert found == {(unit.pk, JOB): {goals.pk: Required(2, True)}}
    assert len(queries) == 2


def test_way_back_keeps_the_level_of_today(unit, goals) -> None:
    """Before the migration a line had one level: what was and what comes is lost, and what ended is gone."""
    migration = importlib.import_module("competences.migrations.0004_levels_have_a_history")
    make_job_requirement(goals, 2)
    make_job_requirement(goals, 2, workplace=unit)
    kept = set_level(general(goals), 3, valid_from=TODAY)
    set_level(general(goals), 4, valid_from=day(1))
    end_level(Line(goals.pk, JOB, "", unit.pk), valid_from=TODAY)
    migration.keep_what_holds(apps, None)
    assert list(JobRequirement.objects.all()) == [kept]
