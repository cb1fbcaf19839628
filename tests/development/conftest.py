import pytest

from accounts.enums import Setting, WorkplaceKind
from accounts.models import Workplace
from competences.models import Competence
from tests.development.helpers import employ
from tests.factories.competences import make_area, make_job_requirement, make_requirement
from tests.factories.courses import (
    make_catalogue,
    make_person,
)


@pytest.fixture(autouse=True)
def catalogue(db):
    return make_catalogue()


@pytest.fixture
def town() -> Workplace:
    return Workplace.add_root(name="Åby", slug="aaby", kind=WorkplaceKind.MUNICIPALITY)


@pytest.fixture
def unit(town) -> Workplace:
    return town.add_child(name="Kløvermarken", slug="klm", kind=WorkplaceKind.UNIT, setting=Setting.BOSTED)


@pytest.fixture
def person():
    """English, so that what a page says can be compared with the words in the code."""
    return make_person(display_name="Åse Ærø", language="en")


@pytest.fixture
def employee(person, unit):
    employ(person, unit)
    return person


@pytest.fixture
def goals():
    """The requirement M.1: level 2 is proposed for the job."""
    requirement = make_requirement(make_area(code="M", title="Målfokuseret"), "M.1", title="Mål")
    make_job_requirement(requirement, 2)
    return requirement


@pytest.fixture
def three(goals) -> Competence:
    """M.1, where the job asks for level 3: no course reaches it."""
    goals.job_requirements.update(level=3)
    return goals
