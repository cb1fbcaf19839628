"""The course's page, enrolment, and who may read the lessons."""

from urllib.parse import parse_qs

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import reverse
from wagtail.models import ModelLogEntry, PageViewRestriction

from courses.domain.enrolment import enrol
from courses.domain.queries import read_outline
from courses.models import CoursePage, Enrolment, LessonProgress, Outcome
from courses.rules import is_enrolled
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_person,
    question,
    questions_of,
)


def test_course_page_is_open_to_anyone(client, course, requirements):
    make_outcome(course, requirements[0], level=2)
    make_outcome(lessons_of(course)[0].get_parent(), requirements[3], level=1, is_proposal=False)
    response = client.get(course.url)
    html = response.text
    assert response.status_code == 200
    for words in (
        "Målene er borgerens",
        "M.1",
        "Krav M.1",
        "R1.1",
        reverse("courses:enrol", args=[course.pk]),
    ):
        assert words in html
    lesson = lessons_of(course)[1]
    assert lesson.title in html
    assert f'href="{lesson.url}"' not in html


def test_course_page_shows_amu_facts_only_where_filled(client, course):
    assert "voksenuddannelse.dk" not in client.get(course.url).text
    course.amu_number, course.amu_number_is_demo = "12345", True
    course.official_url = "https://voksenuddannelse.dk/"
    course.save()
    html = client.get(course.url).text
    assert "12345" in html
    assert "badge-warning" in html
    assert 'href="https://voksenuddannelse.dk/"' in html
    assert "AMU-bevis" not in html


def test_enrolling_once_or_twice_gives_one_enrolment(client, person, course):
    client.force_login(person)
    for _click in range(2):
        response = client.post(reverse("courses:enrol", args=[course.pk]))
        assert (response.status_code, response.url) == (303, course.url)
    assert Enrolment.objects.get().person == person
    assert ModelLogEntry.objects.filter(action="courses.enrol").count() == 1


def test_enrolling_without_signing_in_leads_to_sign_in_and_back(client, course):
    response = client.post(reverse("courses:enrol", args=[course.pk]))
    assert response.status_code == 302
    address, query = response.url.split("?")
    assert address == reverse("account_login")
    assert parse_qs(query) == {"next": [course.url]}
    assert not Enrolment.objects.exists()


def test_enrolling_in_what_is_not_published_is_not_possible(client, person, course):
    course.unpublish()
    client.force_login(person)
    assert client.post(reverse("courses:enrol", args=[course.pk])).status_code == 404


def test_enrol_address_has_nothing_to_read(client, course):
    assert client.get(reverse("courses:enrol", args=[course.pk])).status_code == 405


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_lesson_leads_those_not_enrolled_to_the_course(client, person, course, is_signed_in):
    if is_signed_in:
        client.force_login(person)
    response = client.get(lessons_of(course)[1].url, follow=True)
    assert response.redirect_chain == [(course.url, 302)]
    assert "ls-messages" in response.text
    assert not LessonProgress.objects.exists()


def test_course_page_resumes_where_one_left_off(client, person, course):
    make_enrolment(person, course)
    client.force_login(person)
    one, two, three, _four = lessons_of(course)
    assert f'href="{one.url}"' in client.get(course.url).text
    client.post(reverse("courses:answer", args=[one.pk]), answer_form(questions_of(one)[0], 1))
    assert read_outline(course.path, person).resume.page.pk == two.pk
    client.get(three.url)
    html = client.get(course.url).text
    assert f'class="button button-primary" href="{three.url}"' in html


def test_course_page_of_a_finished_course_has_nothing_to_resume(client, person, course):
    make_enrolment(person, course)
    client.force_login(person)
    for lesson in lessons_of(course):
        client.post(reverse("courses:answer", args=[lesson.pk]), answer_form(questions_of(lesson)[0], 1))
    outline = read_outline(course.path, person)
    assert outline.resume is None
    assert outline.minutes_left == 0
    assert client.get(course.url).status_code == 200


def test_outline_leaves_out_what_is_not_live(person, course):
    one, _two, three, _four = lessons_of(course)
    one.unpublish()
    three.get_parent().specific.unpublish()
    outline = read_outline(course.path, person)
    assert [len(module.lessons) for module in outline.modules] == [1]
    course.unpublish()
    assert not read_outline(course.path, person).is_live


