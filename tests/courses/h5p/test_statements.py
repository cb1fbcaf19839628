"""What a frame says was done: kept, judged by us, and counted like any other answer."""

import datetime as dt
import json
import uuid

import pytest
import time_machine
from django.conf import settings
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from assessments.domain.drafts import save_draft
from assessments.h5p.domain.actors import account_name
from assessments.h5p.models import XAPIStatement
from assessments.models import Attempt, Draft
from courses.models import Completion, LessonProgress
from tests.courses.h5p.conftest import REGISTRATION, block_for, part
from tests.factories.courses import lessons_of, make_enrolment, make_lesson
from tests.factories.h5p import add_version, make_content, make_library, statement


@pytest.fixture
def module(course, person, client):
    make_enrolment(person, course)
    client.force_login(person)
    return lessons_of(course)[0].get_parent().specific


@pytest.fixture
def lesson(module, counted):
    return make_lesson(module, body=[block_for(counted)])


def test_answer_is_an_attempt_and_completes_the_lesson(post, lesson, counted, person):
    said = statement("answered", score=(1, 1), response="ja")
    response = post(lesson, counted, said, person=person)
    assert response.status_code == 200
    assert response.json() == {
        "attempt": {"score": 1, "max_score": 1, "is_graded": True, "is_client_reported": False},
        "lesson_is_done": True,
        "message": _("Your answer is saved. You have completed the lesson."),
    }
    attempt = Attempt.objects.get()
    assert (attempt.person, attempt.page_id, attempt.activity) == (person, lesson.pk, "h5p")
    assert attempt.question == {
        "question": "Ja eller nej",
        "machine_name": "H5P.SaysYes",
        "content": counted.pk,
        "version": counted.current_id,
        "alternative": "",
    }
    assert attempt.response == {
        "registration": REGISTRATION,
        "claimed": {"score": 1, "max_score": 1},
        "answers": {"response": "ja"},
    }
    row = XAPIStatement.objects.get()
    assert (row.attempt, row.version_id, str(row.pk)) == (attempt, counted.current_id, said["id"])
    assert (row.claimed_score, row.claimed_max_score, row.score, row.max_score) == (1, 1, 1, 1)
    assert not row.is_mismatch
    assert LessonProgress.objects.get(lesson=lesson).completed_at is not None


def test_lesson_that_is_done_stays_so_with_a_further_answer(post, lesson, counted, person):
    for response in ("ja", "nej"):
        answered = post(lesson, counted, statement(score=(1, 1), response=response), person=person)
        assert answered.json()["lesson_is_done"] is True


def test_claim_that_differs_does_not_count_and_is_marked(post, lesson, counted, person):
    response = post(lesson, counted, statement(score=(1, 1), response="nej"), person=person)
    assert response.json()["attempt"]["score"] == 0
    row = XAPIStatement.objects.mismatched().get()
    assert (row.claimed_score, row.score, row.max_score) == (1, 0, 1)


def test_same_share_of_other_points_is_no_mismatch(post, lesson, counted, person):
    post(lesson, counted, statement(score=(100, 100), response="ja"), person=person)
    assert not XAPIStatement.objects.mismatched().exists()


@pytest.mark.parametrize(
    ("claim", "kept"),
    [
        ((3, 4), (3, 4)),
        ((2.9, 4), (2, 4)),
        ((29, 100), (29, 100)),
        ((1.3, 2.5), (1, 2)),
        ((50_000, 100_000), (16_383, 32_767)),
    ],
)
def test_what_nobody_here_can_count_is_taken_as_claimed_in_whole_points(
    post, module, uncounted, person, claim, kept
):
    lesson = make_lesson(module, body=[block_for(uncounted)])
    said = statement("completed", score=claim, response="et svar")
    response = post(lesson, uncounted, said, person=person)
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.max_score, attempt.is_client_reported) == (*kept, True)
    assert response.json()["attempt"]["is_client_reported"]
    row = XAPIStatement.objects.get()
    assert (row.claimed_score, row.claimed_max_score) == claim
    assert (row.score, row.max_score, row.is_mismatch) == (None, None, False)


