from collections.abc import Callable, Iterator

import pytest
from django.core.files.storage import storages
from django.utils import translation

from accounts.enums import Role
from accounts.models import User
from competences.models import Competence
from tests.factories.accounts import make_employment, make_person, make_unit
from tests.factories.competences import make_area, make_job_requirement, make_requirement


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """What the code says can be compared with the words in it."""
    with translation.override("en"):
        yield


@pytest.fixture
def unit():
    return make_unit(name="Kløvermarken")


@pytest.fixture
def lone(unit) -> User:
    """English, so that what a page says can be compared with the words in the code."""
    person = make_person(display_name="Lone Kjær", language="en")
    make_employment(person, unit)
    return person


@pytest.fixture
def stine() -> User:
    return make_person(Role.PROFESSIONAL, display_name="Stine Juhl", language="en")


@pytest.fixture
def coordinator() -> User:
    return make_person(Role.COORDINATOR, display_name="Kira Koordinator", language="en")


@pytest.fixture
def requirements(db) -> list[Competence]:
    """F.1 and F.2; Lone's job asks for level 3 in the second."""
    area = make_area(code="F")
    found = [make_requirement(area, f"F.{number}") for number in (1, 2)]
    make_job_requirement(found[1], 3)
    return found


@pytest.fixture
def stored() -> Callable[[], list[str]]:
    """The names of all files of papers on the disk."""

    def names() -> list[str]:
        try:
            return sorted(storages["papers"].listdir("")[1])
        except FileNotFoundError:
            return []

    return names
