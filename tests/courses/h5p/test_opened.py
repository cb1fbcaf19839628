"""Whoever has opened the lesson goes on by that, and by nothing that has come down since."""

import pytest
from wagtail.models import Page

from assessments.h5p.models import XAPIStatement
from courses.domain.enrolment import restart_course
from courses.models import Completion, Enrolment, LessonProgress
from tests.courses.h5p.conftest import block_for, part
from tests.factories.courses import make_course, make_enrolment, make_lesson, make_module
from tests.factories.h5p import statement, token_for

SAID = {"a part": part("one", response="ja"), "the whole": statement(response="ja")}


@pytest.fixture
def opened(client, course, person, counted):
    make_enrolment(person, course)
    client.force_login(person)
    module = course.get_children().first().specific
    lesson = make_lesson(module, body=[block_for(counted), block_for(counted)])
    client.get(lesson.url)
    assert LessonProgress.objects.filter(lesson=lesson).exists()
    return lesson


@pytest.mark.parametrize("said", sorted(SAID))
@pytest.mark.parametrize(("steps", "status"), [(0, 404), (1, 403), (2, 403)])
def test_what_has_come_down_takes_no_statement(post, opened, counted, person, steps, status, said):
    """The lesson, its module or its course: that page alone, whatever becomes of those below it."""
    path = opened.path[: len(opened.path) - steps * opened.steplen]
    assert Page.objects.filter(path=path).update(live=False) == 1
    assert post(opened, counted, SAID[said], person=person).status_code == status
    assert not XAPIStatement.objects.exists()


@pytest.mark.parametrize("said", sorted(SAID))
def test_an_enrolment_in_another_course_opens_nothing(post, opened, counted, person, said):
    other = make_course("Et andet", modules=1, lessons=0)
    make_enrolment(person, other)
    elsewhere = make_lesson(make_module(other), body=[block_for(counted)])
    token = token_for(person, elsewhere, counted)
    assert post(opened, counted, SAID[said], person=person, token=token).status_code == 403
    assert not XAPIStatement.objects.exists()


@pytest.mark.parametrize("said", sorted(SAID))
def test_a_course_begun_anew_is_gone_on_with_in_its_new_round(post, opened, counted, person, said):
    """By the page that was open, and never in the round that is over."""
    course = opened.get_parent().get_parent().specific
    Completion.objects.create(person=person, page=course, kind="course", title="Kurset")
    restart_course(person, course)
    assert post(opened, counted, SAID[said], person=person).status_code == 200
    anew = Enrolment.objects.current().get(person=person, course=course)
    assert LessonProgress.objects.filter(enrolment=anew, lesson=opened).exists()
