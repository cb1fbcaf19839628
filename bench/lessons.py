"""What a lesson costs: its page, and completing it, beside a signed-in page with an empty body."""

import uuid
from itertools import cycle
from typing import Any

from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from assessments.models import Attempt
from bench.rows import Row, compare
from bench.timing import count_queries, time_side_by_side
from competences.enums import Level
from courses.models import LessonPage, LessonProgress
from tests.factories.activities import add_earlier_attempts
from tests.factories.competences import make_area, make_framework, make_requirement
from tests.factories.courses import (
    answer_form,
    lessons_of,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_person,
    question,
    questions_of,
    text,
)

MODULES = 4
LESSONS_IN_MODULE = 5
RUNS = 15
MAX_PAGE_QUERIES = 12
MAX_COMPLETION_QUERIES = 15
MAX_PAGE_RATIO = 2.2
# As somebody who came back to one lesson for months; and what the newest of them may cost then.
EARLIER_ATTEMPTS = 860
MAX_GROWTH = 1.15


def measure() -> list[Row]:
    """A course of twenty lessons of the size of ours; page and completion, each beside the empty page."""
    with override_settings(ROOT_URLCONF="bench.lesson_urls"):
        return _measure()


def _measure() -> list[Row]:
    course, lessons = _make_course()
    person = make_person()
    make_enrolment(person, course)
    client = Client()
    client.force_login(person)
    page = lessons[0].url

    def empty() -> None:
        assert client.get("/bench/tom/").status_code == 200

    def lesson_page() -> None:
        assert client.get(page).status_code == 200

    learners = cycle([_sign_in(course) for _learner in range(RUNS + 4)])

    def complete() -> None:
        _answer(next(learners), lessons[0])

    lesson_page()
    empty()
    complete()
    empty_queries = count_queries(empty)
    page_queries = count_queries(lesson_page)
    completion_queries = count_queries(complete)
    empty_s, page_s, completion_s = time_side_by_side(empty, lesson_page, complete, runs=RUNS, warm_ups=2)
    assert LessonProgress.objects.exclude(completed_at=None).count() == RUNS + 4

    few, many = _sign_in(course, lessons[0]), _sign_in(course, lessons[0], EARLIER_ATTEMPTS)
    few_s, many_s = time_side_by_side(lambda: few.get(page), lambda: many.get(page), runs=RUNS)

    last, learner = lessons[-1], _sign_in(course)
    for lesson in lessons[:-1]:
        _answer(learner, lesson)
    last_queries = count_queries(lambda: _answer(learner, last))
    return [
        compare("lesson page, time", page_s * 1000, "ms", baseline=empty_s * 1000, max_ratio=MAX_PAGE_RATIO),
        compare(
            f"lesson page after {EARLIER_ATTEMPTS} earlier attempts, time",
            many_s * 1000,
            "ms",
            baseline=few_s * 1000,
            max_ratio=MAX_GROWTH,
        ),
        compare(
            "lesson page, queries",
            page_queries,
            "queries",
            baseline=empty_queries,
            max_value=MAX_PAGE_QUERIES,
        ),
        compare("completing a lesson, time", completion_s * 1000, "ms", baseline=empty_s * 1000),
        compare(
            "completing a lesson, queries",
            completion_queries,
            "queries",
            baseline=empty_queries,
            max_value=MAX_COMPLETION_QUERIES,
        ),
        compare(
            "completing a lesson, its module and its course, queries",
            last_queries,
            "queries",
            baseline=empty_queries,
        ),
    ]


def _make_course() -> tuple[Any, list[LessonPage]]:
    """Four modules of five lessons, each of ten passages and a question; modules and course count."""
    framework = make_framework()
    area = make_area(framework, "M")
    course = make_course("Målestokken")
    passage = "Begynd med det, borgeren selv siger. " * 12
    make_outcome(course, make_requirement(area), level=Level.WITH_SUPPORT)
    for _module in range(MODULES):
        module = make_module(course)
        make_outcome(module, make_requirement(area), level=Level.WITH_SUPPORT)
        for _lesson in range(LESSONS_IN_MODULE):
            make_lesson(module, body=[*(text(passage) for _passage in range(10)), question()])
    return course, lessons_of(course)


def _sign_in(course: Any, answered: LessonPage | None = None, earlier: int = 0) -> Client:
    """A new learner; with `answered` one who has answered its question, after so many earlier tries."""
    person = make_person()
    make_enrolment(person, course)
    client = Client()
    client.force_login(person)
    if answered is not None:
        client.get(answered.url)
        _answer(client, answered)
        add_earlier_attempts(Attempt.objects.get(person=person), earlier)
    return client


def _answer(client: Client, lesson: LessonPage) -> None:
    form = answer_form(questions_of(lesson)[0], 1, key=uuid.uuid4())
    assert client.post(reverse("courses:answer", args=[lesson.pk]), form).status_code == 303
