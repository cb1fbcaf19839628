"""A course taken once more: what was done stays, what is asked is asked anew, and nothing is done twice."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from assessments.ledger.models import Evidence
from assessments.models import Attempt, TestSitting
from courses.domain.catalogue import describe_courses
from courses.domain.completions import take_back_completion
from courses.domain.enrolment import NotCompleted, NotEnrolled, enrol, restart_course
from courses.domain.knowledge_tests import start_test
from courses.domain.queries import completion_origin, read_outline
from courses.domain.record import read_record
from courses.enums import CompletionState
from courses.models import Completion, Enrolment, LessonProgress
from development.domain.my_learning import courses_under_way
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_course,
    make_enrolment,
    make_outcome,
    make_person,
    make_prerequisite,
    make_test,
    pass_test,
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


def restart(client, course):
    return client.post(reverse("courses:restart", args=[course.pk]))


def send(client, lesson, position=1):
    form = answer_form(questions_of(lesson)[0], position)
    return client.post(reverse("courses:answer", args=[lesson.pk]), form)


def log_of(completion):
    entries = ModelLogEntry.objects.for_instance(completion).order_by("pk")
    return [(entry.action, entry.user_id, entry.data) for entry in entries]


def take(client, course):
    for lesson in lessons_of(course):
        send(client, lesson)


def test_only_a_completed_course_is_taken_again(learner, person, course):
    assert restart(learner, course).status_code == 409
    assert [row.restarted_at for row in Enrolment.objects.all()] == [None]
    take(learner, course)
    assert restart(learner, course).status_code == 303
    with pytest.raises(NotCompleted):
        restart_course(person, course)


def test_lessons_ask_anew_and_history_stays(learner, person, course, requirements):
    make_outcome(course, requirements[0])
    take(learner, course)
    assert restart(learner, course).status_code == 303
    outline = read_outline(course.path, person)
    one, two = lessons_of(course)
    assert (outline.completion_id, outline.how_far.done, outline.resume.page.pk) == (None, 0, one.pk)
    assert {row.state for row in Completion.objects.all()} == {CompletionState.SUPERSEDED}
    assert (Attempt.objects.count(), Evidence.objects.count()) == (2, 1)
    for _look in range(2):
        html = learner.get(one.url).text
        assert "Tilbagemelding" not in html
        assert 'name="submission_key"' in html
    send(learner, one)
    assert read_outline(course.path, person).how_far.done == 1
    send(learner, two)
    assert Completion.objects.standing().count() == 2
    assert Evidence.objects.count() == 2


def test_each_round_keeps_how_far_the_person_came(learner, person, course):
    for _time in range(3):
        take(learner, course)
        restart(learner, course)
    send(learner, lessons_of(course)[0])
    rounds = Enrolment.objects.order_by("round")
    done = [row.progress.exclude(completed_at=None).count() for row in rounds]
    assert [row.round for row in rounds] == [1, 2, 3, 4]
    assert done == [2, 2, 2, 1]
    assert [row.completions.count() for row in rounds] == [2, 2, 2, 0]
    # Each begins when the one before it ends, and the last one counts.
    assert [row.begun_anew_at for row in rounds] == [*(row.enrolled_at for row in rounds[1:]), None]
    assert Enrolment.objects.current().get().round == 4


def test_pages_speak_of_the_round_that_counts(learner, person, course):
    take(learner, course)
    restart(learner, course)
    (row,) = describe_courses([course], person)
    assert (row.is_enrolled, row.is_completed, row.how_far.done) == (True, False, 0)
    send(learner, lessons_of(course)[0])
    (row,) = describe_courses([course], person)
    assert (row.is_enrolled, row.is_completed, row.how_far.done) == (True, False, 1)
    ((under_way,), paused, has_more, _taken_down) = courses_under_way(read_record(person))
    assert (under_way.outline.how_far.done, under_way.last_seen) == (1, timezone.localdate())
    assert (paused, has_more) == ((), False)


def test_enrolling_again_gives_the_round_that_counts(learner, person, course):
    take(learner, course)
    restart(learner, course)
    assert enrol(person, course) == Enrolment.objects.get(round=2)
    assert Enrolment.objects.count() == 2


def test_break_is_over_when_the_course_begins_anew(learner, course):
    take(learner, course)
    learner.post(reverse("courses:pause", args=[course.pk]))
    restart(learner, course)
    assert [row.paused_at is None for row in Enrolment.objects.order_by("round")] == [False, True]


def test_answers_from_before_do_not_complete_a_lesson(learner, person, course):
    take(learner, course)
    lesson = lessons_of(course)[0]
    restart(learner, course)
    response = learner.post(reverse("courses:complete_lesson", args=[lesson.pk]))
    assert response.status_code == 409
    assert read_outline(course.path, person).how_far.done == 0


def test_test_passed_before_does_not_count(learner, person, course):
    test = make_test(lessons_of(course)[0].get_parent())
    pass_test(person, test)
    take(learner, course)
    restart(learner, course)
    take(learner, course)
    assert not Completion.objects.standing().exists()
    pass_test(person, test)
    assert Completion.objects.standing().count() == 2


def test_a_try_left_open_goes_on_in_the_new_round(learner, person, course, requirements):
    """There is one open try at a time: whoever begins the course anew neither loses it nor is locked out."""
    test = make_test(course)
    make_outcome(course, requirements[0])
    take(learner, course)
    pass_test(person, test)
    # A newer try is open when the course begins anew.
    sitting = TestSitting.objects.get()
    left_open = TestSitting.objects.create(
        person=person, page=test, number=2, rule=sitting.rule, questions=sitting.questions
    )
    restart(learner, course)
    outline = read_outline(course.path, person)
    assert not outline.test.is_done
    take(learner, course)
    assert start_test(person, test) == left_open
    assert learner.get(f"{test.url}?sp=1").status_code == 200
    pass_test(person, test)
    left_open.refresh_from_db()
    assert (left_open.passed, TestSitting.objects.count()) == (True, 2)
    assert Completion.objects.standing().filter(page=course.pk).exists()


def test_what_is_taken_back_counts_no_more_and_is_completed_again(learner, person, course, requirements):
    make_outcome(course, requirements[0])
    take(learner, course)
    completion = Completion.objects.get(page=course.pk)
    teacher = make_person()
    take_back_completion(completion, by=teacher, reason="En fejl")
    completion.refresh_from_db()
    assert (completion.state, completion.taken_back_reason) == (CompletionState.TAKEN_BACK, "En fejl")
    assert completion.superseded_at is None
    assert not person.standings.exists()
    assert log_of(completion) == [
        ("courses.complete_course", person.pk, {"page": course.pk}),
        ("courses.take_back_completion", teacher.pk, {"page": course.pk}),
    ]
    revoked = Evidence.objects.get(revokes__origin=completion_origin(completion.pk))
    assert (revoked.recorded_by, revoked.title) == (teacher, "En fejl")
    # The module stands, and so does all that the rule asks for: the next act completes the course anew.
    send(learner, lessons_of(course)[0])
    anew = Completion.objects.standing().get(page=course.pk)
    assert (anew.pk != completion.pk, anew.enrolment_id) == (True, completion.enrolment_id)
    assert person.standings.get().level == 1


def test_taken_back_after_it_was_begun_anew_is_taken_back(learner, person, course, requirements):
    make_outcome(course, requirements[0])
    take(learner, course)
    restart(learner, course)
    completion = Completion.objects.get(page=course.pk)
    take_back_completion(completion, by=person, reason="En fejl")
    assert completion.state == CompletionState.TAKEN_BACK
    assert not person.standings.exists()


def test_what_was_taken_back_opens_nothing(learner, person, course):
    next_course = make_course("Det næste", modules=1)
    make_prerequisite(next_course, course)
    take(learner, course)
    assert read_outline(next_course.path, person).missing == ()
    take_back_completion(Completion.objects.get(page=course.pk), by=person, reason="En fejl")
    assert [required.page.pk for required in read_outline(next_course.path, person).missing] == [course.pk]


def test_restart_supersedes_this_course_alone(learner, person, course):
    other = make_course("Et andet", modules=1)
    make_enrolment(person, other)
    for taken in (course, other):
        take(learner, taken)
    restart(learner, course)
    standing = set(Completion.objects.standing().values_list("title", flat=True))
    assert standing == {"Et andet", lessons_of(other)[0].get_parent().title}
    with pytest.raises(NotEnrolled):
        restart_course(person, make_course("Et tredje", modules=1))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_begun_anew_twice_at_once_is_begun_anew_once(client, person, course):
    make_enrolment(person, course)
    client.force_login(person)
    take(client, course)
    barrier = threading.Barrier(4)

    def begin(_number):
        try:
            barrier.wait(timeout=30)
            restart_course(person, course)
            return "anew"
        except NotCompleted:
            return "not completed"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(begin, range(4)))
    assert told == ["anew", "not completed", "not completed", "not completed"]
    assert sorted(Enrolment.objects.values_list("round", flat=True)) == [1, 2]
    assert LessonProgress.objects.count() == 2
