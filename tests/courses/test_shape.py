"""What a process keeps of a course's shape is never old, whatever changed the tree."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.domain import common
from courses.domain.queries import read_outline
from courses.models import LessonPage, LessonProgress, ModulePage
from tests.factories.courses import (
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_person,
    make_prerequisite,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(catalogue):
    course = make_course()
    for _number in range(2):
        make_lesson(make_module(course))
    return course


class Process:
    """Another process: what it keeps is its own, and nothing tells it that a page changed."""

    def __init__(self):
        self.kept = (None, {})

    def titles(self, course):
        here, common._kept = common._kept, self.kept
        try:
            return titles(course)
        finally:
            self.kept, common._kept = common._kept, here


def titles(course, person=None):
    outline = read_outline(course.path, person or AnonymousUser())
    return [
        [module.page.title, [lesson.page.title for lesson in module.lessons], len(module.requires)]
        for module in outline.modules
    ]


def publish(course):
    make_lesson(course.get_children().first().specific, title="Ny")


def rename(course):
    lesson = LessonPage.objects.descendant_of(course).first()
    lesson.title = "Et andet navn"
    lesson.save_revision().publish()


def take_down(course):
    LessonPage.objects.descendant_of(course).first().unpublish()


def let_run_out(course):
    lesson = LessonPage.objects.descendant_of(course).first()
    lesson.expire_at = timezone.now() + dt.timedelta(seconds=1)
    lesson.save_revision().publish()
    titles(course)
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        call_command("tick", verbosity=0)


def move(course):
    first, second = course.get_children()
    first.move(second, pos="right")


def move_elsewhere(course):
    first, second = course.get_children()
    first.get_children().first().move(second, pos="last-child")


def delete(course):
    course.get_children().first().delete()


def ask_first(course):
    make_prerequisite(course.get_children().first().specific, make_course())


def take_down_what_is_asked_first(course):
    required = make_course()
    make_prerequisite(course.get_children().first().specific, required)
    titles(course)
    required.unpublish()


def make_optional(course):
    module = ModulePage.objects.descendant_of(course).first()
    module.is_required = False
    module.title = "Valgfrit"
    module.save()


CHANGES = [
    *(publish, rename, take_down, let_run_out, move, move_elsewhere, delete, ask_first),
    make_optional,
]


@pytest.mark.parametrize("change", [*CHANGES, take_down_what_is_asked_first])
def test_every_process_sees_what_changed(course, change):
    elsewhere = Process()
    before = titles(course)
    assert elsewhere.titles(course) == before
    change(course)
    course.refresh_from_db()
    after = titles(course)
    common._kept = (None, {})
    assert titles(course) == elsewhere.titles(course) == after
    if change is not take_down_what_is_asked_first:
        assert after != before


def test_what_is_taken_back_was_never_so(course):
    elsewhere = Process()
    before = titles(course)
    with transaction.atomic():
        rename(course)
        assert titles(course) != before
        transaction.set_rollback(True)
    assert titles(course) == elsewhere.titles(course) == before


def test_shape_is_nobodys_own(course):
    person, other = make_person(), make_person()
    lesson, now = LessonPage.objects.descendant_of(course).first(), timezone.now()
    enrolment = make_enrolment(person, course)
    make_enrolment(other, course)
    LessonProgress.objects.create(enrolment=enrolment, lesson=lesson, started_at=now, completed_at=now)
    done = [
        [node.is_done for node in read_outline(course.path, reader).lessons] for reader in (person, other)
    ]
    assert done == [[True, False], [False, False]]
    mine, again = (read_outline(course.path, person).course for _time in range(2))
    assert mine is not again


def test_addresses_speak_the_language_of_who_reads(course):
    addresses = []
    for language in ("da", "en", "da"):
        with translation.override(language):
            addresses.append(read_outline(course.path, AnonymousUser()).course.url)
    assert addresses[0] == addresses[2]


def test_draft_leaves_the_shape_as_it_is(course):
    titles(course)
    lesson = LessonPage.objects.descendant_of(course).first()
    lesson.title = "Kladde"
    lesson.save_revision()
    with CaptureQueriesContext(connection) as captured:
        titles(course)
    assert len(captured) == 1
