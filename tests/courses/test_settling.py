"""Whoever has done all that is asked for is done, also when it was more before."""

import datetime as dt

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from assessments.ledger.models import Evidence
from courses.domain import settling
from courses.domain.completions import complete_attended_module
from courses.domain.lessons import submit_answer
from courses.domain.queries import completion_origin, read_outline
from courses.domain.runs import sign_up
from courses.domain.settling import settle_course
from courses.enums import CourseRule, LessonRule, ModuleForm, ModuleRule
from courses.models import Attendance, Completion, LessonProgress
from tests.factories.competences import make_requirement
from tests.factories.courses import (
    answer_form,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_person,
    make_test,
    pass_test,
    question,
    questions_of,
)
from tests.factories.forms import filled
from tests.factories.runs import make_run

pytestmark = pytest.mark.django_db


def answer(person, lesson, position=1, which=0):
    block = questions_of(lesson)[which]
    submit_answer(
        person=person, lesson=lesson, block_id=block.id, fields=filled(answer_form(block, position))
    )


def change(page, **fields):
    page = page.specific_class.objects.get(pk=page.pk)
    for field, value in fields.items():
        setattr(page, field, value)
    page.save_revision().publish()


def completed(person):
    return set(Completion.objects.standing().filter(person=person).values_list("title", flat=True))


class Way:
    """A course of two modules; somebody has done the first lesson of the first, and more where it says so."""

    def __init__(self, person):
        self.person = person
        self.course = make_course("Kurset")
        self.module = make_module(self.course, "Et")
        make_outcome(self.module, make_requirement(), level=1)
        self.other = make_module(self.course, "To")
        self.done, self.open = make_lesson(self.module), make_lesson(self.module)
        self.last = make_lesson(self.other)
        make_enrolment(person, self.course)
        answer(person, self.done)

    def with_all_but_the_module(self):
        answer(self.person, self.last)


def unpublish_lesson(way):
    way.open.unpublish()


def unpublish_in_cms(way):
    client = Client()
    client.force_login(make_person(is_superuser=True))
    assert client.post(reverse("wagtailadmin_pages:unpublish", args=[way.open.pk])).status_code == 302


def unpublish_in_bulk(way):
    client = Client()
    client.force_login(make_person(is_superuser=True))
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    assert client.post(f"{address}?id={way.open.pk}").status_code == 302


def expire_lesson(way):
    change(way.open, expire_at=timezone.now() + dt.timedelta(seconds=1))
    Page.objects.filter(pk=way.open.pk).update(expire_at=timezone.now() - dt.timedelta(days=1))
    call_command("tick", verbosity=0)


def make_lesson_optional(way):
    change(way.open, is_required=False)


def schedule_an_optional_lesson(way):
    change(way.open, is_required=False, go_live_at=timezone.now() + dt.timedelta(days=1))
    assert completed(way.person) == {"To"}
    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        call_command("tick", verbosity=0)


def delete_lesson(way):
    way.open.delete()


def move_lesson_to_the_other_module(way):
    way.open.move(Page.objects.get(pk=way.other.pk), pos="last-child")


def ask_the_test_alone(way):
    change(way.module, completion_rule=ModuleRule.TEST)
    test = make_test(way.module, "Prøven")
    pass_test(way.person, test)


# What changes, and what is complete then; before it, the other module alone is.
CHANGES = {
    unpublish_lesson: {"Et", "To", "Kurset"},
    unpublish_in_cms: {"Et", "To", "Kurset"},
    unpublish_in_bulk: {"Et", "To", "Kurset"},
    expire_lesson: {"Et", "To", "Kurset"},
    make_lesson_optional: {"Et", "To", "Kurset"},
    schedule_an_optional_lesson: {"Et", "To", "Kurset"},
    delete_lesson: {"Et", "To", "Kurset"},
    move_lesson_to_the_other_module: {"Et", "To", "Kurset"},
    lambda way: change(way.module, is_required=False): {"To", "Kurset"},
    lambda way: way.module.unpublish(): {"To", "Kurset"},
    ask_the_test_alone: {"Et", "To", "Kurset"},
    lambda way: change(way.module, title="Et andet navn"): {"To"},
    lambda way: way.last.unpublish(): {"To"},
}


@pytest.mark.parametrize("changed", CHANGES, ids=lambda one: one.__name__)
def test_change_settles_everybody_it_is_about(person, changed):
    way = Way(person)
    way.with_all_but_the_module()
    half_way = make_person()
    make_enrolment(half_way, way.course)
    assert completed(person) == {"To"}
    progress = set(LessonProgress.objects.exclude(lesson=way.open).values_list("pk", "completed_at"))

    changed(way)

    assert completed(person) == CHANGES[changed]
    assert completed(half_way) == set()
    assert progress <= set(LessonProgress.objects.values_list("pk", "completed_at"))
    before = list(Completion.objects.values())
    settle_course.call(way.course.pk)
    assert list(Completion.objects.values()) == before
    evidence = Evidence.objects.filter(person=person, origin__startswith=completion_origin(""))
    assert evidence.count() == ("Et" in completed(person))


@pytest.mark.parametrize(
    "changed",
    [
        lambda module, test: test.unpublish(),
        lambda module, test: test.delete(),
        lambda module, test: test.move(make_module(make_course()), pos="last-child"),
    ],
)
def test_test_that_goes_leaves_nobody_waiting(person, changed):
    course = make_course("Kurset")
    module = make_module(course, "Et")
    lesson, test = make_lesson(module), make_test(module)
    make_enrolment(person, course)
    answer(person, lesson)
    assert completed(person) == set()
    changed(module, test)
    assert completed(person) == {"Et", "Kurset"}


