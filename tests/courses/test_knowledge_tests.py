"""A knowledge test from start to result: rule, questions, time, tries, what it proves."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
from assessments.models import Attempt, TestSitting
from courses.models import Completion
from tests.factories.courses import (
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_person,
    make_prerequisite,
    make_test,
    pass_test,
    question,
)
from tests.slips import visible_text


@pytest.fixture
def course(catalogue):
    return make_course("Kurset")


@pytest.fixture
def module(course):
    return make_module(course, "Modulet")


@pytest.fixture
def learner(client, person, course):
    person.language = "en"
    person.save()
    make_enrolment(person, course)
    client.force_login(person)
    return client


def start(client, test):
    return client.post(reverse("courses:start_test", args=[test.pk]))


def answer(client, test, number, *, right=True, **more):
    """Answer the open sitting's question with this number."""
    drawn = TestSitting.objects.get(page=test, attempt=None).questions[number - 1]
    chosen = [option["id"] for option in drawn["question"]["answers"] if option["is_right"] is right][:1]
    form = {"question": drawn["id"], "answer": chosen, **more}
    return client.post(reverse("courses:answer_test", args=[test.pk]), form)


def hand_in(client, test):
    return client.post(reverse("courses:hand_in_test", args=[test.pk]))


def sit(client, test, *, right):
    """Start, answer that many right and the rest wrong, hand in."""
    start(client, test)
    for number in range(1, test.draws + 1):
        answer(client, test, number, right=number <= right)
    return hand_in(client, test)


def move_back(sitting, **by):
    """As if the sitting had begun, and had to end, that much earlier."""
    sitting.started_at -= dt.timedelta(**by)
    if sitting.closes_at:
        sitting.closes_at -= dt.timedelta(**by)
    sitting.save()


# Before


def test_start_page_says_the_rule_in_words(learner, person, module):
    test = make_test(module, pass_mark=2, tries=2, pause_hours=24, time_limit=10)
    person.extra_time = 50
    person.save()
    html = learner.get(test.url).text
    for sentence in (
        "You get 3 questions, one at a time. You can go back and change your answers.",
        "You pass with 2 right answers.",
        "You have 2 tries.",
        "There is a pause of 24 hours between tries.",
        "You have 15 minutes: 10, and the extra time that you have chosen.",
    ):
        assert sentence in html
    assert "Svar nummer" not in html


def test_test_is_for_those_who_take_the_course(client, person, module):
    test = make_test(module)
    assert client.get(test.url, follow=True).redirect_chain[0][0] == f"{module.get_parent().url}"
    client.force_login(person)
    assert start(client, test).status_code == 403
    assert not TestSitting.objects.exists()


def test_final_test_opens_when_the_modules_are_completed(learner, course, module):
    make_lesson(module)
    test = make_test(course)
    assert "The final test opens when you have completed the modules." in learner.get(test.url).text
    assert start(learner, test).status_code == 409
    Completion.objects.create(
        person_id=learner.session["_auth_user_id"], page=module, kind="module", title="Modulet"
    )
    assert start(learner, test).status_code == 303


def test_test_of_a_locked_module_is_closed(learner, course, module):
    locked = make_module(course, "Lukket")
    make_lesson(module)
    test = make_test(locked)
    make_prerequisite(locked, module)
    assert learner.get(test.url).status_code == 302
    assert start(learner, test).status_code == 409


# Under way


def test_starting_twice_gives_one_sitting(learner, module):
    test = make_test(module)
    addresses = {start(learner, test).url for _click in range(2)}
    assert addresses == {f"{test.url}?sp=1"}
    assert TestSitting.objects.count() == 1
    assert ModelLogEntry.objects.filter(action="assessments.start_test").count() == 1


def test_sitting_draws_as_many_questions_as_the_rule_says(learner, module):
    pool = [question(f"Spørgsmål {number}") for number in range(6)]
    test = make_test(module, pool=pool, draws=4, pass_mark=3)
    start(learner, test)
    sitting = TestSitting.objects.get()
    drawn = {entry["id"] for entry in sitting.questions}
    assert (len(sitting.questions), len(drawn)) == (4, 4)
    assert drawn <= {block["id"] for block in pool}
    assert sitting.rule["pass_mark"] == 3


