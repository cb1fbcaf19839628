import datetime as dt

import pytest

from accounts.models import User
from courses.enums import ModuleForm
from courses.models import CoursePage, ModulePage
from tests.factories.courses import make_course, make_module, make_person


@pytest.fixture(autouse=True)
def _today(time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC), tick=False)


@pytest.fixture
def course(catalogue) -> CoursePage:
    return make_course("Et liv med andre", modules=1, lessons=1)


@pytest.fixture
def module(course) -> ModulePage:
    return make_module(course, "Et møde i virkeligheden", form=ModuleForm.ATTENDED)


@pytest.fixture
def teacher(db) -> User:
    return make_person("tove@example.org", display_name="Tove Lund")
