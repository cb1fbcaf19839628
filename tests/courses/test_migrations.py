"""What migrations do to lessons that people have written."""

import importlib

from wagtail.blocks.migrations.utils import apply_changes_to_raw_data

from courses.models import LessonPage

ID = "6f1d3c1e-0000-4000-8000-000000000001"


def test_what_one_was_to_try_becomes_the_task_of_a_practice_task():
    migration = importlib.import_module("courses.migrations.0004_try_it_becomes_practice_task")
    body = [
        {"type": "remember", "id": "r", "value": "Spørg først."},
        {"type": "try_it", "id": ID, "value": "<p>Spørg én borger.</p>"},
    ]
    field = LessonPage._meta.get_field("body")
    for operation, path in migration.TEXT_TO_TASK:
        body = apply_changes_to_raw_data(body, path, operation, LessonPage.body)
    remember, task = body
    assert remember["value"] == "Spørg først."
    assert (task["type"], task["value"]["task"]) == ("practice_task", "<p>Spørg én borger.</p>")
    assert field.to_python(body)[1].value["task"].source == "<p>Spørg én borger.</p>"
