"""Yesterday never changes because of today: whatever is written later, a report of a past day stays.

Random histories of levels, units, frameworks, employments, leave and evidence are written through the front
doors, day by day, and told beside that in plain lists. What the lists add up to, one cell at a time, is what
the report must say: on the day itself, and of that day long after.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.domain.workplace import save_workplace
from accounts.enums import JobFunction, Setting
from accounts.models import Employment, Leave, User, Workplace
from assessments.ledger.domain.evidence import current_policies, revoke_evidence
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
from competences.domain.framework import choose_framework
from competences.domain.levels import set_level
from competences.models import Competence, Framework, Line
from reports.domain.gap import Figures, GapReport, gap_report
from reports.domain.grid import read_grid
from reports.domain.history import read_history
from tests.factories.accounts import make_employment, make_person, make_workplace
from tests.factories.competences import make_area, make_framework, make_job_requirement, make_requirement
from tests.factories.ledger import show

FIRST = dt.date(2026, 3, 2)
DAYS = 7
JOBS = (JobFunction.SOSU_ASSISTENT, JobFunction.PEER)
PEOPLE, UNITS, REQUIREMENTS = 3, 2, 3
SETTINGS = ("", Setting.BOSTED, Setting.VAERESTED)


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


@contextmanager
def noon(number: int) -> Iterator[None]:
    with time_machine.travel(dt.datetime.combine(day(number), dt.time(11), dt.UTC), tick=False):
        yield


# A write as (what, and its own numbers). Nothing here speaks of a day before the one on which it is made.
numbers = st.integers(0, 11)
later = st.integers(0, 5)
# What may be written in any order.
independent = st.one_of(
    st.tuples(st.just("level"), numbers, numbers, numbers, st.none() | st.integers(0, 4), later),
    st.tuples(st.just("hire"), numbers, numbers, numbers, later, st.none() | later),
    st.tuples(st.just("show"), numbers, numbers, st.integers(1, 4), st.none() | later),
    st.tuples(st.just("setting"), numbers, numbers),
)
writes = st.one_of(
    independent,
    st.tuples(st.just("move"), numbers, numbers, numbers),
    st.tuples(st.just("leave"), numbers, later, st.none() | later),
    st.tuples(st.just("revoke"), numbers),
    st.tuples(st.just("framework"), numbers),
)
histories = st.lists(st.tuples(st.integers(0, DAYS - 1), writes), max_size=22)


@dataclass
class Told:
    """The same history in plain lists, each entry with the day from which it is so."""

    levels: list[tuple[dt.date, Line, int | None]] = field(default_factory=list)
    settings: list[tuple[dt.date, int, str]] = field(default_factory=list)
    frameworks: list[tuple[dt.date, int]] = field(default_factory=list)
    # Employment, person, workplace, job, first day, last day.
    jobs: list[list[Any]] = field(default_factory=list)
    # Employment, first day, last day.
    leaves: list[tuple[int, dt.date, dt.date | None]] = field(default_factory=list)
    # Person, competence, what it confirms, first day, last day, the day on which it was taken back.
    evidence: list[list[Any]] = field(default_factory=list)


def lasts(first: dt.date, last: dt.date | None, on: dt.date) -> bool:
    return first <= on and (last is None or on <= last)


class Slow:
    """What the lists say of a day, one cell after the other."""

    def __init__(self, told: Told, parents: dict[int, list[int]], on: dt.date) -> None:
        self.told, self.parents, self.on = told, parents, on

    def newest(self, rows: list[tuple[Any, ...]]) -> Any:
        """What the row with the latest day up to this one says; of one day the last that was told."""
        known = [row for row in rows if row[0] <= self.on]
        return max(enumerate(known), key=lambda pair: (pair[1][0], pair[0]))[1][-1] if known else None

    def required(self, unit: int, job: str, competence: Competence) -> int:
        if competence.framework_id != self.newest(self.told.frameworks):
            return 0
        setting = self.newest([row for row in self.told.settings if row[1] == unit])
        asked = 0
        for place in (None, *self.parents[unit], unit):
            for of_setting in ("", setting):
                line = Line(competence.pk, job, of_setting, place)
                level = self.newest([row for row in self.told.levels if row[1] == line])
                asked = asked if level is None else level
        return asked

    def state(self, person: int, competence: Competence, required: int) -> tuple[str, int]:
        rows = [
            row
            for row in self.told.evidence
            if row[:2] == [person, competence.pk]
            and row[3] <= self.on
            and (row[5] is None or row[5] > self.on)
        ]
        if not rows:
            return "not_assessed", 0
        held = max((row[2] for row in rows if lasts(row[3], row[4], self.on)), default=0)
        once = max(row[2] for row in rows)
        if held >= required:
            return "met", 0
        return ("expired", 0) if held == 0 and once >= required else ("gap", required - held)

    def posts(self) -> tuple[set[tuple[int, int, str]], set[tuple[int, int, str]]]:
        """Person, workplace and job of those who are there, and of those on leave from all that they hold."""
        there, away = set(), set()
        for employment, *post, first, last in self.told.jobs:
            if lasts(first, last, self.on):
                is_away = any(of == employment and lasts(f, e, self.on) for of, f, e in self.told.leaves)
                (away if is_away else there).add(tuple(post))
        here = {person for person, *_ in there}
        return there, {post for post in away if post[0] not in here}

    def figures(self, competences: list[Competence]) -> dict[str, Figures]:
        there, away = self.posts()
        found = {}
        for competence in competences:
            if competence.framework_id != self.newest(self.told.frameworks):
                continue
            counts: Counter[str] = Counter()
            gaps: dict[int, int] = defaultdict(int)
            for person, unit, job in there:
                required = self.required(unit, job, competence)
                if required:
                    state, gap = self.state(person, competence, required)
                    counts[state] += 1
                    gaps[gap] += gap > 0
            found[competence.code] = Figures(
                required=sum(counts.values()),
                met=counts["met"],
                gaps=tuple(gaps[size] for size in range(1, 5)),
                not_assessed=counts["not_assessed"],
                expired=counts["expired"],
                on_leave=sum(self.required(unit, job, competence) > 0 for _, unit, job in away),
            )
        return found


def figures_of(report: GapReport) -> dict[str, Figures]:
    return {row.code: row.figures for row in report.rows}


class PastDaysTest(TestCase):
    top: Workplace
    units: list[Workplace]
    people: list[User]
    requirements: list[Competence]
    frameworks: list[Framework]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.top = make_workplace()
        centre = make_workplace(cls.top)
        cls.units = [make_workplace(centre) for _ in range(UNITS)]
        cls.top.refresh_from_db()
        cls.people = [make_person() for _ in range(PEOPLE)]
        cls.frameworks = [make_framework(), make_framework(is_current=False)]
        areas = [make_area(framework) for framework in cls.frameworks]
        cls.requirements = [make_requirement(areas[number // 2]) for number in range(REQUIREMENTS)]
        cls.parents = {unit.pk: [cls.top.pk, centre.pk] for unit in cls.units}
        cls.places = [None, cls.top.pk, centre.pk, *(unit.pk for unit in cls.units)]

    def begin(self) -> Told:
        """Before the first day: some levels that have always been, and one person at work."""
        told = Told(frameworks=[(dt.date.min, self.frameworks[0].pk)])
        first, second, third = self.requirements
        always = ((first, SETTINGS[1], 3), (first, SETTINGS[2], 1), (second, "", 2), (third, "", 2))
        for requirement, setting, level in always:
            row = make_job_requirement(requirement, level, setting=setting)
            told.levels.append((row.valid_from, row.line, level))
        told.settings += [(dt.date.min, unit.pk, unit.setting) for unit in self.units]
        self.hire(told, self.people[0], self.units[0], JOBS[0], day(-9), None)
        return told

    def hire(
        self, told: Told, person: User, unit: Workplace, job: str, first: dt.date, last: dt.date | None
    ) -> None:
        known = [row for row in told.jobs if row[1:5] == [person.pk, unit.pk, job, first]]
        if not known:
            row = make_employment(person, unit, job_function=job, start=first, end=last)
            told.jobs.append([row.pk, person.pk, unit.pk, job, first, last])

    def write(self, told: Told, today: dt.date, what: str, *given: Any) -> None:
        """One write, through the front door and into the lists."""
        getattr(self, f"write_{what}")(told, today, *given)

    def write_level(self, told: Told, today: dt.date, *given: Any) -> None:
        which, where, what, level, ahead = given
        line = Line(
            self.requirements[which % REQUIREMENTS].pk,
            JOBS[what % 2],
            SETTINGS[what % 3],
            self.places[where % len(self.places)],
        )
        valid_from = today + dt.timedelta(days=ahead)
        set_level(line, level, valid_from=valid_from)
        told.levels.append((valid_from, line, level))

    def write_hire(self, told: Told, today: dt.date, *given: Any) -> None:
        who, where, what, ahead, stays = given
        first = today + dt.timedelta(days=ahead)
        last = None if stays is None else first + dt.timedelta(days=stays)
        self.hire(told, self.people[who % PEOPLE], self.units[where % UNITS], JOBS[what % 2], first, last)

    def write_move(self, told: Told, today: dt.date, which: int, where: int, what: int) -> None:
        """A job ends today, and the person begins another one tomorrow."""
        row = told.jobs[which % len(told.jobs)]
        if row[4] <= today and (row[5] is None or row[5] > today):
            Employment.objects.filter(pk=row[0]).update(end=today)
            row[5] = today
            person = next(person for person in self.people if person.pk == row[1])
            tomorrow = today + dt.timedelta(days=1)
            self.hire(told, person, self.units[where % UNITS], JOBS[what % 2], tomorrow, None)

    def write_leave(self, told: Told, today: dt.date, which: int, ahead: int, stays: int | None) -> None:
        employment = told.jobs[which % len(told.jobs)][0]
        first = today + dt.timedelta(days=ahead)
        last = None if stays is None else first + dt.timedelta(days=stays)
        if not any(of == employment and begins == first for of, begins, _ in told.leaves):
            Leave.objects.create(employment_id=employment, start=first, end=last)
            told.leaves.append((employment, first, last))

    def write_show(self, told: Told, today: dt.date, *given: Any) -> None:
        who, which, level, stays = given
        person, requirement = self.people[who % PEOPLE], self.requirements[which % REQUIREMENTS]
        until = None if stays is None else today + dt.timedelta(days=stays)
        row = show(person, requirement, level, until=until)
        confirms = min(level, current_policies()[EvidenceKind.OBSERVATION].ceiling)
        told.evidence.append([person.pk, requirement.pk, confirms, today, row.valid_until, None, row.pk])

    def write_revoke(self, told: Told, today: dt.date, which: int) -> None:
        counting = [row for row in told.evidence if row[5] is None]
        if counting:
            row = counting[which % len(counting)]
            revoke_evidence(Evidence.objects.get(pk=row[6]), by=None)
            row[5] = today

    def write_setting(self, told: Told, today: dt.date, where: int, what: int) -> None:
        unit = Workplace.objects.get(pk=self.units[where % UNITS].pk)
        unit.setting = SETTINGS[1 + what % 2]
        save_workplace(unit)
        told.settings.append((today, unit.pk, unit.setting))

    def write_framework(self, told: Told, today: dt.date, which: int) -> None:
        framework = self.frameworks[which % 2]
        choose_framework(framework)
        told.frameworks.append((today, framework.pk))

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(histories)
    def test_report_of_a_past_day_never_changes(self, history: list[tuple[int, Any]]) -> None:
        told = self.begin()
        said: dict[int, GapReport] = {}
        for number in range(DAYS):
            with noon(number):
                for _when, write in (entry for entry in history if entry[0] == number):
                    self.write(told, day(number), *write)
                said[number] = gap_report(self.top)
                slow = Slow(told, self.parents, day(number))
                there, away = slow.posts()
                assert figures_of(said[number]) == slow.figures(self.requirements)
                assert said[number].people == len({person for person, *_ in there})
                assert said[number].on_leave == len({person for person, *_ in away})
        with noon(DAYS + 90):
            for number, report in said.items():
                assert gap_report(self.top, day(number)) == report
            for point in read_history(read_grid(self.top)) or []:
                report = gap_report(self.top, point.day)
                assert (point.met, point.required, point.people) == (
                    report.total.met,
                    report.total.required,
                    report.people,
                )

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(independent, max_size=9), st.randoms())
    def test_any_order_of_the_same_writes_gives_the_same_answer(self, made: list[Any], chance: Any) -> None:
        # Two levels of one line and one day would each take the place of the other: the first is left.
        distinct = list({self.place_of(write): write for write in reversed(made)}.values())
        answers = []
        for _ in range(2):
            with transaction.atomic(), noon(0):
                told = self.begin()
                for write in distinct:
                    self.write(told, day(0), *write)
                with noon(DAYS):
                    answers.append([figures_of(gap_report(self.top, day(number))) for number in range(DAYS)])
                transaction.set_rollback(True)
            chance.shuffle(distinct)
        assert answers[0] == answers[1]

    def place_of(self, write: Any) -> tuple[Any, ...]:
        """What may not be written twice, as `write` takes it."""
        if write[0] == "level":
            _, which, where, what, _level, ahead = write
            return ("level", which % REQUIREMENTS, where % len(self.places), what % 6, ahead)
        if write[0] == "hire":
            _, who, where, what, ahead, _stays = write
            return ("hire", who % PEOPLE, where % UNITS, what % 2, ahead)
        return write if write[0] == "show" else ("setting", write[1] % UNITS)
