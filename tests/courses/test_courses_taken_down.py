"""A course that was taken down stays on its learners' pages, with a sentence and what they have from it."""

import pytest
from django.urls import reverse

from courses.models import Completion, CoursePage
from development.domain.me import read_me
from development.domain.my_learning import read_my_learning
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_course,
    make_enrolment,
    make_person,
    questions_of,
)

KEPT = "What you have done is kept."


@pytest.fixture
def course(client, person):
    """The person has completed its first module, and not the second."""
    person.language = "en"
    person.save()
    course = make_course("Kurset", modules=2)
    make_enrolment(person, course)
    client.force_login(person)
    lesson = lessons_of(course)[0]
    client.post(reverse("courses:answer", args=[lesson.pk]), answer_form(questions_of(lesson)[0], 1))
    return course


def test_course_says_what_its_learners_have_from_it(client, course):
    completion = Completion.objects.get()
    course.unpublish()
    page = client.get(course.url)
    assert page.status_code == 200
    for words in ("Kurset", KEPT, completion.title, reverse("proofs:proof", args=[completion.pk])):
        assert words in page.text
    assert lessons_of(course)[0].title in page.text
    assert reverse("courses:pause", args=[course.pk]) not in page.text
    mine = client.get(reverse("development:my_learning")).text
    assert f'href="{course.url}"' in mine
    assert KEPT in mine
    course.get_latest_revision().publish()
    assert KEPT not in client.get(course.url).text + client.get(reverse("development:my_learning")).text


def test_completed_course_still_counts(client, course):
    lesson = lessons_of(course)[1]
    client.post(reverse("courses:answer", args=[lesson.pk]), answer_form(questions_of(lesson)[0], 1))
    course.unpublish()
    assert "What you have completed still counts." in client.get(course.url).text
    assert not read_my_learning(read_me(course.enrolments.get().person)).taken_down


def test_for_everybody_else_there_is_nothing(client, course):
    module, lesson = course.get_children()[0], lessons_of(course)[0]
    course.unpublish()
    lesson.unpublish()
    for someone in (None, make_person(), make_person(is_superuser=True)):
        client.logout()
        if someone:
            client.force_login(someone)
        for page in (course, module, lesson):
            assert client.get(page.url).status_code == 404


@pytest.mark.parametrize(
    ("gone", "which"),
    [("course", "module"), ("course", "lesson"), ("module", "module"), ("module", "lesson")],
)
def test_parts_that_nobody_has_begun_lead_to_the_course(client, course, gone, which):
    lesson = lessons_of(course)[1]
    pages = {"course": course, "module": lesson.get_parent().specific, "lesson": lesson}
    pages[gone].unpublish()
    response = client.get(pages[which].url, follow=True)
    assert response.redirect_chain == [(course.url, 302)]
    assert response.status_code == 200
    assert (KEPT in response.text) is (gone == "course")
    assert (f"»{pages[which].title}« is taken down at the moment." in response.text) is (gone == "module")


def test_what_is_sent_to_it_is_refused(client, course):
    course.unpublish()
    lesson = lessons_of(course)[1]
    answer = client.post(reverse("courses:answer", args=[lesson.pk]), answer_form(questions_of(lesson)[0], 1))
    assert answer.status_code == 404
    for name in ("enrol", "pause", "resume", "restart"):
        assert client.post(reverse(f"courses:{name}", args=[course.pk])).status_code == 404
    assert CoursePage.objects.get().live is False
