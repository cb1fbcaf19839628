"""What is to be taken first: shown, kept to by the server, and free of circles."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Site

from courses.domain.enrolment import Locked, enrol
from courses.domain.queries import read_outline
from courses.models import Completion, CoursePage, Enrolment, LessonProgress, ModulePage
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_prerequisite,
    questions_of,
)


@pytest.fixture
def reader(client, person):
    person.language = "en"
    person.save()
    client.force_login(person)
    return client


@pytest.fixture
def modules(course):
    """The two modules of the course; the second takes the first."""
    first, second = (page.specific for page in course.get_children().order_by("path"))
    make_prerequisite(second, first)
    return first, second


def complete(person, page, kind):
    return Completion.objects.create(person=person, page=page, kind=kind, title=page.title)


def send(client, lesson):
    return client.post(reverse("courses:answer", args=[lesson.pk]), answer_form(questions_of(lesson)[0], 1))


def test_course_is_closed_until_what_comes_first_is_completed(reader, person, course):
    first = make_course("Det første")
    make_prerequisite(course, first)
    html = reader.get(course.url).text
    assert f'<a href="{first.url}"><span lang="da">Det første</span></a>' in html
    assert reverse("courses:enrol", args=[course.pk]) not in html
    response = reader.post(reverse("courses:enrol", args=[course.pk]))
    assert response.status_code == 409
    assert "First take »Det første«." in response.text
    assert not Enrolment.objects.exists()
    complete(person, first, "course")
    assert reader.post(reverse("courses:enrol", args=[course.pk])).status_code == 303


def test_every_course_that_is_missing_is_named(reader, person, course):
    for title in ("Et", "To"):
        make_prerequisite(course, make_course(title))
    with translation.override("en"), pytest.raises(Locked) as refused:
        enrol(person, course)
    assert refused.value.message == "First take »Et« and »To«."


def test_what_comes_first_is_asked_for_only_while_it_can_be_taken(person, course):
    gone = make_course("Væk")
    make_prerequisite(course, gone)
    gone.unpublish()
    assert enrol(person, course).person == person


def test_completion_that_does_not_count_any_more_does_not_open_a_course(person, course):
    first = make_course("Det første")
    make_prerequisite(course, first)
    completion = complete(person, first, "course")
    completion.superseded_at = timezone.now()
    completion.save()
    with pytest.raises(Locked):
        enrol(person, course)


def test_whoever_is_enrolled_stays_in_the_course(person, course):
    enrolment = make_enrolment(person, course)
    make_prerequisite(course, make_course("Nyt krav"))
    assert enrol(person, course) == enrolment
    assert not read_outline(course.path, person).is_locked


def test_lessons_of_a_locked_module_are_closed(reader, person, course, modules):
    make_enrolment(person, course)
    first, _second = modules
    lesson = lessons_of(course)[2]
    response = reader.get(lesson.url, follow=True)
    assert response.redirect_chain == [(course.url, 302)]
    assert f"First take »{first.title}«." in response.text
    refused = send(reader, lesson)
    assert refused.status_code == 409
    assert f'href="{first.url}"' in refused.text
    assert reader.post(reverse("courses:complete_lesson", args=[lesson.pk])).status_code == 409
    assert not LessonProgress.objects.exists()
    complete(person, first, "module")
    assert send(reader, lesson).status_code == 303


def test_course_page_does_not_lead_into_a_locked_module(reader, person, course, modules):
    make_enrolment(person, course)
    one, two, three, _four = lessons_of(course)
    html = reader.get(course.url).text
    assert "First take:" in html
    assert [f'href="{lesson.url}"' in html for lesson in (one, two, three)] == [True, True, False]


def test_next_lesson_and_resume_step_over_a_locked_module(reader, person, course, modules):
    make_enrolment(person, course)
    third = make_lesson(make_module(course, "Tredje"))
    one, two, _three, _four, _five = lessons_of(course)
    outline = read_outline(course.path, person)
    assert outline.neighbours(two)[1].page.pk == third.pk
    for lesson in (one, two):
        send(reader, lesson)
    Completion.objects.all().delete()
    assert read_outline(course.path, person).resume.page.pk == third.pk


def test_whoever_had_begun_a_module_goes_on(reader, person, course):
    make_enrolment(person, course)
    lesson = lessons_of(course)[2]
    reader.get(lesson.url)
    make_prerequisite(lesson.get_parent(), make_course("Nyt krav"))
    assert reader.get(lesson.url).status_code == 200
    assert send(reader, lesson).status_code == 303


@pytest.mark.parametrize("number", [1, 3])
def test_prerequisites_cost_one_query_however_many(person, course, number, django_assert_num_queries):
    for module in course.get_children():
        for _number in range(number):
            make_prerequisite(module, make_course())
    # Wagtail keeps these by itself.
    Site.get_site_root_paths()
    with django_assert_num_queries(5):
        read_outline(course.path, person)
    with django_assert_num_queries(3):
        outline = read_outline(course.path, person)
    assert [len(module.missing) for module in outline.modules] == [number, number]


# In the editor


def form_errors(page, *required, parent=None):
    """What the editor says when the page is saved with these to take first."""
    model = type(page)
    data = {
        "title": page.title or "Ny",
        "slug": page.slug or "ny",
        "duration_minutes": "10",
        "form": "online",
        "completion_rule": "modules" if model is CoursePage else "lessons",
        "objectives": "null",
        "outcomes-TOTAL_FORMS": "0",
        "outcomes-INITIAL_FORMS": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "prerequisites-TOTAL_FORMS": str(len(required)),
        "prerequisites-INITIAL_FORMS": "0",
    }
    for number, other in enumerate(required):
        data |= {f"prerequisites-{number}-required": str(other.pk), f"prerequisites-{number}-ORDER": "1"}
    form_class = model.get_edit_handler().get_form_class()
    form = form_class(data, instance=page, parent_page=parent or page.get_parent())
    form.is_valid()
    return [str(error) for error in form.non_field_errors()], form.formsets["prerequisites"].errors


def test_editor_takes_what_can_be_taken_in_order(course, modules):
    first, second = modules
    other = make_course("Et andet")
    assert form_errors(second, first, other) == ([], [{}, {}])
    assert form_errors(course, other) == ([], [{}])
    assert form_errors(ModulePage(title="Ny"), first, parent=course)[0] == []
    assert form_errors(CoursePage(title="Ny"), course, parent=course.get_parent())[0] == []


def test_editor_refuses_circles(course, modules):
    first, second = modules
    third = make_module(course, "Tredje")
    make_prerequisite(third, second)
    after = make_course("Bagefter", modules=1)
    make_prerequisite(after, course)
    inside = after.get_children().get()

    def is_refused(page, *required, parent=None):
        return [str(other.title) in "".join(form_errors(page, other, parent=parent)[0]) for other in required]

    # A module that comes after it, itself through two, and the course it is a part of.
    assert is_refused(first, second, third, course) == [True, True, True]
    # A course that takes this one, directly and through its module.
    assert is_refused(course, after, inside, first) == [True, True, True]
    assert is_refused(first, after) == [True]
    # A new module cannot come after its own course.
    assert is_refused(ModulePage(title="Ny"), course, after, parent=course) == [True, True]


def test_editor_refuses_single_modules_of_other_courses(course, modules):
    foreign = make_module(make_course("Et andet"), "Fremmed")
    (message,) = form_errors(modules[0], foreign)[0]
    assert "»Fremmed«" in message
