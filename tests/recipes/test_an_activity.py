"""docs/recipes/activity.md, followed with a toy kind: a number to guess, known at every door."""

import uuid
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.test import Client
from django.urls import reverse
from wagtail import blocks

from accounts.models import User
from assessments.blocks import LESSON_BLOCKS, QuestionPoolBlock
from assessments.blocks.required import RequiredBlock
from assessments.domain.activities import ACTIVITIES, Activity, Filled, Grade, Snapshot
from assessments.domain.activities.base import only
from assessments.domain.refusals import AnswerRefused
from assessments.models import Attempt
from courses.blocks import LessonBodyBlock
from courses.domain.knowledge_tests import answer_test, hand_in_test, start_test
from courses.domain.lesson_rules import required_activities
from courses.exchange.domain.course_files import export_course, import_courses
from courses.h5p.domain.export import plan_export
from courses.models import Enrolment, LessonPage, TestPage
from courses.views.lesson_page import calm_parts
from tests.factories.activities import kept, preview
from tests.factories.courses import (
    make_catalogue,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_person,
    make_test,
)

TEMPLATES = Path(__file__).parent / "templates"


class EstimateQuestion(blocks.StructBlock):
    question = blocks.CharBlock()
    number = blocks.IntegerBlock()
    feedback = blocks.TextBlock()

    class Meta:
        icon = "help"
        label = "Et tal"
        template = "assessments/blocks/estimate.html"
        preview_value: ClassVar[dict[str, Any]] = {
            "question": "Hvor mange stoler på en peer?",
            "number": 73,
            "feedback": "De fleste gør.",
        }


class EstimateBlock(EstimateQuestion):
    in_a_test = EstimateQuestion
    is_required = RequiredBlock()


class Estimate(Activity):
    def snapshot(self, value: Any) -> Snapshot:
        return {name: value[name] for name in ("question", "number", "feedback")}

    def ask(self, question: Snapshot, filled: Filled, seed: str) -> dict[str, Any]:
        return {"question": question["question"], "written": only(filled, "number")}

    def read(self, question: Snapshot, fields: Filled) -> int:
        written = only(fields, "number")
        if not written.isdecimal():
            raise AnswerRefused("Skriv et tal.")
        return int(written)

    def example(self, question: Snapshot) -> Filled:
        return {"number": [str(question["number"])]}

    def grade(self, question: Snapshot, response: int) -> Grade:
        return Grade(int(response == question["number"]), 1)

    def review(self, question: Snapshot, response: int) -> dict[str, Any]:
        return {"written": response, "number": question["number"], "feedback": question["feedback"]}


@pytest.fixture(autouse=True)
def _one_kind_more(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """The two lines in the registries and the template; pages take their blocks from there at a start."""
    monkeypatch.setitem(LESSON_BLOCKS, "estimate", EstimateBlock)
    monkeypatch.setitem(ACTIVITIES, "estimate", Estimate())
    monkeypatch.setattr(LessonPage._meta.get_field("body"), "stream_block", LessonBodyBlock())
    monkeypatch.setattr(TestPage._meta.get_field("pool"), "stream_block", QuestionPoolBlock())
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [TEMPLATES, *engine["DIRS"]]}, *settings.TEMPLATES[1:]]


@pytest.fixture
def person(db: None) -> User:
    return make_person()


@pytest.fixture
def lesson(person: User) -> LessonPage:
    make_catalogue()
    course = make_course(slug="tal")
    make_enrolment(person, course)
    return make_lesson(make_module(course), body=[preview("estimate"), preview("poll")])


def send(client: Client, lesson: LessonPage, **fields: Any) -> Any:
    form = {"question": lesson.body[0].id, "submission_key": str(uuid.uuid4()), **fields}
    return client.post(reverse("courses:answer", args=[lesson.pk]), form)


def test_lesson_asks_it_and_keeps_the_key(client: Client, person: User, lesson: LessonPage) -> None:
    client.force_login(person)
    html = client.get(lesson.url).text
    assert "Hvor mange stoler på en peer?" in html
    assert "De fleste gør." not in html
    refused = send(client, lesson, number="mange")
    assert (refused.status_code, "Skriv et tal." in refused.text, 'value="mange"' in refused.text) == (
        422,
        True,
        True,
    )
    assert send(client, lesson, **Estimate().example(kept("estimate"))).status_code == 303
    assert Attempt.objects.get().is_right
    assert "73 / 73. De fleste gør." in client.get(lesson.url).text


def test_lesson_waits_for_it_and_calm_view_gives_it_a_part(lesson: LessonPage) -> None:
    assert list(required_activities(lesson).values()) == ["estimate", "poll"]
    assert [[part.block_type for part in parts] for parts in calm_parts(lesson)] == [["estimate"], ["poll"]]


def test_test_draws_it(person: User, lesson: LessonPage) -> None:
    question = preview("estimate")
    del question["value"]["is_required"]
    test = make_test(lesson.get_parent(), pool=[question])
    (drawn,) = start_test(person, test).questions
    answer_test(person, test, drawn["id"], {"number": ["73"]})
    hand_in_test(person, test)
    assert Attempt.objects.get(activity="test").is_right


def test_course_goes_out_as_files_and_comes_back(lesson: LessonPage, tmp_path: Path) -> None:
    export_course("tal", tmp_path / "tal")
    assert any("~~~estimate" in file.read_text() for file in (tmp_path / "tal").rglob("*.md"))
    Enrolment.objects.all().delete()
    lesson.get_parent().get_parent().delete()
    import_courses([tmp_path / "tal"])
    assert LessonPage.objects.get().body[0].value["number"] == 73


def test_export_to_h5p_says_that_it_stays_behind(lesson: LessonPage) -> None:
    assert "Et tal »Hvor mange stoler på en peer?«" in [part.what for part in plan_export(lesson).left_out]
