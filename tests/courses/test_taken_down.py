"""A page that is taken down under somebody: who is in the middle of it goes on, and nothing is lost."""

import uuid

import pytest
from django.urls import reverse

from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
from assessments.models import Attempt, Draft, TestSitting
from courses.domain.knowledge_tests import TestClosed, start_test
from courses.models import Completion, LessonProgress
from tests.factories.activities import reflection
from tests.factories.competences import make_requirement
from tests.factories.courses import (
    answer_form,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_person,
    make_test,
    question,
    questions_of,
)
from tests.slips import find_slips_of, visible_text

FINISH = "Du var begyndt på den, så du kan gøre den færdig her."
PARTS = ["page", "module", "course"]


@pytest.fixture
def course(catalogue):
    return make_course("Kurset")


@pytest.fixture
def module(course):
    module = make_module(course, "Modulet")
    make_outcome(module, make_requirement())
    make_outcome(course, make_requirement())
    return module


@pytest.fixture
def learner(client, person, course):
    make_enrolment(person, course)
    client.force_login(person)
    return client


def take_down(page, part):
    """Take the page down, or the part that it lies in."""
    page.refresh_from_db()
    lies_in = {"page": page, "module": page.get_parent(), "course": page.get_parent().get_parent()}
    lies_in[part].specific.unpublish()


def read(client, address):
    response = client.get(address)
    assert find_slips_of(response) == []
    return response


def sit(client, test):
    client.post(reverse("courses:start_test", args=[test.pk]))
    return TestSitting.objects.get(page=test, attempt=None)


def answer(client, test, drawn, **more):
    right = [one["id"] for one in drawn["question"]["answers"] if one["is_right"]]
    form = {"question": drawn["id"], "answer": right, **more}
    return client.post(reverse("courses:answer_test", args=[test.pk]), form)


@pytest.mark.parametrize("part", PARTS)
def test_sitting_goes_on_to_its_end(learner, module, part):
    test = make_test(module, "Prøven")
    sitting = sit(learner, test)
    answer(learner, test, sitting.questions[0])
    take_down(test, part)
    assert FINISH in read(learner, test.url).text
    for number, drawn in enumerate(sitting.questions[1:], start=2):
        assert drawn["id"] in read(learner, f"{test.url}?sp={number}").text
        assert answer(learner, test, drawn).status_code == 303
    assert read(learner, f"{test.url}?overblik=1").status_code == 200
    assert learner.post(reverse("courses:hand_in_test", args=[test.pk])).status_code == 303
    attempt = Attempt.objects.get()
    assert (attempt.score, attempt.max_score) == (3, 3)
    # The module's outcome, whatever was taken down; of the course's nothing.
    rows = Evidence.objects.filter(kind=EvidenceKind.GRADED_TEST).values_list("competence", "level")
    assert list(rows) == list(module.outcomes.values_list("competence", "level"))
    shown = visible_text(read(learner, test.url).text)
    assert "Det, du har afleveret, er gemt." in shown
    assert "3 af 3 rigtige" in shown


def test_nothing_new_begins_in_a_test_that_was_taken_down(learner, person, module):
    test = make_test(module, tries=3)
    sit(learner, test)
    learner.post(reverse("courses:hand_in_test", args=[test.pk]))
    take_down(test, "page")
    shown = read(learner, test.url).text
    assert reverse("courses:start_test", args=[test.pk]) not in shown
    assert "prøve igen" not in visible_text(shown)
    with pytest.raises(TestClosed):
        start_test(person, test)


def test_test_that_was_taken_down_is_not_there_for_others(client, learner, module):
    test = make_test(module)
    sit(learner, test)
    take_down(test, "page")
    other = make_person()
    make_enrolment(other, module.get_parent().specific)
    client.force_login(other)
    assert client.get(test.url).status_code == 404
    for act in ("start", "answer", "hand_in"):
        assert client.post(reverse(f"courses:{act}_test", args=[test.pk])).status_code == 404
    client.logout()
    assert client.get(test.url).status_code == 404
    assert client.post(reverse("courses:answer_test", args=[test.pk])).status_code == 404