def test_points_below_none_are_none(post, module, uncounted, person):
    lesson = make_lesson(module, body=[block_for(uncounted)])
    said = statement("completed") | {"result": {"score": {"min": -5, "raw": -3, "max": 5, "scaled": -0.6}}}
    assert post(lesson, uncounted, said, person=person).status_code == 200
    assert (Attempt.objects.get().score, Attempt.objects.get().max_score) == (0, 5)


def test_done_without_a_score_is_an_answer_that_only_the_browser_tells_of(post, module, uncounted, person):
    lesson = make_lesson(module, body=[block_for(uncounted)])
    assert post(lesson, uncounted, statement("completed"), person=person).json() == {
        "attempt": {"score": 0, "max_score": 0, "is_graded": False, "is_client_reported": True},
        "lesson_is_done": True,
        "message": _("Your answer is saved. You have completed the lesson."),
    }


def test_leaving_the_answer_out_gives_no_points_and_does_not_do_where_it_must_be_right(
    post, module, counted, person
):
    lesson = make_lesson(module, body=[block_for(counted)], completion_rule="right")
    response = post(lesson, counted, statement("completed"), person=person)
    assert response.json()["attempt"] == {
        "score": 0,
        "max_score": 1,
        "is_graded": True,
        "is_client_reported": True,
    }
    assert not response.json()["lesson_is_done"]


def test_lesson_that_asks_for_right_answers_waits_for_one(post, module, counted, person):
    lesson = make_lesson(module, body=[block_for(counted)], completion_rule="right")
    first = post(lesson, counted, statement(score=(1, 1), response="nej"), person=person)
    assert not first.json()["lesson_is_done"]
    assert first.json()["message"] == _("Your answer is saved.")
    assert post(lesson, counted, statement(response="ja"), person=person).json()["lesson_is_done"]
    assert Attempt.objects.get().score == 1


def test_actor_and_moment_are_ours_and_no_token_is_kept(post, lesson, counted, person):
    said = statement(response="ja") | {
        "actor": {"mbox": "mailto:kim@example.org", "name": "Kim"},
        "authority": {"mbox": "mailto:kim@example.org"},
        "stored": "2001-01-01T00:00:00Z",
        "timestamp": "2001-01-01T00:00:00Z",
        "context": {
            "registration": str(uuid.uuid4()),
            "instructor": {"name": "Kim"},
            "contextActivities": {"category": [{"id": "http://h5p.org/libraries/H5P.SaysYes-1.16"}]},
        },
    }
    said["object"]["id"] = "http://localhost/h5p/et-hemmeligt-tegn/"
    with time_machine.travel(dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC), tick=False):
        post(lesson, counted, said, person=person)
    kept = XAPIStatement.objects.get().statement
    account = kept["actor"].pop("account")
    assert kept["actor"] == {"objectType": "Agent"}
    assert account["homePage"] == settings.WAGTAILADMIN_BASE_URL
    assert kept == {
        "id": said["id"],
        "actor": {"objectType": "Agent"},
        "verb": said["verb"],
        "object": {
            "objectType": "Activity",
            "id": f"{settings.WAGTAILADMIN_BASE_URL}/h5p/{counted.pk}",
        },
        "result": {"response": "ja"},
        "context": {
            "registration": REGISTRATION,
            "contextActivities": {"category": [{"id": "http://h5p.org/libraries/H5P.SaysYes-1.16"}]},
        },
        "timestamp": "2026-11-22T09:00:00+00:00",
        "version": "1.0.3",
    }


def test_account_names_are_one_for_each_person_and_tell_nobody_who_it_is(person, django_user_model):
    other = django_user_model.objects.create_user("kim@example.org", display_name="Kim")
    assert account_name(person) == account_name(person) != account_name(other)
    assert str(person.pk) != account_name(person)
    assert len(account_name(person)) == 40