def test_outline_of_one_person_says_nothing_about_another(person, course):
    make_enrolment(make_person(), course)
    outline = read_outline(course.path, person)
    assert outline.enrolment_id is None
    assert not is_enrolled(person, outline)
    assert not is_enrolled(AnonymousUser(), read_outline(course.path, AnonymousUser()))


def test_predicates_ask_for_the_persons_own_outline(person, course):
    enrol(person, course)
    outline = read_outline(course.path, person)
    assert is_enrolled(person, outline)
    assert not is_enrolled(make_person(), outline)
    assert not is_enrolled(person)


def test_module_address_leads_to_its_place_on_the_course(client, course):
    module = lessons_of(course)[0].get_parent()
    response = client.get(module.url)
    assert (response.status_code, response.url) == (302, f"{course.url}#modul-{module.pk}")


def test_lesson_kept_private_in_the_cms_is_not_shown_by_its_address(client, person, course):
    make_enrolment(person, course)
    client.force_login(person)
    lesson = lessons_of(course)[0]
    PageViewRestriction.objects.create(
        page=lesson.get_parent(), restriction_type=PageViewRestriction.PASSWORD, password="hemmelig"
    )
    html = client.get(lesson.url).text
    assert "Spørg én gang til" not in html
    assert 'type="password"' in html


def test_unknown_lesson_address_is_not_found(client, course):
    assert client.get(f"{course.url}findes/ikke/").status_code == 404


def test_pages_can_be_previewed_in_the_cms(course, admin_user):
    lesson = lessons_of(course)[0]
    for page in (course, lesson.get_parent().specific, lesson, course.get_parent().specific):
        page.title = "Kladden"
        response = page.make_preview_request(
            RequestFactory().get("/cms/", headers={"host": "localhost"}), "", {"user": admin_user}
        )
        assert response.status_code == 200
        assert "Kladden" in response.text
    assert not LessonProgress.objects.exists()


def test_draft_lesson_never_published_can_be_previewed(course):
    lesson = make_lesson(lessons_of(course)[0].get_parent().specific, body=[question("Kladdens spørgsmål")])
    lesson.unpublish()
    response = lesson.make_preview_request(RequestFactory().get("/cms/", headers={"host": "localhost"}))
    assert "Kladdens spørgsmål" in response.text
    assert "submission_key" not in response.text


def test_outcomes_are_edited_published_and_copied_with_their_page(course, requirements):
    course.outcomes = [
        Outcome(competence=requirements[0], level=2),
        Outcome(competence=requirements[1], level=1),
    ]
    course.save_revision().publish()
    assert course.outcomes.count() == 2
    draft = course.get_latest_revision_as_object()
    draft.outcomes = [Outcome(competence=requirements[2], level=3)]
    revision = draft.save_revision()
    assert Outcome.objects.filter(page=course).count() == 2
    revision.publish()
    assert [outcome.competence for outcome in Outcome.objects.filter(page=course)] == [requirements[2]]
    copy = CoursePage.objects.get(pk=course.pk).copy(
        recursive=True, update_attrs={"slug": "kopi", "title": "Kopi"}
    )
    assert [outcome.level for outcome in Outcome.objects.filter(page=copy)] == [3]
    assert copy.get_descendants().count() == course.get_descendants().count()


def test_outcomes_are_in_the_cms_forms_of_courses_and_modules(client, course, admin_user):
    client.force_login(admin_user)
    module = lessons_of(course)[0].get_parent()
    for page in (course, module):
        html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
        assert "outcomes-TOTAL_FORMS" in html


@pytest.mark.parametrize("size", [1, 3])
def test_course_page_asks_no_more_for_more_parts(
    client, person, requirements, django_assert_max_num_queries, size
):
    course = make_course("Kurset", modules=size, lessons=size)
    make_enrolment(person, course)
    for requirement in requirements[:size]:
        make_outcome(course, requirement)
    make_outcome(make_module(course, "Sidst"), requirements[0])
    client.force_login(person)
    client.get(course.url)
    with django_assert_max_num_queries(21):
        client.get(course.url)
