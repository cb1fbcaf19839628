"""One play is one answer, the newest that was said in it counts, and nothing does before somebody acts."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.h5p.models import Delivery, XAPIStatement
from assessments.models import Attempt
from courses.domain.enrolment import restart_course
from courses.models import Completion, LessonProgress
from tests.courses.h5p.conftest import REGISTRATION, block_for, part
from tests.factories.courses import lessons_of, make_enrolment, make_lesson
from tests.factories.h5p import make_content, make_library, statement, token_for

DICTATION = ["H5P.Dictation", "X.Unknown", "H5P.Essay"]


@pytest.fixture
def module(course, person, client):
    make_enrolment(person, course)
    client.force_login(person)
    return lessons_of(course)[0].get_parent().specific


@pytest.fixture
def lesson(module, counted):
    return make_lesson(module, body=[block_for(counted)])


def done(lesson):
    return LessonProgress.objects.filter(lesson=lesson).exclude(completed_at=None).exists()


def worth():
    attempt = Attempt.objects.get()
    return attempt.score, attempt.max_score


def at(seconds):
    """A statement's clock, so many seconds from now."""
    return {"timestamp": (timezone.now() + dt.timedelta(seconds=seconds)).isoformat()}


@pytest.mark.parametrize("verb", ["answered", "completed", "passed", "failed", "mastered"])
def test_end_that_nobody_acted_for_is_kept_and_counts_nothing(post, lesson, counted, person, verb):
    """As the Dictation example, which reports full marks seconds after it was loaded."""
    for other in lesson.get_siblings(inclusive=False):
        other.unpublish()
    said = statement(verb, score=(14, 14), response="ja")
    tree = [{"statement": part("one", score=(1, 1), response="ja")}]
    response = post(lesson, counted, said, person=person, children=tree, acted=False)
    assert response.status_code == 200
    assert (response.json()["attempt"], response.json()["lesson_is_done"]) == (None, False)
    assert response.json()["message"] == _(
        "The activity says it is over before you have done anything in it. Do it, and it counts."
    )
    assert not Attempt.objects.exists()
    assert not done(lesson)
    assert not Completion.objects.exists()
    assert XAPIStatement.objects.filter(attempt=None).count() == 2
    again = post(lesson, counted, statement(verb, score=(1, 1), response="ja"), person=person)
    assert again.json()["lesson_is_done"]
    assert worth() == (1, 1)


def test_end_that_nobody_acted_for_is_told_to_no_store(post, lesson, counted, person, settings):
    settings.LEARNING_RECORD_STORES = [
        {"name": "a", "endpoint": "http://127.0.0.1:9/xAPI", "username": "x", "password": "x"}
    ]
    post(lesson, counted, statement(score=(1, 1), response="ja"), person=person, acted=False)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("acted", ["yes", 1, None, []])
def test_what_is_no_yes_and_no_no_is_refused(post, lesson, counted, person, acted):
    assert post(lesson, counted, person=person, acted=acted).status_code == 400
    assert not XAPIStatement.objects.exists()


@pytest.mark.parametrize("machine_name", DICTATION)
@pytest.mark.parametrize("response", ["", "[,][,][,]", " [.] [,] "])
def test_claim_without_an_answer_is_worth_nothing(post, module, person, machine_name, response):
    content = make_content(make_library(machine_name))
    lesson = make_lesson(module, body=[block_for(content)], completion_rule="right")
    said = statement("answered", score=(14, 14), response=response)
    assert not post(lesson, content, said, person=person).json()["lesson_is_done"]
    assert worth() == (0, 14)
    post(lesson, content, statement("answered", score=(14, 14), response="[,]hej"), person=person)
    assert worth() == (14, 14)
    assert done(lesson)


def test_answer_in_a_part_is_an_answer(post, module, person):
    content = make_content(make_library("X.Unknown"))
    lesson = make_lesson(module, body=[block_for(content)])
    inner = [{"statement": part("b", response="et ord")}]
    tree = [{"statement": part("a", response="[,]"), "children": inner}]
    post(lesson, content, statement("completed", score=(3, 4)), person=person, children=tree)
    assert worth() == (3, 4)


@pytest.mark.parametrize(("claim", "kept"), [((2, 2), (0, 0)), ((1, 2), (0, 2)), ((0, 2), (0, 2))])
def test_kind_that_tells_no_answers_is_done_when_it_claims_all_of_its_points(
    post, module, person, claim, kept
):
    content = make_content(make_library("H5P.MemoryGame"))
    lesson = make_lesson(module, body=[block_for(content)], completion_rule="right")
    post(lesson, content, statement("completed", score=claim), person=person)
    assert worth() == kept
    assert done(lesson) is (kept == (0, 0))


