"""One sitting, one attempt, one proof, however the requests of a test fall."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from assessments.ledger.models import Evidence
from assessments.models import Attempt, TestSitting
from courses.models import Completion
from tests.factories.competences import make_requirement
from tests.factories.courses import (
    make_course,
    make_enrolment,
    make_module,
    make_outcome,
    make_person,
    make_test,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person():
    return make_person()


@pytest.fixture
def test(person):
    course = make_course()
    module = make_module(course)
    make_outcome(module, make_requirement(), level=2)
    make_enrolment(person, course)
    return make_test(module)


def post_at_once(person, posts):
    """Send (name, test, form) posts from a thread each, as close to one moment as a barrier gets them."""
    barrier = threading.Barrier(len(posts))

    def post(name, test, form):
        try:
            client = Client()
            client.force_login(person)
            barrier.wait(timeout=30)
            return client.post(reverse(f"courses:{name}", args=[test.pk]), form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as pool:
        return list(pool.map(lambda arguments: post(*arguments), posts))


def right_answers(test):
    return [
        {"question": drawn["id"], "answer": [option["id"]]}
        for drawn in TestSitting.objects.get().questions
        for option in drawn["question"]["answers"]
        if option["is_right"]
    ]


def test_started_many_times_at_once_gives_one_sitting(person, test):
    assert post_at_once(person, [("start_test", test, {})] * 4) == [303] * 4
    assert TestSitting.objects.count() == 1


def test_answers_and_handing_in_at_once_lose_nothing_and_double_nothing(person, test):
    post_at_once(person, [("start_test", test, {})])
    answers = [("answer_test", test, form) for form in right_answers(test)]
    assert post_at_once(person, answers) == [303] * 3
    assert post_at_once(person, [("hand_in_test", test, {})] * 4) == [303] * 4
    assert (Attempt.objects.get().score, TestSitting.objects.get().passed) == (3, True)
    assert sorted(Completion.objects.values_list("kind", flat=True)) == ["course", "module"]
    assert Evidence.objects.count() == 2
