"""A test that somebody left open has ended when its time was up, whoever comes back when."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assessments.domain.sittings import GRACE, NotSitting
from assessments.ledger.models import Evidence
from assessments.models import Attempt, TestSitting
from courses.domain.knowledge_tests import (
    TimeIsUp,
    answer_test,
    close_overdue_sittings,
    start_test,
)
from courses.models import Completion, Enrolment, LessonProgress
from tests.factories.competences import make_requirement
from tests.factories.courses import (
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_person,
    make_test,
)

DAYS = dt.timedelta(days=3)


@pytest.fixture
def course(catalogue):
    return make_course("Kurset")


@pytest.fixture
def test(course):
    module = make_module(course, "Modulet")
    make_outcome(module, make_requirement())
    return make_test(module, "Prøven", time_limit=10, pause_hours=24, tries=2)


def sit_and_leave(person, test, *, right=True, ago=DAYS):
    """Answer all of it and never hand in; the time was up `ago`."""
    if not person.enrolments.exists():
        make_enrolment(person, test.get_parent().get_parent().specific)
    sitting = start_test(person, test)
    for drawn in sitting.questions:
        chosen = [one["id"] for one in drawn["question"]["answers"] if one["is_right"] is right][:1]
        answer_test(person, test, drawn["id"], {"answer": chosen})
    sitting.refresh_from_db()
    sitting.closes_at = timezone.now() - ago
    sitting.started_at = sitting.closes_at - dt.timedelta(minutes=10)
    sitting.save()
    return sitting


def tick(_client, _test):
    call_command("tick", verbosity=0)


def look_at_my_learning(client, _test):
    assert client.get(reverse("development:my_learning")).status_code == 200


def look_at_the_test(client, test):
    assert client.get(test.url).status_code in (200, 303)


def start_again(client, test):
    client.post(reverse("courses:start_test", args=[test.pk]))


def hand_in_late(client, test):
    client.post(reverse("courses:hand_in_test", args=[test.pk]))


def answer_late(client, test):
    drawn = TestSitting.objects.get().questions[0]
    client.post(reverse("courses:answer_test", args=[test.pk]), {"question": drawn["id"], "answer": "x"})


COMING_BACK = [tick, look_at_my_learning, look_at_the_test, start_again, hand_in_late, answer_late]


@pytest.mark.parametrize("come_back", COMING_BACK)
def test_whoever_comes_back_the_test_ended_when_its_time_was_up(client, person, test, come_back):
    sitting = sit_and_leave(person, test)
    client.force_login(person)
    come_back(client, test)
    ended = sitting.closes_at
    assert list(Attempt.objects.values_list("submitted_at", "score")) == [(ended, 3)]
    completions = Completion.objects.order_by("pk")
    assert list(completions.values_list("kind", "completed_at")) == [("module", ended), ("course", ended)]
    rows = Evidence.objects.values_list("recorded_at", "recorded_on")
    assert set(rows) == {(ended, timezone.localdate(ended))}


@pytest.mark.parametrize("come_back", COMING_BACK)
def test_pause_counts_from_when_the_time_was_up(client, person, test, come_back):
    sit_and_leave(person, test, right=False, ago=dt.timedelta(hours=25))
    client.force_login(person)
    come_back(client, test)
    start_again(client, test)
    assert list(TestSitting.objects.order_by("number").values_list("passed", flat=True)) == [False, None]


def test_pause_that_is_not_over_holds(client, person, test):
    sit_and_leave(person, test, right=False, ago=dt.timedelta(hours=23))
    client.force_login(person)
    start_again(client, test)
    assert TestSitting.objects.get().passed is False


def test_what_is_on_its_way_still_arrives(person, test):
    sitting = sit_and_leave(person, test, ago=GRACE / 2)
    assert close_overdue_sittings(timezone.now()) == 0
    answer_test(person, test, sitting.questions[0]["id"], {"answer": [chosen(sitting)]})
    assert close_overdue_sittings(timezone.now() + GRACE) == 1
    with pytest.raises(NotSitting):
        answer_test(person, test, sitting.questions[0]["id"], {"answer": [chosen(sitting)]})


def chosen(sitting):
    return sitting.questions[0]["question"]["answers"][0]["id"]


def test_answer_that_comes_too_late_is_not_taken(person, test):
    sitting = sit_and_leave(person, test, ago=GRACE * 2)
    with pytest.raises(TimeIsUp):
        answer_test(person, test, sitting.questions[0]["id"], {"answer": [chosen(sitting)]})
    assert Attempt.objects.get().score == 3


def test_only_tries_whose_time_is_up_are_closed(person, test):
    sit_and_leave(person, test)
    other = make_person()
    make_enrolment(other, Enrolment.objects.get().course)
    start_test(other, test)
    assert close_overdue_sittings(timezone.now(), of=other) == 0
    assert close_overdue_sittings(timezone.now()) == 1
    assert close_overdue_sittings(timezone.now()) == 0
    assert TestSitting.objects.get(attempt=None).person == other


def test_what_was_done_since_is_part_of_what_is_completed(person, course):
    """The lessons were taken after the test had ended: the module was complete with the last of them."""
    module = make_module(course, "Modulet")
    lesson = make_lesson(module)
    test = make_test(module, time_limit=10)
    sitting = sit_and_leave(person, test)
    read_at = sitting.closes_at + dt.timedelta(hours=5)
    LessonProgress.objects.create(
        enrolment=Enrolment.objects.get(), lesson=lesson, started_at=read_at, completed_at=read_at
    )
    close_overdue_sittings(timezone.now())
    assert set(Completion.objects.values_list("completed_at", flat=True)) == {read_at}


def test_try_of_an_earlier_round_completes_nothing_in_this_one(person, test):
    sit_and_leave(person, test)
    Enrolment.objects.update(round=2, enrolled_at=timezone.now() - dt.timedelta(days=1))
    close_overdue_sittings(timezone.now())
    assert (Evidence.objects.count(), Completion.objects.count()) == (1, 0)


def test_try_whose_test_is_gone_ends_and_holds_up_no_other(person, course, test):
    sit_and_leave(person, test)
    other = make_person()
    make_enrolment(other, course)
    sit_and_leave(other, make_test(make_module(course), time_limit=10))
    test.delete()
    assert close_overdue_sittings(timezone.now()) == 2
    assert set(TestSitting.objects.values_list("passed", flat=True)) == {True}


def test_a_try_left_open_does_not_end_the_break(person, test):
    sit_and_leave(person, test)
    Enrolment.objects.update(paused_at=timezone.now())
    close_overdue_sittings(timezone.now())
    assert Enrolment.objects.get().paused_at is not None
