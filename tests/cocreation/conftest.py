from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from courses.domain.site import House, ensure_site
from courses.models import CoursePage, ModulePage
from tests.factories.accounts import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(db: None) -> House:
    return ensure_site()


@pytest.fixture
def module(house: House) -> ModulePage:
    """A published module to write lessons in."""
    course = house.catalogue.add_child(
        instance=CoursePage(title="Målene er borgerens", slug="maal", duration_minutes=60)
    )
    return course.add_child(instance=ModulePage(title="To slags mål", slug="to-slags"))


@pytest.fixture
def peer(house: House) -> User:
    return make_person(Role.AUTHOR, Role.LIVED_EXPERIENCE, display_name="Maja Ærø")


@pytest.fixture
def professional(house: House) -> User:
    return make_person(Role.AUTHOR, Role.PROFESSIONAL, display_name="Ole Brandt")


@pytest.fixture
def coordinator(house: House) -> User:
    return make_person(Role.COORDINATOR, display_name="Stine Juhl")


@pytest.fixture
def signed_in() -> Callable[[Any], Client]:
    def sign_in(person: Any) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
