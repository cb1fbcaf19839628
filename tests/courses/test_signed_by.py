"""Who stands behind a lesson is said as it is: names where two signed, else that its people are made up."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.domain.signing import is_live_signed, signatures
from courses.models import LessonPage
from tests.factories.activities import dilemma
from tests.factories.courses import (
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_person,
    sign_lesson,
)

pytestmark = pytest.mark.django_db
MADE_UP = "Personerne er opdigtede."
NAMES = "Birgit Holm og Jonas Lund"


@pytest.fixture
def lesson(client, person, catalogue):
    course = make_course()
    make_enrolment(person, course)
    client.force_login(person)
    scene = {
        "type": "scene",
        "id": str(uuid.uuid4()),
        "value": {"heading": "Karin", "text": "<p>Altanen.</p>"},
    }
    return make_lesson(make_module(course), body=[scene, dilemma()], written_by=NAMES)


def page_of(client, lesson):
    return client.get(lesson.url).text


@pytest.mark.parametrize("who", ["takes the course", "anybody"])
def test_lesson_that_nobody_here_signed_names_nobody_and_says_that_people_are_made_up(client, lesson, who):
    if who == "anybody":
        client.logout()
    html = page_of(client, lesson)
    # Under the scene, and under the dilemma.
    assert html.count(MADE_UP) == 2
    assert NAMES not in html
    assert "Ingen her har skrevet under" in html


@pytest.mark.parametrize("who", ["takes the course", "anybody"])
def test_signed_lesson_names_its_authors(client, lesson, who):
    sign_lesson(lesson)
    if who == "anybody":
        client.logout()
    html = page_of(client, lesson)
    assert MADE_UP not in html
    assert f"Skrevet af {NAMES}." in html
    assert "To har skrevet under på lektionen." in html


def test_other_words_published_after_the_signatures_are_not_signed(client, lesson):
    """As an import does: code publishes a new revision without a person."""
    sign_lesson(lesson)
    lesson = LessonPage.objects.get()
    lesson.minutes += 1
    lesson.save_revision().publish()
    assert MADE_UP not in page_of(client, lesson)
    lesson.body = lesson._meta.get_field("body").to_python([lesson.body.raw_data[0], dilemma()])
    lesson.save_revision().publish()
    assert page_of(client, lesson).count(MADE_UP) == 2
    assert not is_live_signed(LessonPage.objects.get())


def test_other_names_than_those_that_were_signed_are_not_shown(client, lesson):
    sign_lesson(lesson)
    lesson = LessonPage.objects.get()
    lesson.written_by = "En Anden"
    lesson.save_revision().publish()
    assert "En Anden" not in page_of(client, lesson)


def test_one_person_for_both_is_no_two_signatures(client, lesson):
    both = make_person()
    sign_lesson(lesson, both, both)
    assert not is_live_signed(LessonPage.objects.get())
    assert page_of(client, lesson).count(MADE_UP) == 2


def test_signatures_of_two_runs_do_not_add_up(lesson):
    one, other = make_person(), make_person()
    sign_lesson(lesson, one, one)
    sign_lesson(lesson, other, other)
    assert not is_live_signed(LessonPage.objects.get())


def test_copy_shows_the_words_that_two_signed_until_they_change(lesson):
    sign_lesson(lesson)
    lesson = LessonPage.objects.get()
    copy = lesson.copy(update_attrs={"slug": "kopi", "title": "En kopi"}, keep_live=True)
    assert is_live_signed(LessonPage.objects.get(pk=copy.pk))
    copy = LessonPage.objects.get(pk=copy.pk)
    copy.body = copy._meta.get_field("body").to_python([dilemma()])
    copy.save_revision().publish()
    assert not is_live_signed(LessonPage.objects.get(pk=copy.pk))
    assert is_live_signed(LessonPage.objects.get(pk=lesson.pk))


def test_copy_of_a_lesson_that_went_live_on_its_day_shows_the_words_that_two_signed(lesson):
    lesson = LessonPage.objects.get()
    day = timezone.now() + dt.timedelta(days=2)
    lesson.go_live_at = day
    lesson.written_by = "Andre Navne"
    revision = lesson.save_revision()
    sign_lesson(lesson, revision=revision)
    revision.publish()
    with time_machine.travel(day + dt.timedelta(minutes=1)):
        call_command("tick", verbosity=0)
        lesson = LessonPage.objects.get()
        assert (lesson.written_by, is_live_signed(lesson)) == ("Andre Navne", True)
        copy = lesson.copy(update_attrs={"slug": "kopi"}, keep_live=True)
        assert is_live_signed(LessonPage.objects.get(pk=copy.pk))


def test_copy_of_what_nobody_signed_is_not_signed(lesson):
    copy = LessonPage.objects.get().copy(update_attrs={"slug": "kopi"}, keep_live=True)
    assert not is_live_signed(LessonPage.objects.get(pk=copy.pk))


def test_copied_course_keeps_who_signed_its_lessons(lesson):
    sign_lesson(lesson)
    course = lesson.get_parent().get_parent().specific
    copy = course.copy(recursive=True, update_attrs={"slug": "kopien"}, keep_live=True)
    assert is_live_signed(LessonPage.objects.descendant_of(copy).get())


def test_preview_shows_the_lesson_as_it_will_be(lesson):
    html = lesson.make_preview_request(original_request=None, preview_mode="").content.decode()
    assert "To har skrevet under på lektionen." in html
    assert MADE_UP not in html


def test_whether_it_is_signed_costs_no_query_where_the_page_was_found_by_its_address(client, lesson):
    page_of(client, lesson)
    with CaptureQueriesContext(connection) as captured:
        page_of(client, lesson)
    asking = [query["sql"] for query in captured if "taskstate" in query["sql"].lower()]
    assert len(asking) == 1
    assert signatures(lesson.live_revision_id).count() == 0


def test_front_page_promises_no_signatures_that_nobody_gave(client, catalogue):
    html = client.get(catalogue.get_parent().url).text
    assert "Lektioner, der er skrevet her, bliver først vist, når to har skrevet under." in html
    assert "De kurser, der fulgte med, er skrevet af en redaktion, og personerne i dem er opdigtede." in html
    assert "hver lektion står" not in html
