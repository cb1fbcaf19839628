import pytest

from development.models import Talk
from tests.factories.talks import Two


@pytest.fixture
def two(db) -> Two:
    return Two()


@pytest.fixture
def talk(two) -> Talk:
    return two.talk