def test_hotspots_found_one_by_one_are_one_answer(post, module, person):
    content = make_content(make_library("H5P.ImageMultipleHotspotQuestion"))
    lesson = make_lesson(module, body=[block_for(content)])
    for found in range(1, 26):
        post(lesson, content, statement("answered", score=(found, 25)), person=person)
    attempt = Attempt.objects.get()
    assert attempt.response["claimed"] == {"score": 25, "max_score": 25}
    assert attempt.statements.count() == 25
    assert [row.claimed_score for row in attempt.statements.order_by("stored_at")] == list(range(1, 26))


def test_newest_counts_also_where_it_is_less(post, module, counted, person):
    other = make_content(make_library("X.Unknown"))
    lesson = make_lesson(module, body=[block_for(counted), block_for(other)], completion_rule="right")
    post(lesson, counted, statement(response="ja"), person=person)
    post(lesson, counted, statement(response="nej"), person=person)
    assert worth() == (0, 1)
    post(lesson, other, statement("completed"), person=person, registration=str(uuid.uuid4()))
    assert not done(lesson)
    post(lesson, counted, statement(response="ja"), person=person)
    assert done(lesson)


def test_another_play_is_another_answer(post, lesson, counted, person):
    for _number in range(2):
        post(lesson, counted, statement(response="ja"), person=person, registration=str(uuid.uuid4()))
    assert Attempt.objects.count() == 2


def test_same_registration_elsewhere_is_another_play(post, module, counted, person):
    for _number in range(2):
        lesson = make_lesson(module, body=[block_for(counted)])
        post(lesson, counted, statement(response="ja"), person=person)
    assert Attempt.objects.count() == 2


def test_two_tabs_of_one_play_are_one_answer_and_a_late_word_changes_nothing(post, lesson, counted, person):
    newer = statement("answered", response="nej") | at(-5)
    older = statement("answered", response="ja") | at(-60)
    post(lesson, counted, newer, person=person)
    late = post(lesson, counted, older, person=person)
    assert late.json()["attempt"]["score"] == 0
    assert worth() == (0, 1)
    # It is kept as it was said, beside the answer that it would have been.
    assert XAPIStatement.objects.get(pk=older["id"]).score == 1


def test_answer_that_comes_after_the_word_about_it_still_counts(post, lesson, counted, person):
    answered = statement("answered", response="ja") | at(-10)
    completed = statement("completed") | at(-9)
    post(lesson, counted, completed, person=person)
    assert worth() == (0, 1)
    post(lesson, counted, answered, person=person)
    assert worth() == (1, 1)


def test_word_alone_takes_nothing_from_the_answer(post, lesson, counted, person):
    for verb in ("completed", "completed", "passed", "completed"):
        post(lesson, counted, statement(verb, response="ja" if verb == "passed" else ""), person=person)
    assert worth() == (1, 1)


def test_course_begun_anew_is_answered_anew_in_the_same_frame(post, lesson, counted, person, course):
    token = token_for(person, lesson, counted)
    for other in lessons_of(course):
        if other.pk != lesson.pk:
            other.unpublish()
    post(lesson, counted, statement(response="ja"), person=person)
    restart_course(person, course)
    post(lesson, counted, statement(response="nej"), person=person, token=token)
    assert list(Attempt.objects.order_by("pk").values_list("score", flat=True)) == [1, 0]


def test_refused_statement_leaves_the_play_open_for_a_good_one(post, lesson, counted, person):
    bad = statement("answered", response="ja")
    bad["result"]["score"] = {"raw": 2, "max": 1}
    assert post(lesson, counted, bad, person=person).status_code == 422
    good = bad | {"result": {"response": "ja"}}
    assert post(lesson, counted, good, person=person).json()["lesson_is_done"]
    assert post(lesson, counted, good, person=person).status_code == 409
    assert worth() == (1, 1)


def test_end_of_an_activity_that_was_taken_out_is_refused(post, lesson, counted, person):
    block_id = next(iter(lesson.body.raw_data))["id"]
    post(lesson, counted, statement(response="nej"), person=person)
    lesson.body = [block_for(make_content(make_library("X.Unknown")))]
    lesson.save_revision().publish()
    lesson.body = [block_for(counted)]
    gone = post(lesson, counted, statement(response="ja"), person=person, question=block_id)
    assert gone.status_code == 404
    assert worth() == (0, 1)


def test_play_with_very_many_statements_is_still_one_answer(post, lesson, counted, person, monkeypatch):
    monkeypatch.setattr("assessments.h5p.domain.statements.MAX_EARLIER", 2)
    post(lesson, counted, statement(response="ja"), person=person)
    for number in range(3):
        post(lesson, counted, part(f"p{number}", response="nej"), person=person)
    assert post(lesson, counted, statement(response="nej"), person=person).status_code == 200
    assert worth() == (0, 1)
    assert XAPIStatement.objects.filter(registration=REGISTRATION).count() == 5