def test_nothing_of_the_key_leaves_the_server_before_handing_in(learner, module):
    test = make_test(module)
    start(learner, test)
    answer(learner, test, 1)
    pages = [learner.get(f"{test.url}{query}").text for query in ("", "?sp=1", "?sp=2", "?overblik=1")]
    assert "Svar nummer 0" in pages[1]
    for html in pages:
        for hint in ("Tilbagemelding", "is_right", "feedback", "ls-answer--best", "badge-success"):
            assert hint not in html


def test_answers_are_kept_one_by_one_and_can_be_changed(learner, module):
    test = make_test(module)
    start(learner, test)
    assert answer(learner, test, 1, right=False).url == f"{test.url}?sp=2"
    assert learner.get(f"{test.url}?sp=1").text.count(" checked") == 1
    answer(learner, test, 1)
    assert answer(learner, test, 3).url == f"{test.url}?overblik=1"
    html = learner.get(f"{test.url}?overblik=1").text
    assert "One question has no answer yet." in html
    assert html.count("No answer yet") == 1
    hand_in(learner, test)
    assert Attempt.objects.get().score == 2


def test_answer_that_cannot_be_taken_comes_back_in_the_form(learner, module):
    test = make_test(module)
    start(learner, test)
    response = answer(learner, test, 2, answer=[])
    assert response.status_code == 422
    assert "Question 2 of 3" in response.text
    assert "Choose an answer first." in response.text
    assert answer(learner, test, 2, answer=["what-is-this"]).status_code == 400
    assert answer(learner, test, 2, question="b0000000-0000-4000-8000-000000000000").status_code == 400
    assert TestSitting.objects.get().answers == {}


def test_go_on_where_one_was_on_any_device(learner, module):
    test = make_test(module)
    start(learner, test)
    answer(learner, test, 1)
    html = learner.get(test.url).text
    assert "You have answered 1 of 3 questions." in html
    assert 'href="?sp=2"' in html


def test_questions_stay_as_they_were_drawn(learner, module):
    test = make_test(module)
    start(learner, test)
    for block in test.pool:
        block.value["question"] = "Noget helt andet"
    test.save_revision().publish()
    answer(learner, test, 1)
    assert "Noget helt andet" not in learner.get(f"{test.url}?sp=1").text


# Time


def test_time_is_longer_for_those_who_need_it(learner, person, module):
    person.extra_time = 25
    person.save()
    test = make_test(module, time_limit=10)
    start(learner, test)
    sitting = TestSitting.objects.get()
    assert sitting.closes_at - sitting.started_at == dt.timedelta(minutes=13)
    assert sitting.rule["extra_time"] == 25


def test_answer_in_the_grace_is_taken_and_later_ones_are_not(learner, module):
    test = make_test(module, time_limit=10)
    start(learner, test)
    move_back(TestSitting.objects.get(), minutes=10, seconds=20)
    assert answer(learner, test, 1).url == f"{test.url}?sp=2"
    move_back(TestSitting.objects.get(), seconds=20)
    response = answer(learner, test, 2)
    assert (response.status_code, response.url) == (303, test.url)
    assert (Attempt.objects.get().score, Attempt.objects.get().max_score) == (1, 3)
    assert "The time is up. What you had saved has been handed in." in learner.get(test.url).text


def test_opening_the_page_after_the_time_hands_in_what_is_saved(learner, module):
    test = make_test(module, time_limit=10, pass_mark=1)
    start(learner, test)
    answer(learner, test, 1)
    move_back(TestSitting.objects.get(), minutes=11)
    html = learner.get(f"{test.url}?sp=2", follow=True).text
    assert "The time is up." in html
    assert "You have passed" in html
    assert TestSitting.objects.get().passed is True


# After


def test_result_says_how_it_went_question_by_question(learner, module):
    test = make_test(module, pass_mark=2)
    start(learner, test)
    answer(learner, test, 1)
    answer(learner, test, 2, right=False)
    assert hand_in(learner, test).url == test.url
    html = " ".join(learner.get(test.url).text.split())
    assert "You did not pass this time" in html
    assert "1 of 3 right. It takes 2 to pass." in html
    assert html.count("ls-answer--yours") == 2
    assert html.count("You did not answer this one.") == 1
    assert "You can try again whenever you like." in html
    assert "?igen=" not in html