def test_moment_of_the_content_counts_where_it_can_be(post, lesson, counted, person):
    now = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
    told = now - dt.timedelta(seconds=7)
    with time_machine.travel(now, tick=False):
        post(lesson, counted, statement() | {"timestamp": told.isoformat()}, person=person)
    assert XAPIStatement.objects.get().statement["timestamp"] == told.isoformat()


@pytest.mark.parametrize("verb", ["attempted", "interacted", "progressed", "experienced", "initialized"])
def test_what_tells_nothing_of_how_it_went_is_not_kept(post, lesson, counted, person, verb):
    response = post(lesson, counted, statement(verb), person=person)
    assert response.status_code == 200
    assert response.json() == {"attempt": None, "lesson_is_done": False, "message": ""}
    assert not XAPIStatement.objects.exists()


def test_parts_stand_beside_the_whole(post, module, person):
    single = {"points": 1}
    inner = {"library": "H5P.SaysYes 1.16", "params": single, "subContentId": "inner"}
    params = {
        "points": 2,
        "questions": [
            {"library": "H5P.SaysYes 1.16", "params": single, "subContentId": "one"},
            {"library": "H5P.Column 1.18", "params": {"content": [inner]}, "subContentId": "column"},
        ],
    }
    content = make_content(make_library("H5P.SaysYes"), params)
    lesson = make_lesson(module, body=[block_for(content)])
    root = statement("completed", score=(2, 2))
    children = [
        {"statement": part("one", score=(1, 1), response="ja")},
        {
            "statement": part("column"),
            "children": [{"statement": part("inner", score=(1, 1), response="nej")}],
        },
        {"statement": part("one", score=(0, 1), response="nej")},
    ]
    response = post(lesson, content, root, person=person, children=children)
    assert response.json()["attempt"]["score"] == 0
    attempt = Attempt.objects.get()
    assert attempt.response["answers"] == {
        "response": "",
        "parts": {
            "one": {"response": "nej"},
            "column": {"response": "", "parts": {"inner": {"response": "nej"}}},
        },
    }
    rows = {row.sub_content_id: row for row in XAPIStatement.objects.all()}
    whole = rows.pop("")
    assert (whole.attempt, whole.parent, whole.claimed_score, whole.score) == (attempt, None, 2, 0)
    assert whole.is_mismatch
    assert set(rows) == {"one", "column", "inner"}
    assert {row.parent for row in rows.values()} == {whole}
    assert {row.attempt for row in rows.values()} == {None}
    assert (rows["inner"].claimed_score, rows["inner"].score, rows["inner"].is_mismatch) == (1, 0, True)
    assert (rows["one"].score, rows["one"].is_mismatch) == (1, False)
    assert rows["inner"].statement["id"] == str(rows["inner"].pk)
    assert rows["inner"].statement["object"]["id"].endswith(f"/h5p/{content.pk}?subContentId=inner")


def test_whole_without_its_parts_is_judged_by_the_newest_that_came_before(post, module, person):
    content = make_content(make_library("H5P.SaysYes"), {"points": 2})
    lesson = make_lesson(module, body=[block_for(content)])
    for name, response in [("one", "nej"), ("two", "ja"), ("one", "ja")]:
        before = post(lesson, content, part(name, response=response), person=person)
        assert before.json()["attempt"] is None
    elsewhere = {"registration": str(uuid.uuid4())}
    post(lesson, content, part("two", response="nej"), person=person, **elsewhere)
    response = post(lesson, content, statement("completed", score=(2, 2)), person=person)
    assert response.json()["attempt"]["score"] == 2
    assert XAPIStatement.objects.count() == 5


