"""A StreamField whose migrations leave the blocks out, and what a data migration then sees."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from courses.models import LessonPage
from tests.factories.courses import make_course, make_lesson, make_module, text

FIELD = LessonPage._meta.get_field("body")


def test_a_migration_holds_no_block() -> None:
    _name, path, arguments, options = FIELD.deconstruct()
    assert (path, arguments) == ("courses.fields.StreamField", [[]])
    assert options == {"verbose_name": FIELD.verbose_name, "blank": True}


@pytest.fixture
def historical_lesson(catalogue):
    """A lesson of two texts, as a data migration meets it."""
    lesson = make_lesson(make_module(make_course()), body=[text("Spørg én gang til."), text("Vent lidt.")])
    model = MigrationExecutor(connection).loader.project_state().apps.get_model("courses", "LessonPage")
    return model.objects.get(pk=lesson.pk), lesson


def test_a_data_migration_reads_what_was_stored_as_it_lies(historical_lesson) -> None:
    historical, lesson = historical_lesson
    assert list(historical.body.raw_data) == list(lesson.body.raw_data)


def test_a_data_migration_that_saves_loses_nothing(historical_lesson) -> None:
    historical, lesson = historical_lesson
    historical.body.raw_data[0]["value"] = "<p>Spørg igen.</p>"
    historical.minutes = 7
    historical.save()
    kept = LessonPage.objects.get(pk=lesson.pk)
    assert [block.value.source for block in kept.body] == ["<p>Spørg igen.</p>", "<p>Vent lidt.</p>"]
    assert kept.minutes == 7


@pytest.mark.parametrize("nothing", [None, "", "[]", []])
def test_an_empty_field_is_empty_without_blocks_too(historical_lesson, nothing) -> None:
    historical, _lesson = historical_lesson
    historical.body = nothing
    assert list(historical.body) == []
