"""An activity that runs wild is stopped, however many workers share its statements between them."""

import datetime as dt
import uuid
from itertools import cycle

import pytest
from django.core.cache.backends.locmem import LocMemCache

from assessments.h5p.models import XAPIStatement
from courses.h5p.domain.statements import MOST_A_MINUTE
from courses.h5p.views import statements as view
from tests.courses.h5p.conftest import REGISTRATION, block_for, part
from tests.factories.accounts import make_person
from tests.factories.courses import make_enrolment, make_lesson
from tests.factories.h5p import statement


@pytest.fixture
def played(client, course, person, counted):
    make_enrolment(person, course)
    client.force_login(person)
    return make_lesson(course.get_children().first().specific, body=[block_for(counted)])


@pytest.fixture
def two_workers(monkeypatch):
    """Each request is met by the other worker, with a memory of its own."""
    memories = cycle([LocMemCache(f"{uuid.uuid4()}", {}), LocMemCache(f"{uuid.uuid4()}", {})])

    class Turns:
        def __getitem__(self, name):
            assert name == "process"
            return next(memories)

    monkeypatch.setattr(view, "caches", Turns())


@pytest.fixture
def tell(post, played, counted, person):
    def send(said=None, **changes):
        return post(played, counted, said or part("one", response="ja"), person=person, **changes)

    return send


def fill(tell, number, **fields):
    """So many statements of the play have come within the last minute."""
    assert tell().status_code == 200
    [first] = XAPIStatement.objects.filter(parent=None)
    rows = []
    for _number in range(number - 1):
        row = XAPIStatement.objects.get(pk=first.pk)
        row.pk = uuid.uuid4()
        rows.append(row)
    XAPIStatement.objects.bulk_create(rows)
    XAPIStatement.objects.update(**fields)


def test_two_workers_let_as_many_through_as_one(two_workers, tell):
    told = [tell().status_code for _number in range(MOST_A_MINUTE + 5)]
    assert told == [200] * MOST_A_MINUTE + [429] * 5
    assert XAPIStatement.objects.count() == MOST_A_MINUTE


@pytest.mark.parametrize(
    "said", [part("one", response="ja"), statement(response="ja"), statement("progressed")]
)
def test_whatever_it_says_is_refused_with_nothing_stored(tell, said):
    fill(tell, MOST_A_MINUTE)
    refused = tell(said)
    assert refused.status_code == 429
    assert refused.json()["message"]
    assert XAPIStatement.objects.count() == MOST_A_MINUTE


def test_it_goes_on_when_the_minute_is_over(tell):
    fill(tell, MOST_A_MINUTE)
    for row in XAPIStatement.objects.all():
        XAPIStatement.objects.filter(pk=row.pk).update(stored_at=row.stored_at - dt.timedelta(seconds=61))
    assert tell().status_code == 200


def test_other_plays_and_other_people_are_not_held_back(client, tell, played, counted, post, person):
    fill(tell, MOST_A_MINUTE)
    assert tell(registration=str(uuid.uuid4())).status_code == 200
    other = make_person()
    make_enrolment(other, played.get_parent().get_parent().specific)
    client.force_login(other)
    assert post(played, counted, person=other, registration=REGISTRATION).status_code == 200


def test_parts_that_come_along_are_one_statement(tell):
    children = [{"statement": part(f"{number}", response="ja")} for number in range(MOST_A_MINUTE + 1)]
    assert tell(statement(response="ja"), children=children).status_code == 200
    assert XAPIStatement.objects.count() > MOST_A_MINUTE
    assert tell().status_code == 200
