"""The finish is seen: what an answer completed is said at it, and a test's result leads to the proof."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from courses.domain.queries import question_blocks
from courses.models import Completion
from tests.factories.activities import practice_task
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_test,
    pass_test,
    question,
    text,
)


@pytest.fixture
def learner(client, person, course):
    make_enrolment(person, course)
    client.force_login(person)
    return client


def optional(words):
    block = question(words)
    block["value"]["is_required"] = False
    return block


def blocks_of(lesson):
    return list(question_blocks(lesson).values())


def send(client, lesson, block):
    client.get(lesson.url)
    form = answer_form(block, 1) if block.block_type == "multiple_choice" else {}
    response = client.post(reverse("courses:answer", args=[lesson.pk]), form)
    assert response.status_code == 303
    return client.get(response.url.partition("#")[0]).text


def with_body(course, *body):
    lesson = lessons_of(course)[-1]
    lesson.body = type(lesson)._meta.get_field("body").to_python(list(body))
    lesson.save_revision().publish()
    return type(lesson).objects.get(pk=lesson.pk)


def order(html, *parts):
    """These parts follow each other."""
    for part in parts:
        assert part in html, f"{part} is missing, or stands before"
        html = html[html.index(part) :]


def test_last_needed_answer_says_what_it_completed_before_what_is_optional(learner, course, requirements):
    lesson = with_body(course, question("Det, der skal til"), practice_task(is_required=False))
    make_outcome(lesson.get_parent(), requirements[0], level=2)
    send(learner, lessons_of(course)[2], blocks_of(lessons_of(course)[2])[0])
    needed, practice = blocks_of(lesson)
    html = send(learner, lesson, needed)
    completion = Completion.objects.get()
    order(
        html,
        f'id="{needed.id}"',
        'class="ls-reached"',
        "Tilbagemelding 1",
        'id="faerdig"',
        "Du har gennemført modul 2",
        'aria-label="Bekræftet er trin 0."',
        'aria-label="Bekræftet er trin 1."',
        'class="ls-next__label"',
        reverse("proofs:proof", args=[completion.pk]),
        f'id="{practice.id}"',
    )
    assert html.count('id="faerdig"') == 1
    # The line stands in the section that the answer leads back to.
    section = html[html.index(f'id="{needed.id}"') : html.index('id="faerdig"')]
    assert 'href="#faerdig"' in section
    assert "Du har gennemført modul 2, »" in section


def test_lesson_that_completes_nothing_more_says_how_far_and_what_is_next(learner, course):
    one, two, *_rest = lessons_of(course)
    html = send(learner, one, blocks_of(one)[0])
    order(html, 'id="faerdig"', "Du har lavet lektionen", "1 af 2 lektioner", f'href="{two.url}"')
    assert reverse("proofs:proof", args=[1]).rsplit("/", 2)[0] not in html


def test_finish_follows_the_answer_that_was_given_last_wherever_it_stands(learner, course):
    lesson = with_body(course, question("Et"), text(), question("To"))
    first, second = blocks_of(lesson)
    html = send(learner, lesson, second)
    assert "ls-finish" not in html
    order(html, f'id="{first.id}"', f'id="{second.id}"', "Hvornår er du færdig?")
    html = send(learner, lesson, first)
    order(html, f'id="{first.id}"', 'id="faerdig"', f'id="{second.id}"')
    assert "Hvornår er du færdig?" not in html


def test_optional_answer_completes_nothing_and_moves_nothing(learner, course):
    lesson = with_body(course, question("Skal"), optional("Kan"))
    needed, other = blocks_of(lesson)
    send(learner, lesson, needed)
    html = send(learner, lesson, other)
    order(html, f'id="{needed.id}"', 'id="faerdig"', f'id="{other.id}"')


def test_tomorrow_the_finish_is_one_line_at_the_end(learner, course):
    lesson = lessons_of(course)[0]
    send(learner, lesson, blocks_of(lesson)[0])
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=2)):
        html = learner.get(lesson.url).text
    assert "ls-finish" not in html
    assert "ls-reached" not in html
    assert "Du er færdig med lektionen" in html


def test_task_that_is_needed_says_that_it_waits_and_the_finish_comes_after_it(learner, course):
    lesson = with_body(course, question("Et"), practice_task())
    block, practice = blocks_of(lesson)
    html = send(learner, lesson, block)
    order(
        html,
        f'id="{block.id}"',
        "Opgaven venter på dig",
        f'href="{lesson.url}#{practice.id}"',
        f'id="{practice.id}"',
    )
    assert "Du har lavet lektionen" not in html
    shown = learner.get(lesson.url).context["parts"][1].question
    form = {"question": practice.id, "submission_key": str(shown.submission_key), "note": "Det gik godt."}
    assert learner.post(reverse("courses:answer", args=[lesson.pk]), form).status_code == 303
    html = learner.get(lesson.url).text
    order(html, f'id="{block.id}"', f'id="{practice.id}"', 'id="faerdig"', "Du har lavet lektionen")
    assert "Opgaven venter på dig" not in html


def test_lesson_that_is_read_has_its_finish_at_the_end(learner, course):
    lesson = with_body(course, text())
    learner.post(reverse("courses:complete_lesson", args=[lesson.pk]))
    html = learner.get(lesson.url).text
    order(html, 'id="faerdig"', "Du har lavet lektionen", 'class="ls-steps"')


def test_calm_view_has_the_finish_in_the_part_of_the_answer(learner, person, course):
    person.calm_mode = True
    person.save()
    lesson = with_body(course, question("Et"), practice_task(is_required=False))
    html = send(learner, lesson, blocks_of(lesson)[0])
    assert "Del 1 af 2" in html
    order(html, 'class="ls-reached"', 'id="faerdig"')
    assert "ls-finish__map" not in html
    assert 'id="faerdig"' in learner.get(f"{lesson.url}?del=2").text


def test_result_of_a_test_leads_to_the_proof_also_on_later_days(client, person, catalogue, requirements):
    course = make_course("Kurset", modules=1, lessons=0)
    module = course.get_children().get().specific
    make_outcome(module, requirements[0])
    test = make_test(module)
    make_enrolment(person, course)
    client.force_login(person)
    pass_test(person, test)
    by_kind = {completion.kind: completion.pk for completion in Completion.objects.all()}
    html = client.get(test.url).text
    order(html, "Du har bestået", "Du har gennemført kurset", 'aria-label="Bekræftet er trin 0."')
    for pk in by_kind.values():
        assert html.count(f'href="{reverse("proofs:proof", args=[pk])}"') == 1
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=2)):
        html = client.get(test.url).text
    assert "ls-rise" not in html
    assert reverse("proofs:proof", args=[by_kind["course"]]) in html


def test_result_of_a_module_s_test_leads_on_to_the_next_lesson(client, person, catalogue):
    course = make_course("Kurset", modules=1, lessons=0)
    test = make_test(course.get_children().get().specific)
    lesson = make_lesson(make_module(course), body=[question()])
    make_enrolment(person, course)
    client.force_login(person)
    pass_test(person, test)
    html = client.get(test.url).text
    order(html, "Du har bestået", "Næste lektion", f'href="{lesson.url}"', "Hent dit kursusbevis for modul 1")
