"""Ageing needs no writing: without `manage.py tick` every figure is what it is with it.

Thirty days go by twice, from the same beginning: once nobody ticks, once all that time brings is done every
day and every standing is derived anew. What a manager, a person and a stranger read is the same each day.
"""

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.domain.tick import Ending, do_what_is_due
from accounts.enums import JobFunction
from accounts.models import Leave, User, Workplace
from assessments.ledger.domain.standing import rebuild_standings
from assessments.ledger.enums import EvidenceKind
from competences.domain.levels import set_level
from competences.models import Line
from courses.domain.enrolment import enrol
from courses.domain.lessons import complete_lesson
from development.domain.me import read_me
from development.domain.my_requirements import my_requirements
from reports.domain.export import as_csv, as_json
from reports.domain.gap import gap_report
from reports.domain.grid import read_grid
from reports.domain.history import read_history
from reports.domain.overview import read_overview
from tests.factories.accounts import make_employment, make_person, make_workplace
from tests.factories.competences import make_area, make_job_requirement, make_requirement
from tests.factories.courses import (
    make_catalogue,
    make_course,
    make_lesson,
    make_module,
    make_outcome,
    text,
)
from tests.factories.ledger import show

FIRST = dt.date(2026, 3, 2)
DAYS = 30


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


def noon(number: int) -> Any:
    return time_machine.travel(dt.datetime.combine(day(number), dt.time(11), dt.UTC), tick=False)


@pytest.fixture
def city(db) -> None:
    """Much is to happen by itself: evidence runs out, levels rise, people come, move, go and come back."""
    with noon(0):
        _build()


def _build() -> None:
    make_catalogue()
    centre = make_workplace(make_workplace())
    unit, other = (make_workplace(centre, slug=slug) for slug in ("huset", "havet"))
    make_employment(
        make_person(email="leder@example.org"), unit, job_function=JobFunction.LEDER, is_manager=True
    )
    goals, notes = (make_requirement(make_area(code=code), f"{code}.1") for code in "ML")
    for requirement in (goals, notes):
        make_job_requirement(requirement, 2)
        make_job_requirement(requirement, 1, job_function=JobFunction.PEER)
    set_level(Line(goals.pk, JobFunction.SOSU_ASSISTENT, "", None), 3, valid_from=day(10))
    set_level(Line(notes.pk, JobFunction.SOSU_ASSISTENT, "", unit.pk), 0, valid_from=day(14))
    set_level(Line(notes.pk, JobFunction.SOSU_ASSISTENT, "", unit.pk), None, valid_from=day(24))
    people = [make_person(email=f"p{number}@example.org") for number in range(5)]
    for number, person in enumerate(people):
        ends = day(16) if number == 3 else None
        job = make_employment(person, unit, start=day(8) if number == 4 else day(-400), end=ends)
        for requirement, level in ((goals, 3 - number % 2), (notes, 2)):
            show(person, requirement, level, until=day(3 + 5 * number))
            show(person, requirement, 1, until=None if number % 2 else day(20 + number))
        if number == 2:
            Leave.objects.create(employment=job, start=day(6), end=day(18))
    show(people[1], goals, 2, EvidenceKind.SELF_ASSESSMENT)
    # A job change midway, to another place; and a second job beside the first.
    make_employment(people[3], other, job_function=JobFunction.PEER, start=day(17))
    make_employment(people[0], other, job_function=JobFunction.PEER, start=day(12), end=day(22))
    course = make_course("Målene er borgerens")
    lesson = make_lesson(make_module(course), body=[text()])
    make_outcome(course, goals, 2)
    for person in people[:2]:
        enrol(person, course)
    complete_lesson(person=people[0], lesson=lesson)


OWN = ["/min-laering/", "/min-laering/kompetencer/", "/min-laering/alt/", "/min-laering/alt.json"]
REPORT = "/rapporter/huset/"
LED = [REPORT, f"{REPORT}?all=1", f"{REPORT}krav/M.1/", f"{REPORT}hent/csv/"]
PAGES = {"leder@example.org": LED} | {f"p{number}@example.org": OWN for number in range(5)}
# Pages take longer than figures: they are read on some of the days.
DAYS_BETWEEN_PAGES = 10


def figures() -> dict[str, Any]:
    """All figures of today, and those of the first day as they are told today."""
    unit = Workplace.objects.get(slug="huset")
    said: dict[str, Any] = {}
    for on in (timezone.localdate(), FIRST):
        report = gap_report(unit, on)
        said |= {f"report {on}": report, f"json {on}": as_json(report), f"csv {on}": as_csv(report)}
    for person in User.objects.filter(email__startswith="p"):
        me = read_me(person)
        said[f"{person.email} ledger"] = me.ledger.positions
        said[f"{person.email} requirements"] = my_requirements(me.posts, me.ledger)
    return said


def pages() -> dict[str, Any]:
    """What a manager and everybody else read today."""
    grid = read_grid(Workplace.objects.get(slug="huset"))
    said: dict[str, Any] = {
        "overview": read_overview([Workplace.objects.get(depth=1)]),
        "history": read_history(grid),
    }
    for email, addresses in PAGES.items():
        client = Client()
        client.force_login(User.objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend")
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, (email, address)
            said[f"{email} {address}"] = without_keys(answer.text)
    return said


def without_keys(html: str) -> str:
    """The page without what is drawn anew for each answer."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)
    return re.sub(r'(nonce|X-CSRFToken)(=|": ?|&quot;: ?&quot;)"?[\w+/=-]+', "", html)


def live(do: Callable[[], None]) -> list[dict[str, Any]]:
    """What all say on each of the days; then it has not happened."""
    told = []
    with transaction.atomic():
        for number in range(DAYS + 1):
            with noon(number):
                do()
                told.append(figures() | ({} if number % DAYS_BETWEEN_PAGES else pages()))
        transaction.set_rollback(True)
    return told


def all_that_time_brings() -> None:
    for outcome in do_what_is_due(timezone.now()):
        assert outcome.ending is not Ending.FAILED, outcome.name
    rebuild_standings()


def test_without_tick_every_figure_is_the_same(city) -> None:
    untouched, ticked = live(lambda: None), live(all_that_time_brings)
    for number, (one, other) in enumerate(zip(untouched, ticked, strict=True)):
        for what, said in one.items():
            assert said == other[what], (number, what)
    # Much has happened meanwhile.
    rows = [json.loads(said[f"json {day(number)}"])["rows"] for number, said in enumerate(untouched)]
    assert len({json.dumps(said) for said in rows}) > 9
    assert len({said[f"csv {FIRST}"] for said in untouched}) == 1