def sender_in(html):
    return html.split('name="sender" value="')[1].split('"')[0]


def test_answer_of_somebody_who_was_signed_out_meanwhile_waits_for_them(learner, person, module):
    test = make_test(module)
    (drawn, *_others) = sit(learner, test).questions
    shown = learner.get(f"{test.url}?sp=1").text
    key = shown.split('name="submission_key" value="')[1].split('"')[0]
    learner.logout()
    take_down(test, "page")
    sent = answer(learner, test, drawn, sender=sender_in(shown), submission_key=key)
    assert sent.status_code == 302
    learner.force_login(person)
    shown = read(learner, test.url).text
    assert "Dit svar er her stadig" in visible_text(shown)
    assert "checked" in shown


@pytest.mark.parametrize("part", PARTS)
def test_lesson_is_finished_where_it_was_begun(learner, module, part):
    lesson = make_lesson(module, body=[question("En"), question("To")])
    other = make_lesson(module)
    first, second = questions_of(lesson)
    learner.get(lesson.url)
    learner.post(reverse("courses:answer", args=[lesson.pk]), answer_form(first, 1))
    take_down(lesson, part)
    shown = read(learner, lesson.url).text
    assert FINISH in visible_text(shown)
    assert "Tilbagemelding 1" in shown, "what was answered stands there"
    assert (
        learner.post(reverse("courses:answer", args=[lesson.pk]), answer_form(second, 1)).status_code == 303
    )
    assert Attempt.objects.count() == 2
    assert LessonProgress.objects.get(lesson=lesson).completed_at is not None
    assert read(learner, lesson.url).status_code == 200
    # Only what is live counts.
    assert not Completion.objects.exists()
    assert not LessonProgress.objects.filter(lesson=other).exists()


def test_lesson_that_comes_back_counts_as_it_was_finished(learner, module):
    lesson = make_lesson(module, body=[question()])
    learner.get(lesson.url)
    take_down(lesson, "page")
    learner.post(reverse("courses:answer", args=[lesson.pk]), answer_form(questions_of(lesson)[0], 1))
    lesson.refresh_from_db()
    lesson.save_revision().publish()
    assert "Lektionen er taget ned" not in visible_text(learner.get(lesson.url).text)
    assert LessonProgress.objects.get().completed_at is not None


def test_text_that_is_begun_in_a_lesson_that_was_taken_down_is_kept(learner, module):
    lesson = make_lesson(module, body=[reflection()])
    (block,) = lesson.body
    learner.get(lesson.url)
    take_down(lesson, "page")
    form = {"question": block.id, "submission_key": str(uuid.uuid4()), "text": "Hun sagde ja."}
    saved = learner.post(
        reverse("courses:save_draft", args=[lesson.pk]), form, headers={"accept": "application/json"}
    )
    assert (saved.status_code, Draft.objects.get().fields["text"]) == (204, ["Hun sagde ja."])
    assert "Hun sagde ja." in read(learner, lesson.url).text
    assert learner.post(reverse("courses:answer", args=[lesson.pk]), form).status_code == 303
    assert Attempt.objects.get().response["text"] == "Hun sagde ja."


@pytest.mark.parametrize("part", PARTS)
def test_lesson_that_nobody_had_begun_is_gone(learner, module, part):
    lesson = make_lesson(module)
    take_down(lesson, part)
    # Its course's page says what has become of it.
    assert learner.get(lesson.url).status_code == (404 if part == "page" else 302)
    form = answer_form(questions_of(lesson)[0], 1)
    assert learner.post(reverse("courses:answer", args=[lesson.pk]), form).status_code == 404
    assert not Attempt.objects.exists()
