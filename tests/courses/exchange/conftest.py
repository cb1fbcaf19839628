import pytest

from tests.factories.competences import make_area, make_framework, make_requirement
from tests.factories.courses import make_catalogue


@pytest.fixture
def catalogue(db):
    """An empty catalogue, and a framework in use with two requirements."""
    area = make_area(make_framework(), "M")
    make_requirement(area, "M.1")
    make_requirement(area, "M.2")
    return make_catalogue()
