"""Taking a break and going on, and taking a course once more; never too late for anything."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence, EvidencePolicy
from courses.models import Enrolment
from development.domain.me import read_me
from development.domain.my_learning import read_my_learning
from tests.development.helpers import employ
from tests.factories.accounts import make_unit
from tests.factories.competences import make_job_requirement
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_course,
    make_enrolment,
    make_outcome,
    make_test,
    questions_of,
)


@pytest.fixture
def course(catalogue):
    return make_course("Kurset", modules=1, lessons=2)


@pytest.fixture
def learner(client, person, course):
    person.language = "en"
    person.save()
    make_enrolment(person, course)
    client.force_login(person)
    return client


def post(client, name, course):
    return client.post(reverse(f"courses:{name}", args=[course.pk]))


def send(client, lesson, position=1):
    form = answer_form(questions_of(lesson)[0], position)
    return client.post(reverse("courses:answer", args=[lesson.pk]), form)


def take(client, course):
    for lesson in lessons_of(course):
        send(client, lesson)


def paused(course):
    return Enrolment.objects.get(course=course).paused_at is not None


# A break


def test_course_on_a_break_stands_apart_and_is_never_late(learner, person, course):
    for _click in range(2):
        assert post(learner, "pause", course).url == course.url
    assert ModelLogEntry.objects.filter(action="courses.pause").count() == 1
    Enrolment.objects.update(paused_at=timezone.now() - dt.timedelta(days=400))
    learning = read_my_learning(read_me(person))
    assert learning.under_way == ()
    assert [row.outline.course.pk for row in learning.paused] == [course.pk]
    assert learning.resume is None
    html = learner.get(reverse("development:my_learning")).text
    assert "On a break" in html
    assert "overdue" not in html.lower()
    html = learner.get(course.url).text
    assert reverse("courses:resume", args=[course.pk]) in html
    assert reverse("courses:pause", args=[course.pk]) not in html


def test_taking_it_up_leads_to_where_one_left_off(learner, person, course):
    one, two = lessons_of(course)
    send(learner, one)
    post(learner, "pause", course)
    assert post(learner, "resume", course).url == two.url
    assert not paused(course)
    assert [row.outline.course.pk for row in read_my_learning(read_me(person)).under_way] == [course.pk]


def test_answering_takes_the_course_up_again(learner, course):
    post(learner, "pause", course)
    lesson = lessons_of(course)[0]
    learner.get(lesson.url)
    assert paused(course)
    send(learner, lesson)
    assert not paused(course)


def test_beginning_a_test_takes_the_course_up_again(learner, course):
    test = make_test(lessons_of(course)[0].get_parent())
    post(learner, "pause", course)
    learner.post(reverse("courses:start_test", args=[test.pk]))
    assert not paused(course)


# Once more: see also test_rounds.py


@pytest.mark.parametrize("on", ["course", "module"])
def test_course_whose_evidence_ran_out_is_offered_again(learner, person, course, requirements, on):
    EvidencePolicy.objects.create(kind=EvidenceKind.TOOK_PART, ceiling=1, valid_months=12)
    employ(person, make_unit())
    make_job_requirement(requirements[0], 2)
    make_outcome(course if on == "course" else lessons_of(course)[0].get_parent(), requirements[0])
    take(learner, course)
    assert read_my_learning(read_me(person)).suggestions == ()
    ran_out = timezone.localdate() - dt.timedelta(days=1)
    Evidence.objects.update(valid_until=ran_out)
    person.standings.update(expires=ran_out)
    (suggestion,) = read_my_learning(read_me(person)).suggestions
    assert suggestion.offer.course.pk == course.pk
    html = learner.get(course.url).text
    assert "Take the course again" in html
    assert "Your evidence from it ran out" in html
