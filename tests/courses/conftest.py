import pytest
from wagtail.models import Site

from accounts.models import User
from competences.models import Competence
from courses.models import CoursePage
from tests.factories.competences import make_area, make_framework, make_requirement
from tests.factories.courses import make_catalogue, make_course, make_person


@pytest.fixture(autouse=True)
def _no_addresses_of_other_tests():
    """Wagtail keeps the sites' root paths in the cache, and each test has a tree of its own."""
    Site.clear_site_root_paths_cache()


@pytest.fixture
def catalogue(db):
    return make_catalogue()


@pytest.fixture
def person(db) -> User:
    return make_person("lone@example.org", display_name="Lone Kjær")


@pytest.fixture
def requirements(db) -> list[Competence]:
    """M.1, M.2, L.1 and R1.1 of the current framework."""
    framework = make_framework()
    areas = {code: make_area(framework, code, title=f"Område {code}") for code in ("M", "L", "R1")}
    codes = ("M.1", "M.2", "L.1", "R1.1")
    return [make_requirement(areas[code.split(".")[0]], code, title=f"Krav {code}") for code in codes]


@pytest.fixture
def course(catalogue) -> CoursePage:
    """Two modules of two lessons with one question each."""
    return make_course("Målene er borgerens", modules=2, lessons=2)
