"""Requests to observe that practice tasks made before are observations that are asked for."""

import uuid

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from assessments.models import Attempt
from assessments.practice.models import Observation
from courses.domain.site import ensure_site
from tests.conftest import restore_roots
from tests.factories.accounts import make_person
from tests.factories.competences import make_requirement
from tests.factories.courses import make_course, make_lesson, make_module, make_outcome

BEFORE = [("practice", "0002_observation"), ("assessments", "0002_people_stay")]


def answer(page) -> Attempt:
    return Attempt.objects.create(
        person=make_person(),
        page=page,
        block_id=uuid.uuid4(),
        submission_key=uuid.uuid4(),
        activity="practice_task",
        question={"task": "<p>Øv dig</p>"},
        response={"note": "Det gik"},
        score=0,
        max_score=0,
    )


@pytest.mark.django_db(transaction=True)
def test_each_is_carried_over_once_and_asks_for_what_its_module_is_about():
    restore_roots()
    ensure_site()
    module = make_module(make_course())
    outcome = make_outcome(module, make_requirement())
    known, unknown = answer(make_lesson(module)), answer(make_lesson(make_module(make_course())))
    observer = make_person()
    MigrationExecutor(connection).migrate(BEFORE)
    apps = MigrationExecutor(connection).loader.project_state(BEFORE).apps
    old = apps.get_model("assessments", "ObservationRequest")
    for attempt in (known, unknown):
        old.objects.create(attempt_id=attempt.pk, observer_id=observer.pk)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    rows = Observation.objects.order_by("attempt")
    assert [(row.person, row.observer, row.attempt, row.competence, row.state) for row in rows] == [
        (known.person, observer, known, outcome.competence, "asked"),
        (unknown.person, observer, unknown, None, "expired"),
    ]