def test_handing_in_is_kept_with_rule_and_questions_and_once(learner, person, module):
    test = make_test(module, pass_mark=3)
    sit(learner, test, right=3)
    assert hand_in(learner, test).status_code == 303
    attempt, sitting = Attempt.objects.get(), TestSitting.objects.get()
    assert (attempt.person, attempt.page_id, attempt.activity, attempt.block_id) == (
        person,
        test.pk,
        "test",
        None,
    )
    assert attempt.question == {"rule": sitting.rule, "questions": sitting.questions}
    assert set(attempt.response) == {drawn["id"] for drawn in sitting.questions}
    assert (attempt.score, attempt.max_score, sitting.passed) == (3, 3, True)
    assert ModelLogEntry.objects.filter(action="assessments.hand_in_test").count() == 1
    form = {"question": sitting.questions[0]["id"], "answer": []}
    assert learner.post(reverse("courses:answer_test", args=[test.pk]), form).status_code == 409


def test_passing_is_evidence_and_completes_the_module(learner, person, module, requirements):
    make_outcome(module, requirements[0], level=2)
    test = make_test(module, "Prøven")
    sit(learner, test, right=3)
    assert list(Evidence.objects.order_by("pk").values_list("kind", "title", "origin")) == [
        (EvidenceKind.GRADED_TEST, "Prøven", f"assessments.sitting:{TestSitting.objects.get().pk}"),
        (
            EvidenceKind.SOLVED,
            "Modulet",
            f"courses.completion:{Completion.objects.get(kind='module').pk}",
        ),
    ]
    shown = visible_text(learner.get(test.url).text)
    assert "Before\nLevel 0\nNot begun\nNow\nLevel 2\n" in shown
    assert "You have completed the course »Kurset«." in shown


def test_failing_proves_and_completes_nothing(learner, module, requirements):
    make_outcome(module, requirements[0], level=2)
    sit(learner, make_test(module), right=2)
    assert not Evidence.objects.exists()
    assert not Completion.objects.exists()


def test_tries_and_pause_are_kept(learner, module):
    test = make_test(module, tries=2, pause_hours=24)
    sit(learner, test, right=0)
    assert "You can try again from" in learner.get(test.url).text
    assert start(learner, test).status_code == 409
    Attempt.objects.update(submitted_at=timezone.now() - dt.timedelta(hours=25))
    assert "You have 1 try left." in learner.get(test.url).text
    sit(learner, test, right=0)
    Attempt.objects.update(submitted_at=timezone.now() - dt.timedelta(hours=25))
    html = learner.get(test.url).text
    assert "You have used your tries. Ask the coordinator for one more." in html
    assert reverse("courses:start_test", args=[test.pk]) not in html
    assert start(learner, test).status_code == 409
    assert list(TestSitting.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_passed_test_is_not_sat_again(learner, module):
    test = make_test(module)
    sit(learner, test, right=3)
    assert start(learner, test).status_code == 409


def test_tries_begin_anew_when_the_course_does(learner, person, course, module):
    test = make_test(module, tries=1)
    pass_test(person, test)
    learner.post(reverse("courses:restart", args=[course.pk]))
    assert "You have passed" not in learner.get(test.url).text
    sit(learner, test, right=3)
    rows = Completion.objects.order_by("pk").values_list("kind", "superseded_at")
    assert [(kind, moment is None) for kind, moment in rows] == [
        ("module", False),
        ("course", False),
        ("module", True),
        ("course", True),
    ]


def test_result_of_one_person_is_not_anothers(learner, person, module):
    test = make_test(module)
    other = make_person()
    make_enrolment(other, module.get_parent().specific)
    pass_test(other, test)
    assert "You have passed" not in learner.get(test.url).text


# What it costs


def test_question_page_costs_the_same_for_a_large_test(learner, course):
    counts = []
    for size in (3, 12):
        pool = [question(f"{number}") for number in range(size)]
        test = make_test(make_module(course), pool=pool, draws=size, pass_mark=1)
        start(learner, test)
        learner.get(f"{test.url}?sp=1")
        with CaptureQueriesContext(connection) as queries:
            learner.get(f"{test.url}?sp=1")
        counts.append(len(queries))
    # Ten of them are Wagtail's walk down the tree to the page.
    assert counts[0] == counts[1] <= 25
