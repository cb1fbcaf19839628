import datetime as dt

import pytest

from accounts.models import User
from competences.enums import CompetenceKind
from competences.models import Competence, Framework


@pytest.fixture
def person(db):
    return User.objects.create_user("aase@example.org", display_name="Åse Ærø")


@pytest.fixture
def competences(db):
    framework = Framework.objects.create(
        code="T1", title="Prøve", is_current=True, changed_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    return [
        Competence.objects.create(
            framework=framework,
            code=f"M.{number}",
            kind=CompetenceKind.REQUIREMENT,
            title=f"Krav {number}",
            position=number,
        )
        for number in (1, 2, 3)
    ]
