"""One of everything, however the requests fall: double clicks, two people, a request that dies midway."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from assessments.ledger.models import Evidence, Standing
from assessments.models import Attempt
from courses.domain import completions, lessons
from courses.domain.lessons import submit_answer
from courses.models import Completion, LessonProgress
from tests.factories.competences import make_requirement
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_course,
    make_enrolment,
    make_lesson,
    make_outcome,
    make_person,
    question,
    questions_of,
)
from tests.factories.forms import filled


def make_module_to_complete(people, lesson_count=1):
    """A course of one module that counts towards a requirement; the people take it."""
    course = make_course(modules=1, lessons=lesson_count)
    lessons = lessons_of(course)
    make_outcome(lessons[0].get_parent(), make_requirement(), level=2)
    for person in people:
        make_enrolment(person, course)
    return lessons


def post_at_once(posts):
    """Send (person, lesson, form) posts from a thread each, as close to one moment as a barrier gets them."""
    barrier = threading.Barrier(len(posts))

    def post(person, lesson, form):
        try:
            client = Client()
            client.force_login(person)
            barrier.wait(timeout=30)
            return client.post(reverse("courses:answer", args=[lesson.pk]), form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as pool:
        return list(pool.map(lambda arguments: post(*arguments), posts))


def assert_one_of_everything(person, attempts):
    assert Attempt.objects.filter(person=person).count() == attempts
    assert sorted(Completion.objects.filter(person=person).values_list("kind", flat=True)) == [
        "course",
        "module",
    ]
    assert Evidence.objects.filter(person=person).count() == 1
    assert Standing.objects.get(person=person).level == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_complete_the_same_lesson_at_once():
    people = [make_person() for _person in range(2)]
    (lesson,) = make_module_to_complete(people)
    block = questions_of(lesson)[0]
    assert post_at_once([(person, lesson, answer_form(block, 1)) for person in people]) == [303, 303]
    for person in people:
        assert_one_of_everything(person, attempts=1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_form_sent_many_times_at_once_gives_one_of_everything():
    person = make_person()
    (lesson,) = make_module_to_complete([person])
    form = answer_form(questions_of(lesson)[0], 1)
    assert post_at_once([(person, lesson, form)] * 5) == [303] * 5
    assert_one_of_everything(person, attempts=1)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_last_two_lessons_at_once_complete_the_module():
    """In two tabs: without the lock on the enrolment each would miss the lesson that the other completes."""
    person = make_person()
    lessons = make_module_to_complete([person], lesson_count=4)
    posts = [(person, lesson, answer_form(questions_of(lesson)[0], 1)) for lesson in lessons]
    assert post_at_once(posts) == [303] * 4
    assert_one_of_everything(person, attempts=4)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_questions_of_a_lesson_at_once_complete_it():
    person = make_person()
    (first,) = make_module_to_complete([person])
    lesson = make_lesson(first.get_parent().specific, body=[question("Et"), question("To")])
    form = answer_form(questions_of(first)[0], 1)
    posts = [(person, lesson, answer_form(block, 1)) for block in questions_of(lesson)]
    assert post_at_once([(person, first, form), *posts]) == [303] * 3
    assert_one_of_everything(person, attempts=3)


@pytest.mark.django_db
def test_one_form_sent_twice_after_each_other_gives_one_of_everything(client):
    person = make_person()
    (lesson,) = make_module_to_complete([person])
    client.force_login(person)
    form = answer_form(questions_of(lesson)[0], 1)
    for _click in range(2):
        assert client.post(reverse("courses:answer", args=[lesson.pk]), form).status_code == 303
    assert_one_of_everything(person, attempts=1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("module", "dies_in"),
    [(lessons, "_complete"), (completions, "_record_completions"), (completions, "record_evidence")],
)
def test_request_that_dies_midway_leaves_nothing_and_can_be_sent_again(monkeypatch, module, dies_in):
    person = make_person()
    (lesson,) = make_module_to_complete([person])
    block = questions_of(lesson)[0]
    form = filled(answer_form(block, 1, key=uuid.uuid4()))

    def die(*args, **kwargs):
        raise RuntimeError("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(module, dies_in, die)
        with pytest.raises(RuntimeError):
            submit_answer(person=person, lesson=lesson, block_id=block.id, fields=form)
    for model in (Attempt, LessonProgress, Completion, Evidence, Standing):
        assert not model.objects.exists()
    submit_answer(person=person, lesson=lesson, block_id=block.id, fields=form)
    assert_one_of_everything(person, attempts=1)
