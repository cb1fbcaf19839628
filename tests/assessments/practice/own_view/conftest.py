"""One who works at a bosted, her manager, and three requirements in one area."""

import datetime as dt
from dataclasses import dataclass

import pytest
import time_machine

from accounts.enums import JobFunction
from accounts.models import User, Workplace
from competences.models import Competence
from tests.factories.accounts import make_employment, make_person, make_workplace
from tests.factories.competences import make_area, make_job_requirement, make_requirement

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
TODAY = NOW.date()


@dataclass(frozen=True)
class Town:
    """Lone needs level 3 of M.1, 2 of M.2 and 1 of M.3; Hanne leads the unit."""

    municipality: Workplace
    centre: Workplace
    unit: Workplace
    other_unit: Workplace
    lone: User
    hanne: User
    goals: Competence
    notes: Competence
    aids: Competence

    @property
    def requirements(self) -> list[Competence]:
        return [self.goals, self.notes, self.aids]


@pytest.fixture
def at_noon():
    """The clock stands still on a day in November."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def build_town() -> Town:
    municipality = make_workplace(name="Sønderå Kommune", slug="soenderaa")
    centre = make_workplace(municipality, name="Center for Socialpsykiatri", slug="centret")
    municipality.refresh_from_db()
    unit = make_workplace(centre, name="Bostedet Kløvermarken", slug="kloevermarken")
    centre.refresh_from_db()
    other_unit = make_workplace(centre, name="Bostedet Havblik", slug="havblik")
    lone = make_person(email="lone@example.org", display_name="Lone Kjær")
    hanne = make_person(email="hanne@example.org", display_name="Hanne Toft")
    make_employment(lone, unit)
    make_employment(hanne, unit, job_function=JobFunction.LEDER, is_manager=True)
    area = make_area(code="M", title="Målfokuseret")
    codes = {"M.1": ("Sætte mål", 3), "M.2": ("Dokumentere indsatsen", 2), "M.3": ("Bruge teknologi", 1)}
    made = []
    for code, (title, level) in codes.items():
        made.append(make_requirement(area, code, title=title))
        make_job_requirement(made[-1], level)
    for place in (municipality, centre, unit, other_unit):
        place.refresh_from_db()
    return Town(municipality, centre, unit, other_unit, lone, hanne, *made)


@pytest.fixture
def town(db, at_noon) -> Town:
    return build_town()
