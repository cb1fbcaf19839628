"""A page that somebody has learnt with is not deleted, by whatever path: it comes down."""

import pytest
from django.db.models import ProtectedError
from django.urls import reverse
from wagtail.models import Page

from courses.domain.completions import complete_attended_module
from courses.domain.deleting import has_learners
from courses.domain.runs import sign_up
from courses.enums import ModuleForm
from courses.models import Attendance, CoursePage, Enrolment
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_course,
    make_enrolment,
    make_module,
    make_person,
    questions_of,
)
from tests.factories.runs import make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def cms(client):
    client.force_login(make_person(is_superuser=True, language="en"))
    return client


@pytest.fixture
def course(client):
    """Two people take it; one of them has begun its first lesson, and answered."""
    course = make_course("Kurset", modules=2)
    people = [make_person() for _number in range(2)]
    for person in people:
        make_enrolment(person, course)
    client.force_login(people[0])
    lesson = lessons_of(course)[0]
    client.get(lesson.url)
    client.post(reverse("courses:answer", args=[lesson.pk]), answer_form(questions_of(lesson)[0], 1))
    return course


def parts(course):
    """Pages above and below, and whether anybody has learnt with each."""
    first, second = course.get_children()
    return [
        (course.get_parent(), True),
        (course, True),
        (first, True),
        (first.get_children().get(), True),
        (second, False),
        (second.get_children().get(), False),
    ]


def test_whoever_has_begun_is_a_learner(course):
    assert [has_learners(page) for page, _has in parts(course)] == [has for _page, has in parts(course)]
    assert has_learners(*(page for page, _has in parts(course)))
    assert not has_learners()


def test_whoever_was_there_is_a_learner(person):
    course = make_course("Kurset")
    module = make_module(course, form=ModuleForm.ATTENDED)
    run = make_run(course)
    sign_up(person, run)
    Attendance.objects.create(run=run, module=module, person=person)
    complete_attended_module(person, module, by=make_person())
    assert has_learners(module)
    with pytest.raises(ProtectedError):
        module.delete()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("which", range(6))
def test_page_with_learners_is_refused_without_their_number(client, cms, course, which, method):
    client.force_login(make_person(is_superuser=True, language="en"))
    page, learners = parts(course)[which]
    confirm = {"confirm_site_name": "Lærsammen"}
    address = reverse("wagtailadmin_pages:delete", args=[page.pk])
    response = getattr(client, method)(address, confirm if method == "post" else {}, follow=True)
    kept = Page.objects.filter(pk=page.pk).exists()
    assert kept is (method == "get" or learners)
    assert ("people have learnt with it" in response.text) is learners
    # Who watches a number sees one more come.
    assert "2 people" not in response.text
    if learners:
        assert f"»{page.title}« is not deleted" in response.text
        assert reverse("wagtailadmin_pages:unpublish", args=[page.pk]) in response.text


def test_of_several_nothing_goes_while_one_of_them_stays(client, course):
    client.force_login(make_person(is_superuser=True, language="en"))
    first, second = course.get_children()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    response = client.post(f"{address}?id={first.pk}&id={second.pk}&next=/cms/", follow=True)
    assert "people have learnt with it" in response.text
    assert course.get_children().count() == 2
    client.post(f"{address}?id={second.pk}")
    assert list(course.get_children()) == [first]


def test_code_and_the_api_delete_nobodys_way_either(client, course):
    client.force_login(make_person(is_superuser=True))
    lesson = lessons_of(course)[0]
    for page in (course, lesson.get_parent(), lesson):
        with pytest.raises(ProtectedError):
            page.specific.delete()
        with pytest.raises(ProtectedError):
            Page.objects.get(pk=page.pk).delete()
    assert CoursePage.objects.filter(pk=course.pk).exists()
    assert Enrolment.objects.count() == 2
