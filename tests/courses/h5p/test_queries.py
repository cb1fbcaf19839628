"""What a statement costs: a bounded number of queries, whatever the size of the course."""

import uuid

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.domain.drafts import save_draft
from courses.models import Completion
from tests.courses.h5p.conftest import block_for, part
from tests.factories.courses import (
    lessons_of,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_prerequisite,
    make_test,
)
from tests.factories.h5p import statement

STATEMENT_BUDGET = 8
COMPLETION_BUDGET = 15
# A statement that completes the last lesson also completes the module and the course, with all that follows:
# completions, evidence, standing and a line in the log. The 15 are for a lesson.
COURSE_BUDGET = 27


def count(act):
    with CaptureQueriesContext(connection) as captured:
        response = act()
    assert response.status_code == 200
    return len(captured), "\n".join(query["sql"][:150] for query in captured)


@pytest.fixture(autouse=True)
def _warm(db):
    """As in a process that has served somebody before."""
    ContentType.objects.get_for_models(*apps.get_models())


@pytest.fixture(params=["no store", "a store"])
def store(request, settings):
    """Counted without a learning record store and with one, whose task waits for a worker."""
    settings.TASKS = {**settings.TASKS, "background": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    if request.param == "a store":
        settings.LEARNING_RECORD_STORES = [
            {"name": "a", "endpoint": "http://127.0.0.1:9/xAPI", "username": "u", "password": "p"}
        ]


@pytest.fixture(params=[3, 20])
def lessons(request, client, person, catalogue, requirements, counted):
    """Lessons of a course with a test and something to take first; two activities in each."""
    course = make_course("Kurset", modules=1, lessons=0)
    module = course.get_children().get().specific
    for _number in range(request.param):
        make_lesson(module, body=[block_for(counted), block_for(counted, is_required=False)])
    make_outcome(module, requirements[0])
    extra = make_module(course, is_required=False)
    make_test(extra)
    make_prerequisite(extra, make_course())
    make_enrolment(person, course)
    client.force_login(person)
    return lessons_of(course)


@pytest.fixture
def opened(client, lessons, person):
    """The first lesson as somebody plays in it: the page is open, and where they have come to is kept."""
    client.get(lessons[0].url)
    save_draft(person, lessons[0], next(iter(lessons[0].body.raw_data))["id"], {"state": ["{}"]})
    return lessons[0]


def test_statement_stays_within_its_budget(post, opened, counted, person, store):
    post(opened, counted, part("one", response="ja"), person=person)
    told, queries = count(lambda: post(opened, counted, part("two", response="ja"), person=person))
    assert told - 1 <= STATEMENT_BUDGET, queries


def test_statement_that_completes_a_lesson_stays_within_its_budget(post, opened, counted, person, store):
    post(opened, counted, part("one", response="ja"), person=person)
    children = [{"statement": part(f"{number}", response="ja")} for number in range(20)]
    said = statement("completed", score=(1, 1))
    told, queries = count(lambda: post(opened, counted, said, person=person, children=children))
    assert told - 1 <= COMPLETION_BUDGET, queries
    again, queries = count(lambda: post(opened, counted, statement("passed"), person=person))
    assert again - 1 <= COMPLETION_BUDGET, queries


def test_completing_module_and_course_costs_the_same_in_a_large_course(post, lessons, counted, person):
    *others, last = lessons
    for lesson in others:
        post(lesson, counted, person=person, registration=str(uuid.uuid4()))
    post(last, counted, part("one", response="ja"), person=person)
    told, queries = count(lambda: post(last, counted, statement(response="ja"), person=person))
    assert Completion.objects.count() == 2
    assert told - 1 <= COURSE_BUDGET, queries
