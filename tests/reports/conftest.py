"""A small municipality whose figures can be counted by hand."""

import datetime as dt
from dataclasses import dataclass

import pytest
import time_machine
from django.test import Client

from accounts.enums import JobFunction
from accounts.models import User, Workplace
from competences.models import Competence
from tests.factories.accounts import make_employment, make_person, make_workplace
from tests.factories.competences import make_area, make_job_requirement, make_requirement

TODAY = dt.date(2026, 11, 20)


@dataclass(frozen=True)
class Town:
    """One municipality, one centre, two units, a manager of the first; two requirements in one area."""

    municipality: Workplace
    centre: Workplace
    unit: Workplace
    other_unit: Workplace
    manager: User
    area: Competence
    goals: Competence
    notes: Competence


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(12), dt.UTC), tick=False):
        yield


@pytest.fixture
def town(db) -> Town:
    """SOSU assistants need level 3 of goals (M.1) and level 2 of notes (M.2); managers need nothing."""
    municipality = make_workplace(name="Sønderå Kommune", slug="soenderaa")
    centre = make_workplace(municipality, name="Center for Socialpsykiatri", slug="centret")
    municipality.refresh_from_db()
    unit = make_workplace(centre, name="Bostedet Kløvermarken", slug="kloevermarken")
    centre.refresh_from_db()
    other_unit = make_workplace(centre, name="Bostedet Havblik", slug="havblik")
    manager = make_person(display_name="Hanne Toft")
    make_employment(manager, unit, job_function=JobFunction.LEDER, is_manager=True)
    area = make_area(code="M", title="Målfokuseret")
    goals = make_requirement(area, "M.1", title="Bemyndige borgeren gennem mål")
    notes = make_requirement(area, "M.2", title="Dokumentere indsatsen")
    make_job_requirement(goals, 3)
    make_job_requirement(notes, 2)
    for place in (municipality, centre, unit, other_unit):
        place.refresh_from_db()
    return Town(municipality, centre, unit, other_unit, manager, area, goals, notes)


@pytest.fixture
def manager(town: Town) -> Client:
    client = Client()
    client.force_login(town.manager)
    return client
