"""A module whose evidence has run out is taken again by itself; nothing else in the course is lost."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from assessments.ledger.models import Evidence
from courses.domain.enrolment import StillHolds, retake_module
from courses.domain.lessons import submit_answer
from courses.domain.queries import read_outline
from courses.models import Completion, Enrolment, LessonProgress
from tests.factories.competences import make_requirement
from tests.factories.courses import (
    answer_form,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_prerequisite,
    make_test,
    pass_test,
    question,
    questions_of,
)
from tests.factories.forms import filled

DAY = dt.timedelta(days=1)


def answer(person, lesson, which=0):
    block = questions_of(lesson)[which]
    submit_answer(person=person, lesson=lesson, block_id=block.id, fields=filled(answer_form(block, 1)))


def run_out(completion_of):
    """As time does with what a module gave."""
    pk = Completion.objects.standing().get(page=completion_of.pk).pk
    yesterday = timezone.localdate() - DAY
    rows = Evidence.objects.filter(origin=f"courses.completion:{pk}")
    assert rows.update(valid_until=yesterday)


class Way:
    """Two modules, the second after the first; the first has two lessons and a test, and is completed."""

    def __init__(self, person):
        self.person = person
        self.course = make_course("Kurset")
        self.first, self.second = make_module(self.course, "Et"), make_module(self.course, "To")
        make_prerequisite(self.second, self.first)
        for module in (self.first, self.second):
            make_outcome(module, make_requirement(), level=1)
        self.lessons = [make_lesson(self.first) for _number in range(2)]
        self.test = make_test(self.first)
        self.last = make_lesson(self.second, body=[question(), question()])
        self.enrolment = make_enrolment(person, self.course)
        self.take_first()

    def take_first(self):
        for lesson in self.lessons:
            answer(self.person, lesson)
        pass_test(self.person, self.test)

    def outline(self):
        return read_outline(self.course.path, self.person)

    def standing(self):
        rows = Completion.objects.standing().filter(person=self.person)
        return sorted(rows.values_list("title", flat=True))


@pytest.fixture
def way(person, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC))
    return Way(person)


def test_module_is_taken_again_in_an_unfinished_course(way, time_machine):
    answer(way.person, way.last, 0)
    run_out(way.first)
    kept = set(LessonProgress.objects.values_list("pk", "completed_at"))
    time_machine.move_to(dt.datetime(2026, 11, 3, 9, 0, tzinfo=dt.UTC))
    retake_module(way.person, way.first)
    first, second = way.outline().modules
    assert [lesson.is_done for lesson in first.lessons] == [False, False]
    assert (first.test.is_done, first.is_done, first.is_retaken) == (False, False, True)
    # The second goes on where it was, and what is under way in it counts.
    assert not second.is_locked
    answer(way.person, way.last, 1)
    assert way.standing() == ["Kurset", "To"]
    # An answer from before completes nothing; all is asked once more, the test too.
    answer(way.person, way.lessons[0])
    assert [lesson.is_done for lesson in way.outline().modules[0].lessons] == [True, False]
    answer(way.person, way.lessons[1])
    assert way.standing() == ["Kurset", "To"]
    pass_test(way.person, way.test)
    assert way.standing() == ["Et", "Kurset", "To"]
    assert kept <= set(LessonProgress.objects.values_list("pk", "completed_at"))
    assert Completion.objects.filter(page=way.first.pk).count() == 2
    assert Enrolment.objects.get() == way.enrolment
    new = Completion.objects.standing().get(page=way.first.pk)
    assert Evidence.objects.filter(origin=f"courses.completion:{new.pk}").exists()
    assert ModelLogEntry.objects.filter(action="courses.retake", user=way.person).count() == 1


def test_course_that_was_completed_stays_so(way, time_machine):
    for which in range(2):
        answer(way.person, way.last, which)
    assert way.outline().resume is None
    course = Completion.objects.get(page=way.course.pk)
    for day in (3, 4):
        run_out(way.first)
        time_machine.move_to(dt.datetime(2026, 11, day, 9, 0, tzinfo=dt.UTC))
        retake_module(way.person, way.first)
        assert way.standing() == ["Kurset", "To"]
        assert way.outline().resume.page.pk == way.lessons[0].pk
        time_machine.move_to(dt.datetime(2026, 11, day, 10, 0, tzinfo=dt.UTC))
        way.take_first()
        assert way.standing() == ["Et", "Kurset", "To"]
        assert way.outline().resume is None
    assert Completion.objects.get(page=way.course.pk) == course
    times = LessonProgress.objects.filter(lesson=way.lessons[0]).values_list("earlier", flat=True)
    assert sorted(times) == [0, 1, 2]


def test_only_what_has_run_out_is_taken_again(way):
    for module in (way.first, way.second):
        with pytest.raises(StillHolds):
            retake_module(way.person, module)
    Evidence.objects.update(valid_until=timezone.localdate())
    with pytest.raises(StillHolds):
        retake_module(way.person, way.first)
    run_out(way.first)
    retake_module(way.person, way.first)
    with pytest.raises(StillHolds):
        retake_module(way.person, way.first)
    assert way.standing() == []


def test_course_page_offers_it(client, way):
    way.person.language = "en"
    way.person.save()
    client.force_login(way.person)
    address = reverse("courses:retake", args=[way.first.pk])
    assert address not in client.get(way.course.url).text
    assert client.post(address).status_code == 409
    run_out(way.first)
    page = client.get(way.course.url).text
    assert f'action="{address}"' in page
    assert "ran out on 1 November 2026" in page
    response = client.post(address)
    assert (response.status_code, response.url) == (303, way.lessons[0].url)
    assert "You are taking this module again." in client.get(way.course.url).text
    assert client.get(way.lessons[0].url).status_code == 200
    client.get(way.lessons[0].url)
    assert LessonProgress.objects.filter(lesson=way.lessons[0], earlier=0).count() == 1
