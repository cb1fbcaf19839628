import pytest

from courses.domain.site import House, ensure_site
from recoveryskole.domain.school import ensure_school
from recoveryskole.models import SchoolIndexPage


@pytest.fixture
def house(db: None) -> House:
    return ensure_site()


@pytest.fixture
def school(house: House) -> SchoolIndexPage:
    return ensure_school(house.home)