def test_same_answer_in_another_word_joins_the_attempt(post, lesson, counted, person):
    post(lesson, counted, statement("answered", score=(1, 1), response="ja"), person=person)
    for verb in ("completed", "passed"):
        again = post(lesson, counted, statement(verb, score=(1, 1)), person=person)
        assert again.json()["attempt"]["score"] == 1
    attempt = Attempt.objects.get()
    assert [row.attempt for row in XAPIStatement.objects.all()] == [attempt] * 3


def test_claim_in_a_joined_statement_is_held_against_our_count_too(post, lesson, counted, person):
    post(lesson, counted, statement("answered", response="nej"), person=person)
    post(lesson, counted, statement("passed", score=(1, 1)), person=person)
    assert XAPIStatement.objects.mismatched().get().verb.endswith("/passed")


@pytest.mark.parametrize("between", [None, "part", "answer"])
def test_new_answer_in_the_same_play_takes_the_place_of_the_first(post, lesson, counted, person, between):
    post(lesson, counted, statement("completed", response="nej"), person=person)
    if between == "part":
        post(lesson, counted, part("one", response="ja"), person=person)
        post(lesson, counted, statement("passed"), person=person)
    elif between == "answer":
        post(lesson, counted, statement("answered", response="ja"), person=person)
    else:
        post(lesson, counted, statement("completed", response="ja"), person=person)
    attempt = Attempt.objects.get()
    assert attempt.score == 1
    assert attempt.statements.count() == 2


def test_other_answers_in_the_tree_are_a_new_answer(post, lesson, counted, person):
    for verb, response in [("completed", "nej"), ("passed", "ja")]:
        children = [{"statement": part("one", response=response)}]
        post(lesson, counted, statement(verb), person=person, children=children)
    assert Attempt.objects.get().score == 1


def test_score_that_comes_later_is_not_lost(post, module, uncounted, person):
    lesson = make_lesson(module, body=[block_for(uncounted)])
    post(lesson, uncounted, statement("completed", response="et svar"), person=person)
    post(lesson, uncounted, statement("passed", score=(3, 3)), person=person)
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.max_score) == (3, 3)
    assert attempt.response["answers"] == {"response": "et svar"}


def test_older_version_is_judged_by_what_was_asked(post, lesson, counted, person):
    played = counted.current
    add_version(counted, played.main_library, {"points": 2})
    counted.current = played
    post(lesson, counted, statement(response="ja"), person=person)
    attempt = Attempt.objects.get()
    assert (attempt.max_score, attempt.question["version"]) == (1, played.pk)


def test_answer_ends_a_break_and_leaves_what_was_begun_to_go_on_from(post, lesson, counted, person):
    block = next(iter(lesson.body.raw_data))
    save_draft(person, lesson, block["id"], {"state": [json.dumps({"answers": []})]})
    enrolment = person.enrolments.get()
    enrolment.paused_at = dt.datetime.now(dt.UTC)
    enrolment.save()
    post(lesson, counted, part("one", response="ja"), person=person)
    enrolment.refresh_from_db()
    assert Draft.objects.exists()
    assert enrolment.paused_at is not None
    post(lesson, counted, statement(response="ja"), person=person)
    enrolment.refresh_from_db()
    assert Draft.objects.exists()
    assert enrolment.paused_at is None


def test_last_lesson_of_a_module_completes_it(post, module, counted, person):
    for lesson in module.get_children():
        lesson.unpublish()
    lesson = make_lesson(module, body=[block_for(counted)])
    post(lesson, counted, statement(response="ja"), person=person)
    assert Completion.objects.get().page_id == module.pk


def test_answer_is_logged_without_what_was_answered(post, lesson, counted, person):
    post(lesson, counted, statement(response="et meget privat svar"), person=person)
    entries = ModelLogEntry.objects.filter(action="assessments.submit_attempt")
    assert entries.get().data["page"] == lesson.pk
    assert "privat" not in json.dumps([entry.data for entry in ModelLogEntry.objects.all()])
