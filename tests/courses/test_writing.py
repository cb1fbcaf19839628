"""Dilemma, reflection and practice task in a lesson: before, on the way and after."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Attempt, Draft, SharedReflection
from courses.models import LessonProgress
from tests.factories.accounts import make_employment, make_unit
from tests.factories.activities import (
    dilemma,
    earlier_reflection,
    form,
    poll,
    practice_task,
    reflection,
)
from tests.factories.competences import make_requirement
from tests.factories.courses import (
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_person,
)


@pytest.fixture
def course(catalogue):
    return make_course("Kurset")


@pytest.fixture
def module(course):
    return make_module(course)


@pytest.fixture
def learner(client, person, course):
    make_enrolment(person, course)
    client.force_login(person)
    return client


def another_learner(course, name="Mette Ild"):
    person = make_person(display_name=name)
    make_enrolment(person, course)
    client = Client()
    client.force_login(person)
    return person, client


def lesson_with(module, *body):
    return make_lesson(module, body=list(body))


def send(client, lesson, block, **fields):
    fields = form(block["id"], **fields)
    return client.post(reverse("courses:answer", args=[lesson.pk]), fields)


# -- dilemma


def test_dilemma_shows_nothing_of_what_lies_ahead(learner, module):
    block = dilemma()
    lesson = lesson_with(module, block)
    html = learner.get(lesson.url).text
    assert "Scenen doeren." in html
    for hidden in ("Scenen te.", "Kort:", "Fordi:", "Slutningen", "Fagligt", "Borgeren om", "Hun åbnede"):
        assert hidden not in html
    send(learner, lesson, block, choice="doeren.0")
    html = learner.get(lesson.url).text
    assert "Scenen te." in html
    assert "Fordi: Banker" in html
    for hidden in ("Fordi: Laver te", "Fordi: Går igen", "Slutningen", "Fagligt", "Borgeren om"):
        assert hidden not in html


def test_dilemma_walked_to_its_end_is_one_answer_with_all_of_the_way(learner, module):
    block = dilemma()
    lesson = lesson_with(module, block)
    assert send(learner, lesson, block, choice="doeren.0").url == f"{lesson.url}#{block['id']}"
    assert (Attempt.objects.count(), Draft.objects.get().fields) == (0, {"choice": ["doeren.0"]})
    send(learner, lesson, block, choice=["doeren.0", "te.0"])
    attempt = Attempt.objects.get()
    assert (attempt.response, attempt.score, attempt.max_score) == ([["doeren", 0], ["te", 0]], 0, 0)
    assert not Draft.objects.exists()
    assert LessonProgress.objects.get(lesson=lesson).completed_at is not None
    html = learner.get(lesson.url).text
    for told in ("Fordi: Banker", "Fordi: Laver te", "Slutningen bad", "Fagligt om bad", "Borgeren om bad"):
        assert told in html
    assert "Slutningen vent" not in html


def test_page_before_cuts_the_way_and_goes_on(learner, module):
    block = dilemma()
    lesson = lesson_with(module, block)
    send(learner, lesson, block, choice="doeren.0")
    send(learner, lesson, block, choice="doeren.1")
    assert Attempt.objects.get().response == [["doeren", 1]]


def test_step_back_keeps_what_lies_before_it(learner, module):
    block = dilemma()
    lesson = lesson_with(module, block)
    send(learner, lesson, block, choice="doeren.0")
    send(learner, lesson, block, choice="doeren.0", back="0")
    assert Draft.objects.get().fields == {"choice": []}
    assert "Scenen doeren." in learner.get(lesson.url).text


def test_back_from_the_ending_with_another_choice_is_another_answer(learner, module):
    block = dilemma()
    lesson = lesson_with(module, block)
    key = str(uuid.uuid4())
    for last in ("te.0", "te.1", "te.1"):
        send(learner, lesson, block, choice=["doeren.0", last], submission_key=key)
    assert [attempt.response[1] for attempt in Attempt.objects.order_by("pk")] == [["te", 0], ["te", 1]]


def test_dilemma_that_was_changed_goes_on_from_what_still_makes_sense(learner, module):
    block = dilemma()
    lesson = lesson_with(module, block)
    send(learner, lesson, block, choice="doeren.0")
    lesson.body[0].value["scenes"][1]["key"] = "kaffe"
    lesson.body[0].value["scenes"][0]["choices"][0]["to"] = "kaffe"
    lesson.save_revision().publish()
    response = send(learner, lesson, block, choice=["doeren.0", "te.1"])
    assert response.status_code == 422
    assert "Scenen te." in response.text
    assert 'value="doeren.0"' in response.text
    assert not Attempt.objects.exists()


# -- reflection


def test_reflection_is_private_until_it_is_shared(learner, module, course):
    block = reflection()
    lesson = lesson_with(module, block)
    send(learner, lesson, block, text="Mit hemmelige ord")
    attempt = Attempt.objects.get()
    assert (attempt.response, attempt.max_score) == ({"text": "Mit hemmelige ord"}, 0)
    _other, others_client = another_learner(course)
    send(others_client, lesson, block, text="Noget andet")
    assert "Mit hemmelige ord" not in others_client.get(lesson.url).text
    share = reverse("courses:share", args=[attempt.pk])
    for _click in range(2):
        assert learner.post(share, {"share": "1"}).url == f"{lesson.url}#{block['id']}"
    assert SharedReflection.objects.get().attempt == attempt
    html = others_client.get(lesson.url).text
    assert "Mit hemmelige ord" in html
    assert "Lone Kjær" not in html
    learner.post(share, {"share": ""})
    assert not SharedReflection.objects.exists()


def test_shared_reflections_are_for_those_who_have_written_themselves(learner, module, course):
    block = reflection()
    lesson = lesson_with(module, block)
    send(learner, lesson, block, text="Delt tekst", share="1")
    assert SharedReflection.objects.count() == 1
    _other, others_client = another_learner(course)
    others_client.get(lesson.url)
    assert "Delt tekst" not in others_client.get(lesson.url).text


def test_five_newest_of_others_are_shown(learner, module, course):
    block = reflection()
    lesson = lesson_with(module, block)
    for number in range(7):
        _person, client = another_learner(course, name=f"Nr {number}")
        send(client, lesson, block, text=f"Delt nummer {number}", share="1")
    send(learner, lesson, block, text="Mit")
    html = learner.get(lesson.url).text
    assert re.findall(r"Delt nummer \d", html) == [f"Delt nummer {number}" for number in (6, 5, 4, 3, 2)]


def test_writing_again_keeps_the_older_and_shares_one_at_a_time(learner, module):
    block = reflection()
    lesson = lesson_with(module, block)
    send(learner, lesson, block, text="Første", share="1")
    assert "Første" not in learner.get(f"{lesson.url}?igen={block['id']}").text
    send(learner, lesson, block, text="Anden", share="1")
    assert Attempt.objects.count() == 2
    assert SharedReflection.objects.get().attempt.response == {"text": "Anden"}


@pytest.mark.parametrize(
    ("may_be_shared", "who", "status"), [(False, "me", 400), (True, "other", 404), (True, "me", 303)]
)
def test_only_ones_own_open_reflection_can_be_shared(learner, module, course, may_be_shared, who, status):
    block = reflection(may_be_shared=may_be_shared)
    lesson = lesson_with(module, block)
    send(learner, lesson, block, text="Mit", share="1")
    SharedReflection.objects.all().delete()
    client = learner if who == "me" else another_learner(course)[1]
    response = client.post(reverse("courses:share", args=[Attempt.objects.get().pk]), {"share": "1"})
    assert response.status_code == status
    assert SharedReflection.objects.exists() == (status == 303)


def test_long_text_comes_back_with_what_to_do(learner, module):
    block = reflection()
    lesson = lesson_with(module, block)
    response = send(learner, lesson, block, text="x" * 10_001)
    assert response.status_code == 422
    assert "x" * 10_001 in response.text
    assert not Attempt.objects.exists()
    assert send(learner, lesson, block, text="æ" * 5_000 + "\r\n" + "x" * 4_999).status_code == 303


def test_earlier_reflection_shows_the_newest_of_this_course(learner, person, module, course):
    block = reflection()
    first = lesson_with(module, block)
    second = lesson_with(module, earlier_reflection(), earlier_reflection("en-anden"))
    assert "Læs det igen." in learner.get(second.url).text
    other = make_course("Et andet kursus")
    make_enrolment(person, other)
    elsewhere = reflection()
    send(learner, lesson_with(make_module(other), elsewhere), elsewhere, text="Fra et andet kursus")
    send(learner, first, block, text="Gammel")
    send(learner, first, block, text="Ny <b>tekst</b>")
    html = learner.get(second.url).text
    assert "Ny &lt;b&gt;tekst" in html
    assert f'href="{first.url}#{block["id"]}"' in html
    for hidden in ("Gammel", "Fra et andet kursus"):
        assert hidden not in html


# -- practice task


@pytest.fixture
def colleague(person):
    unit = make_unit()
    make_employment(person, unit)
    return make_employment(make_person(display_name="Camilla Ås"), unit).user


def test_plan_is_remembered_until_the_note(learner, module):
    block = practice_task()
    lesson = lesson_with(module, block)
    learner.get(lesson.url)
    send(learner, lesson, block, plan="1", note="Næsten")
    assert Draft.objects.get().fields == {"note": ["Næsten"], "planned": ["1"], "asks": []}
    html = learner.get(lesson.url).text
    assert 'name="planned" value="1"' in html
    assert "Næsten" in html
    send(learner, lesson, block, note="Hun sagde ja.", planned="1")
    assert Attempt.objects.get().response == {"note": "Hun sagde ja."}
    assert not Draft.objects.exists()


@pytest.mark.parametrize("number", ["010190-1234", "0101901234", "Ring 311299 1234.", "010190 - 1234"])
def test_note_with_a_cpr_number_is_sent_back(learner, module, number):
    block = practice_task()
    lesson = lesson_with(module, block)
    response = send(learner, lesson, block, note=f"Jeg talte med {number}")
    assert (response.status_code, Attempt.objects.count()) == (422, 0)
    assert number in response.text
    send(learner, lesson, block, plan="1", note=number)
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "words", ["kl. 12.30-1400", "20 25 30 35", "321299-1234", "2026-11-22", "12345678901"]
)
def test_other_figures_may_stand_in_a_note(learner, module, words):
    block = practice_task()
    lesson = lesson_with(module, block)
    assert send(learner, lesson, block, note=words).status_code == 303


def test_whoever_wants_to_be_seen_is_led_on_and_keeps_the_note(learner, module):
    block = practice_task()
    lesson = lesson_with(module, block)
    ask = f"{reverse('practice:ask')}?side={lesson.pk}"
    assert ask not in learner.get(lesson.url).text
    send(learner, lesson, block, ask="1", note="Hun græd")
    html = learner.get(lesson.url).text
    assert ask in html
    assert "Hun græd" in html
    send(learner, lesson, block, note="Hun græd lidt.", asks="1")
    answer = f"{reverse('practice:ask')}?svar={Attempt.objects.get().pk}"
    assert answer in learner.get(lesson.url).text


def test_a_task_asks_to_be_seen_in_what_its_module_is_about(learner, module):
    block = practice_task()
    lesson = lesson_with(module, block)
    address = f"{reverse('practice:ask')}?side={lesson.pk}"
    # Nobody has said what the module counts towards: one chooses.
    assert "Hvad skal der ses på?" in learner.get(address).text
    outcome = make_outcome(module, make_requirement(title="Bemyndige borgeren"))
    assert outcome.competence.name in learner.get(address).text
    assert learner.get(f"{address}x").status_code == 200


def test_task_that_may_not_be_observed_asks_nobody(learner, module):
    block = practice_task(may_be_observed=False)
    lesson = lesson_with(module, block)
    send(learner, lesson, block, ask="1", note="Et ord")
    assert reverse("practice:ask") not in learner.get(lesson.url).text
    send(learner, lesson, block, note="Et ord")
    assert reverse("practice:ask") not in learner.get(lesson.url).text


# -- all of them


def test_queries_of_a_lesson_do_not_grow_with_its_activities(learner, module, colleague):
    """The frame costs twelve; what others shared, the poll, and what was written earlier, one each."""
    make_lesson(module)
    counts = []
    for times in (1, 4):
        blocks = [maker() for _time in range(times) for maker in (dilemma, reflection, practice_task, poll)]
        lesson = lesson_with(module, *blocks, earlier_reflection())
        learner.get(lesson.url)
        for block in blocks:
            filled = {
                "dilemma": {"choice": "doeren.1"},
                "reflection": {"text": "Ord", "share": "1"},
                "practice_task": {"note": "Ord", "observer": str(colleague.pk)},
                "poll": {"option": "Tid"},
            }[block["type"]]
            assert send(learner, lesson, block, **filled).status_code == 303
        # What everybody sees alike is kept from here on.
        learner.get(lesson.url)
        with CaptureQueriesContext(connection) as captured:
            assert learner.get(lesson.url).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 15


def test_demo_of_nothing_leaks_in_preview(learner, module):
    lesson = lesson_with(module, dilemma(), reflection(), practice_task(), poll(), earlier_reflection())
    html = lesson.make_preview_request().text
    assert "Scenen doeren." in html
    assert "Scenen te." not in html
