"""Taking a lesson: what is shown before and after an answer, and what an answer completes."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.urls import reverse

from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence, Standing
from assessments.models import Attempt
from courses.domain.lessons import complete_lesson
from courses.domain.queries import completion_origin, read_gains
from courses.models import Completion, LessonPage, LessonProgress
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_enrolment,
    make_lesson,
    make_outcome,
    question,
    questions_of,
    text,
)


@pytest.fixture
def lesson(course):
    return lessons_of(course)[0]


@pytest.fixture
def learner(client, person, course):
    make_enrolment(person, course)
    client.force_login(person)
    return client


def send(client, lesson, *positions, block=None, **form):
    block = block or questions_of(lesson)[0]
    return client.post(
        reverse("courses:answer", args=[lesson.pk]), {**answer_form(block, *positions), **form}
    )


def test_lesson_shows_questions_without_key_or_feedback(learner, lesson):
    html = learner.get(lesson.url).text
    assert "Svar nummer 0" in html
    assert "Svar nummer 1" in html
    for hint in ("Tilbagemelding", "is_right", "feedback", "ls-answer--best", "True", "data-right"):
        assert hint not in html


def test_each_form_has_a_fresh_submission_key(learner, lesson):
    pages = [learner.get(lesson.url).text for _time in range(2)]
    keys = [html.split('name="submission_key" value="')[1][:36] for html in pages]
    assert uuid.UUID(keys[0]) != uuid.UUID(keys[1])
    assert "csrfmiddlewaretoken" in pages[0]


def test_answer_leads_back_to_the_question_with_what_was_right_and_why(learner, lesson):
    block = questions_of(lesson)[0]
    response = send(learner, lesson, 0)
    assert response.status_code == 303
    assert response.url == f"{lesson.url}#{block.id}"
    html = learner.get(lesson.url).text
    assert html.index("ls-answer--yours") < html.index("Tilbagemelding 0")
    assert html.index("ls-answer--best") < html.index("Tilbagemelding 1")
    assert html.index('<details class="details">') < html.index("Tilbagemelding 2")
    assert f"?igen={block.id}#{block.id}" in html


def test_trying_again_shows_an_empty_form_and_keeps_history(learner, lesson):
    block = questions_of(lesson)[0]
    send(learner, lesson, 0)
    html = learner.get(f"{lesson.url}?igen={block.id}").text
    assert "Tilbagemelding" not in html
    assert "checked" not in html
    send(learner, lesson, 1)
    assert [attempt.score for attempt in Attempt.objects.order_by("pk")] == [0, 1]
    assert "ls-answer--yours ls-answer--best" in learner.get(lesson.url).text


def test_several_answers_are_shown_each_with_its_feedback(learner, course):
    module = lessons_of(course)[0].get_parent().specific
    lesson = make_lesson(module, body=[question(several=True, right=(0, 2))])
    assert send(learner, lesson, 0, 1).status_code == 303
    html = learner.get(lesson.url).text
    assert html.count("ls-answer--yours") == 2
    assert html.count("ls-answer--best") == 2


def test_answer_shows_the_question_as_it_was_asked(learner, lesson):
    send(learner, lesson, 0)
    lesson.body[1].value["question"] = "Et nyt spørgsmål"
    lesson.save_revision().publish()
    html = learner.get(lesson.url).text
    assert "Hvad gør du først?" in html
    assert "Et nyt spørgsmål" not in html


def test_lesson_is_complete_when_every_question_is_answered(learner, course):
    module = lessons_of(course)[0].get_parent().specific
    lesson = make_lesson(module, body=[question("Et"), text(), question("To")])
    first, second = questions_of(lesson)
    send(learner, lesson, 0, block=first)
    send(learner, lesson, 1, block=first)
    assert not LessonProgress.objects.filter(lesson=lesson).exclude(completed_at=None).exists()
    send(learner, lesson, 0, block=second)
    assert LessonProgress.objects.get(lesson=lesson).completed_at is not None


def test_lesson_without_questions_has_a_button(learner, course):
    module = lessons_of(course)[0].get_parent().specific
    lesson = make_lesson(module, body=[text()])
    address = reverse("courses:complete_lesson", args=[lesson.pk])
    assert address in learner.get(lesson.url).text
    response = learner.post(address)
    assert (response.status_code, response.url) == (303, f"{lesson.url}#faerdig")
    assert LessonProgress.objects.get(lesson=lesson).completed_at is not None
    assert address not in learner.get(lesson.url).text


def test_lesson_with_an_open_question_is_not_complete_by_saying_so(learner, lesson):
    response = learner.post(reverse("courses:complete_lesson", args=[lesson.pk]))
    assert response.status_code == 409
    assert not LessonProgress.objects.exclude(completed_at=None).exists()


def test_module_is_complete_when_all_its_live_lessons_are(learner, person, course, requirements):
    one, two, _three, _four = lessons_of(course)
    module = one.get_parent()
    make_outcome(module, requirements[0], level=2)
    send(learner, one, 0)
    assert not Completion.objects.exists()
    send(learner, two, 0)
    completion = Completion.objects.get()
    assert (completion.person, completion.page_id, completion.kind) == (person, module.pk, "module")
    assert completion.revision_id == module.live_revision_id is not None
    assert completion.title == module.title
    evidence = Evidence.objects.get()
    assert evidence.origin == f"courses.completion:{completion.pk}"
    assert (evidence.kind, evidence.level, evidence.confirms) == (EvidenceKind.TOOK_PART, 2, 1)
    assert Standing.objects.get().level == 1


def test_unpublished_lesson_does_not_hold_a_module_back(learner, course):
    one, two, *_rest = lessons_of(course)
    two.unpublish()
    send(learner, one, 0)
    assert Completion.objects.get().page_id == one.get_parent().pk


def test_lesson_taken_away_later_completes_the_module_with_the_next_act(learner, course):
    one, two, *_rest = lessons_of(course)
    send(learner, one, 0)
    two.unpublish()
    send(learner, one, 1)
    assert Completion.objects.get().page_id == one.get_parent().pk


def test_course_is_complete_when_all_its_live_modules_are(learner, course, requirements):
    make_outcome(course, requirements[1], level=2)
    for lesson in lessons_of(course):
        send(learner, lesson, 1)
    assert list(Completion.objects.order_by("pk").values_list("kind", flat=True)) == [
        "module",
        "module",
        "course",
    ]
    assert Completion.objects.get(kind="course").revision_id == course.live_revision_id
    assert Evidence.objects.get().competence == requirements[1]
    html = learner.get(lessons_of(course)[-1].url).text
    assert "Målene er borgerens" in html
    assert "M.2" in html


def test_completed_module_says_which_levels_rose_and_why(learner, course, requirements):
    one, two, *_rest = lessons_of(course)
    module = one.get_parent()
    make_outcome(module, requirements[0], level=2)
    send(learner, one, 0)
    send(learner, two, 0)
    html = learner.get(two.url).text
    gained = html[html.index('id="faerdig"') :]
    assert "M.1" in gained
    assert module.title in gained
    assert reverse("development:profile") in gained
    assert "ls-strength" in gained


def test_gain_that_raised_nothing_is_told_so(person, course, requirements):
    make_outcome(course, requirements[0], level=1)
    one, *_rest = lessons_of(course)
    make_outcome(one.get_parent(), requirements[0], level=2)
    make_enrolment(person, course)
    for lesson in lessons_of(course):
        lesson.body = LessonPage._meta.get_field("body").to_python([text()])
        lesson.save_revision().publish()
        complete_lesson(person=person, lesson=lesson)
    by_kind = {completion.kind: completion.pk for completion in Completion.objects.order_by("-pk")}
    module_pk = Completion.objects.get(page_id=one.get_parent().pk).pk
    (gain,) = read_gains(person, [completion_origin(module_pk)])
    assert (gain.level_before, gain.level_now) == (0, 1)
    (gain,) = read_gains(person, [completion_origin(by_kind["course"])])
    assert not gain.has_risen


def test_completed_module_speaks_of_today_only_today(learner, course, requirements):
    one, two, *_rest = lessons_of(course)
    make_outcome(one.get_parent(), requirements[0], level=2)
    send(learner, one, 0)
    send(learner, two, 0)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=3)):
        html = learner.get(two.url).text
    assert "ls-strength" not in html


def test_completion_outlives_a_changed_lesson(learner, course):
    one, two, *_rest = lessons_of(course)
    send(learner, one, 0)
    send(learner, two, 0)
    completion = Completion.objects.get()
    one.body = [*[(block.block_type, block.value) for block in one.body], ("text", "<p>Mere</p>")]
    one.save_revision().publish()
    make_lesson(one.get_parent().specific)
    send(learner, one, 1)
    assert Completion.objects.get() == completion


def test_same_form_twice_gives_one_of_everything(learner, course, requirements):
    one, two, *_rest = lessons_of(course)
    make_outcome(one.get_parent(), requirements[0], level=2)
    key = uuid.uuid4()
    send(learner, one, 0)
    for _click in range(2):
        assert send(learner, two, 0, submission_key=str(key)).status_code == 303
    assert Attempt.objects.filter(page_id=two.pk).count() == 1
    assert Completion.objects.count() == 1
    assert Evidence.objects.count() == 1
    assert LessonProgress.objects.filter(lesson=two).count() == 1


def test_lesson_remembers_when_it_was_opened_and_seen(learner, lesson):
    learner.get(lesson.url)
    opened = LessonProgress.objects.get()
    assert opened.completed_at is None
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)):
        learner.get(lesson.url)
    seen = LessonProgress.objects.get()
    assert seen.started_at == opened.started_at
    assert seen.seen_at - opened.seen_at > dt.timedelta(minutes=50)


def test_calm_view_shows_one_part_at_a_time(learner, person, course):
    person.calm_mode = True
    person.save()
    module = lessons_of(course)[0].get_parent().specific
    lesson = make_lesson(module, body=[text("Første del."), question("Spørgsmålet?")])
    html = learner.get(lesson.url).text
    assert "Første del." in html
    assert "Spørgsmålet?" not in html
    assert "?del=2" in html
    html = learner.get(f"{lesson.url}?del=2").text
    assert "Første del." not in html
    assert "Spørgsmålet?" in html
    block = questions_of(lesson)[0]
    assert send(learner, lesson, 0).url == f"{lesson.url}?del=2#{block.id}"
    assert learner.get(f"{lesson.url}?del=99").status_code == 200
