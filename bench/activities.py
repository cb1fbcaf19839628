"""What activities cost: a lesson's page with twelve of them and with three, and an answer of each kind."""

import uuid
from collections.abc import Callable
from itertools import count
from typing import Any

from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from bench.rows import Row, compare
from bench.timing import count_queries, time_side_by_side
from courses.models import LessonPage
from tests.assessments.activities.samples import RIGHT_FORMS, VALUES, sample_value
from tests.factories.activities import block, dilemma, poll, practice_task, reflection
from tests.factories.courses import (
    make_catalogue,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_person,
    question,
    text,
)

RUNS = 9
MAX_ANSWER_QUERIES = 15
MAX_RATIO_OF_THREE = 2.8
MAX_RATIO_OF_TWELVE = 3.2


def measure() -> list[Row]:
    """Pages and answers beside a signed-in page with an empty body."""
    with override_settings(ROOT_URLCONF="bench.lesson_urls"):
        return _measure()


def _measure() -> list[Row]:
    make_catalogue()
    person = make_person()
    client = Client()
    client.force_login(person)

    def opens(lesson: LessonPage) -> Callable[[], None]:
        make_enrolment(person, lesson.get_parent().get_parent().specific)

        def open_page() -> None:
            assert client.get(lesson.url).status_code == 200

        open_page()
        return open_page

    def empty() -> None:
        assert client.get("/bench/tom/").status_code == 200

    three, twelve = opens(_lesson(3)), opens(_lesson(12))
    empty()
    three_queries, twelve_queries = count_queries(three), count_queries(twelve)
    empty_s, three_s, twelve_s = time_side_by_side(empty, three, twelve, runs=RUNS)
    rows = [
        compare(
            "lesson page of 3 activities, time",
            three_s * 1000,
            "ms",
            baseline=empty_s * 1000,
            max_ratio=MAX_RATIO_OF_THREE,
        ),
        compare(
            "lesson page of 12 activities, time",
            twelve_s * 1000,
            "ms",
            baseline=empty_s * 1000,
            max_ratio=MAX_RATIO_OF_TWELVE,
        ),
        compare(
            "lesson page of 12 activities, queries",
            twelve_queries,
            "queries",
            baseline=three_queries,
            max_ratio=1,
        ),
    ]
    for kind in (*VALUES, "dilemma", "reflection", "practice_task", "poll"):
        rows += _measure_answer(kind, client, person, empty)
    return rows


def _measure_answer(kind: str, client: Client, person: Any, empty: Callable[[], None]) -> list[Row]:
    """Answering the first of two activities of the kind, again and again: nothing is completed by it."""
    course = make_course()
    lesson = make_lesson(make_module(course), body=[_block(kind), _block(kind)])
    make_enrolment(person, course)
    address = reverse("courses:answer", args=[lesson.pk])
    asked = lesson.body[0]
    number = count()

    forms = len(_forms(kind, asked, 0))

    def answer() -> None:
        for fields in _forms(kind, asked, next(number)):
            sent = {"question": asked.id, "submission_key": str(uuid.uuid4()), **fields}
            assert client.post(address, sent).status_code == 303, kind

    answer()
    queries = count_queries(answer)
    empty_s, answer_s = time_side_by_side(empty, answer, runs=RUNS)
    name = f"answering: {kind}"
    return [
        compare(f"{name}, time", answer_s * 1000, "ms", baseline=empty_s * 1000),
        compare(f"{name}, queries", queries, "queries", baseline=None, max_value=MAX_ANSWER_QUERIES * forms),
    ]


def _lesson(activities: int) -> LessonPage:
    """Ten passages and so many activities of the kinds that read most: polls, reflections, tasks, choices."""
    kinds = ("poll", "reflection", "practice_task", "multiple_choice")
    body = [text("Begynd med det, borgeren selv siger. " * 12) for _passage in range(10)]
    body += [_block(kinds[place % (3 if activities == 3 else 4)]) for place in range(activities)]
    return make_lesson(make_module(make_course()), body=body)


def _block(kind: str) -> Any:
    makers = {
        "multiple_choice": question,
        "dilemma": dilemma,
        "reflection": reflection,
        "practice_task": practice_task,
        "poll": poll,
    }
    return makers[kind]() if kind in makers else block(kind, **sample_value(kind))


def _forms(kind: str, asked: Any, number: int) -> list[dict[str, Any]]:
    """The forms that answer it; the dilemma is a way of two choices, one form for each."""
    if kind in RIGHT_FORMS:
        return [dict(RIGHT_FORMS[kind])]
    if kind == "multiple_choice":
        return [{"answer": [asked.value["answers"].bound_blocks[number % 2].id]}]
    return {
        "dialog_cards": [{}],
        "dilemma": [{"choice": ["doeren.0"]}, {"choice": ["doeren.0", "te.0"]}],
        "reflection": [{"text": f"Jeg hørte noget nyt, gang {number}."}],
        "practice_task": [{"note": f"Han ville gerne fortælle, gang {number}."}],
        "poll": [{"option": asked.value["options"][number % 2]}] if kind == "poll" else [],
    }[kind]