def test_final_test_that_goes_or_decides_no_more_leaves_nobody_waiting(person):
    course = make_course("Kurset")
    lesson, final = make_lesson(make_module(course, "Et")), make_test(course)
    make_enrolment(person, course)
    answer(person, lesson)
    assert completed(person) == {"Et"}
    final.unpublish()
    assert completed(person) == {"Et", "Kurset"}


def test_course_whose_test_decides_alone_from_now_on(person):
    course = make_course("Kurset", completion_rule=CourseRule.TEST)
    make_lesson(make_module(course, "Et"))
    final = make_test(course)
    make_enrolment(person, course)
    pass_test(person, final)
    assert completed(person) == {"Kurset"}
    other = make_person()
    make_enrolment(other, course)
    change(course, completion_rule=CourseRule.MODULES)
    # What somebody has, stays; and the rule of today asks the others for the module too.
    assert completed(person) == {"Kurset"}
    assert not read_outline(course.path, other).is_ready_for_test
    assert completed(other) == set()


def test_lesson_rule_that_asks_for_less_completes_the_lesson(person):
    course = make_course("Kurset")
    lesson = make_lesson(
        make_module(course, "Et"), body=[question(), question()], completion_rule=LessonRule.RIGHT
    )
    make_enrolment(person, course)
    answer(person, lesson, 1, which=0)
    answer(person, lesson, 0, which=1)
    assert completed(person) == set()
    change(lesson, completion_rule=LessonRule.ACTIVITIES)
    assert completed(person) == {"Et", "Kurset"}


def test_activity_that_goes_or_becomes_optional_completes_the_lesson(person):
    course = make_course("Kurset")
    lesson = make_lesson(make_module(course, "Et"), body=[question(), question()])
    make_enrolment(person, course)
    answer(person, lesson)
    body = lesson.body.raw_data
    raw = [dict(block) for block in body]
    raw[1] = {**raw[1], "value": {**raw[1]["value"], "is_required": False}}
    change(lesson, body=type(lesson)._meta.get_field("body").to_python(raw))
    assert completed(person) == {"Et", "Kurset"}


def test_lesson_that_wants_to_be_read_waits_for_its_reader(person):
    course = make_course("Kurset")
    lesson = make_lesson(make_module(course, "Et"), completion_rule=LessonRule.RIGHT)
    make_enrolment(person, course)
    answer(person, lesson, 0)
    change(lesson, completion_rule=LessonRule.READ)
    assert completed(person) == set()


def test_mark_made_while_the_module_was_not_published_counts_when_it_is(person):
    course = make_course("Kurset")
    module = make_module(course, "Et", form=ModuleForm.ATTENDED)
    teacher = make_person()
    run = make_run(course)
    sign_up(person, run)
    module.unpublish()
    Attendance.objects.create(run=run, module=module, person=person, marked_by=teacher)
    complete_attended_module(person, module, by=teacher)
    assert completed(person) == set()
    change(module)
    assert completed(person) == {"Et", "Kurset"}


def test_answers_of_an_earlier_round_complete_nothing(person):
    course = make_course("Kurset")
    lesson = make_lesson(make_module(course, "Et"), body=[question(), question()])
    old = make_enrolment(person, course)
    answer(person, lesson)
    now = timezone.now()
    type(old).objects.filter(pk=old.pk).update(begun_anew_at=now)
    type(old).objects.create(person=person, course=course, round=2, enrolled_at=now)
    raw = [dict(block) for block in lesson.body.raw_data][:1]
    change(lesson, body=type(lesson)._meta.get_field("body").to_python(raw))
    assert completed(person) == set()


def test_everybody_is_settled_in_batches_and_one_failure_is_nobody_elses(person, monkeypatch, caplog):
    monkeypatch.setattr(settling, "BATCH", 2)
    course = make_course("Kurset")
    module = make_module(course, "Et")
    done, gone = make_lesson(module), make_lesson(module)
    people = [make_person() for _number in range(5)]
    for someone in people:
        make_enrolment(someone, course)
        answer(someone, done)
    settle, unlucky = settling.settle, people[1]

    def settle_all_but_one(someone, outline, **named):
        if someone == unlucky:
            raise RuntimeError(someone.email)
        settle(someone, outline, **named)

    monkeypatch.setattr(settling, "settle", settle_all_but_one)
    gone.unpublish()
    assert [bool(completed(someone)) for someone in people] == [True, False, True, True, True]
    assert unlucky.email not in caplog.text.split("Traceback")[0]
    monkeypatch.setattr(settling, "settle", settle)
    settle_course.call(course.pk)
    assert completed(unlucky) == {"Et", "Kurset"}


def test_many_changes_at_once_are_settled_by_one_task(person, settings):
    settings.TASKS = {
        **settings.TASKS,
        "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
    }
    course = make_course("Kurset", modules=1, lessons=3)
    other = make_course("Et andet")
    for page in (course, other):
        make_enrolment(person, page)
        change(page)
    for lesson in course.get_descendants():
        change(lesson)
    assert DBTaskResult.objects.count() == 6
    settle_course.call(course.pk)
    assert [row.args_kwargs["args"] for row in DBTaskResult.objects.all()] == [[other.pk]]


def test_page_that_nobody_takes_plans_nothing(settings):
    settings.TASKS = {
        **settings.TASKS,
        "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
    }
    change(make_course("Kurset", modules=1))
    assert not DBTaskResult.objects.exists()
