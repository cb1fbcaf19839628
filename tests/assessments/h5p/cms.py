"""People at work in the CMS, and rows for them to look at."""

import uuid
from typing import Any

from django.test import Client

from accounts.enums import Role
from accounts.models import User
from assessments.h5p.models import H5PContent, Library, XAPIStatement
from courses.domain.site import ensure_site
from tests.factories.accounts import make_person
from tests.factories.h5p import make_content, make_library


def enter(*roles: Role, is_superuser: bool = False) -> Client:
    """A client that somebody in these groups, as a fresh installation sets them up, has signed in with."""
    ensure_site()
    return enter_as(make_person(*roles, is_superuser=is_superuser))


def enter_as(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def some_content(**fields: Any) -> H5PContent:
    """Content of a library that is here already, if there is one."""
    return make_content(Library.objects.first() or make_library(), **fields)


def make_statement(content: H5PContent, **fields: Any) -> XAPIStatement:
    """What the content said that somebody did: 3 of 10 by our count, 9.5 by its own."""
    given: dict[str, Any] = {
        "id": uuid.uuid4(),
        "person": fields.pop("person", None) or make_person(),
        "block_id": uuid.uuid4(),
        "version": content.current,
        "registration": uuid.uuid4(),
        "verb": "http://adlnet.gov/expapi/verbs/answered",
        "claimed_score": 9.5,
        "claimed_max_score": 10,
        "score": 3,
        "max_score": 10,
        "is_mismatch": True,
        "statement": {},
    }
    return XAPIStatement.objects.create(**{**given, **fields})
