"""What a completion proves that rests on what the browser says: less than one that we could judge."""

import pytest

from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence, Standing
from assessments.ledger.policy import KINDS
from courses.domain.enrolment import restart_course
from courses.domain.lessons import complete_lesson, submit_answer
from courses.enums import LessonRule
from courses.models import Completion, Enrolment
from tests.courses.h5p.conftest import block_for
from tests.factories.courses import (
    answer_form,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_test,
    pass_test,
    question,
    questions_of,
)
from tests.factories.forms import filled
from tests.factories.h5p import statement, token_for

CLIENT, TOOK_PART, SOLVED = EvidenceKind.CLIENT_REPORTED, EvidenceKind.TOOK_PART, EvidenceKind.SOLVED


class House:
    """A course of modules that each count for a requirement of their own, and one who takes it."""

    def __init__(self, post, person, requirements, counted, uncounted):
        self.post, self.person, self.requirements = post, person, requirements
        self.counted, self.uncounted = counted, uncounted
        self.course = make_course("Kurset")
        make_outcome(self.course, requirements[3])
        self.modules: list = []

    def module(self, **changes):
        module = make_module(self.course, **changes)
        make_outcome(module, self.requirements[len(self.modules)])
        self.modules.append(module)
        return module

    def play(self, lesson, content, **result):
        said = statement("completed", score=(1, 1), **result)
        assert self.post(lesson, content, said, person=self.person).status_code == 200

    def answer(self, lesson):
        block = questions_of(lesson)[0]
        form = filled(answer_form(block, 1))
        submit_answer(person=self.person, lesson=lesson, block_id=block.id, fields=form)

    def kinds(self):
        """The kind of evidence by what was completed, in the order it happened."""
        rows = Evidence.objects.order_by("pk").values_list("title", "kind")
        return [(title, EvidenceKind(kind)) for title, kind in rows]


@pytest.fixture
def house(client, post, person, catalogue, requirements, counted, uncounted):
    house = House(post, person, requirements, counted, uncounted)
    make_enrolment(person, house.course)
    client.force_login(person)
    return house


def test_answer_that_we_judged_completes_as_any_other(house):
    body = [block_for(house.counted)]
    lesson = make_lesson(house.module(title="Modul"), body=body, completion_rule=LessonRule.RIGHT)
    house.play(lesson, house.counted, response="ja")
    assert house.kinds() == [("Modul", SOLVED), ("Kurset", SOLVED)]
    assert set(Standing.objects.values_list("level", flat=True)) == {2}


def test_answer_that_nobody_here_can_count_is_weaker_and_confirms_less(house):
    lesson = make_lesson(house.module(title="Modul"), body=[block_for(house.uncounted)])
    house.play(lesson, house.uncounted)
    assert house.kinds() == [("Modul", CLIENT), ("Kurset", CLIENT)]
    assert set(Standing.objects.values_list("level", "kind")) == {(1, CLIENT)}
    assert set(Evidence.objects.values_list("level", "confirms")) == {(2, 1)}


def test_answer_left_out_of_a_statement_is_weaker_too(house):
    lesson = make_lesson(house.module(title="Modul"), body=[block_for(house.counted)])
    house.play(lesson, house.counted)
    assert house.kinds() == [("Modul", CLIENT), ("Kurset", CLIENT)]


def test_module_of_our_own_questions_keeps_its_strength_beside_a_weaker_one(house):
    own = make_lesson(house.module(title="Egen"), body=[question()])
    house.answer(own)
    lesson = make_lesson(house.module(title="Hentet"), body=[question(), block_for(house.uncounted)])
    house.answer(lesson)
    assert house.kinds() == [("Egen", TOOK_PART), ("Kurset", TOOK_PART)]


def test_course_is_as_strong_as_the_weakest_module_that_it_asks_for(house):
    own = make_lesson(house.module(title="Egen"), body=[question()])
    lesson = make_lesson(house.module(title="Hentet"), body=[question(), block_for(house.uncounted)])
    house.answer(own)
    house.play(lesson, house.uncounted)
    house.answer(lesson)
    assert house.kinds() == [("Egen", TOOK_PART), ("Hentet", CLIENT), ("Kurset", CLIENT)]


def test_module_that_the_course_does_not_ask_for_takes_nothing_from_it(house):
    lesson = make_lesson(house.module(title="Hentet", is_required=False), body=[block_for(house.uncounted)])
    own = make_lesson(house.module(title="Egen"), body=[question()])
    house.play(lesson, house.uncounted)
    house.answer(own)
    assert house.kinds() == [("Hentet", CLIENT), ("Egen", TOOK_PART), ("Kurset", TOOK_PART)]


@pytest.mark.parametrize(
    "changes", [{"is_required": False}, {"body": "free block"}, {"completion_rule": "read"}]
)
def test_activity_that_the_module_does_not_ask_for_takes_nothing_from_it(house, changes):
    module = house.module(title="Modul")
    own = make_lesson(module, body=[question()])
    required = changes.pop("body", None) is None
    lesson = make_lesson(
        module, body=[question(), block_for(house.uncounted, is_required=required)], **changes
    )
    house.play(lesson, house.uncounted)
    if changes.get("completion_rule") == "read":
        complete_lesson(person=house.person, lesson=lesson)
    else:
        house.answer(lesson)
    house.answer(own)
    assert house.kinds() == [("Modul", TOOK_PART), ("Kurset", TOOK_PART)]


def test_passed_test_of_the_module_makes_up_for_it(house):
    module = house.module(title="Modul")
    lesson = make_lesson(module, body=[block_for(house.uncounted)])
    test = make_test(module, title="Prøven")
    house.play(lesson, house.uncounted)
    assert house.kinds() == []
    pass_test(house.person, test)
    assert house.kinds() == [
        ("Prøven", EvidenceKind.GRADED_TEST),
        ("Modul", SOLVED),
        ("Kurset", SOLVED),
    ]


def test_passed_final_test_makes_up_for_it_in_the_course_alone(house):
    lesson = make_lesson(house.module(title="Modul"), body=[block_for(house.uncounted)])
    test = make_test(house.course, title="Prøven")
    house.play(lesson, house.uncounted)
    pass_test(house.person, test)
    assert house.kinds() == [
        ("Modul", CLIENT),
        ("Prøven", EvidenceKind.GRADED_TEST),
        ("Kurset", SOLVED),
    ]


def test_newest_answer_decides(house):
    module = house.module(title="Modul")
    lesson = make_lesson(module, body=[block_for(house.counted)])
    last = make_lesson(module, body=[question()])
    house.play(lesson, house.counted)
    house.play(lesson, house.counted, response="ja")
    house.answer(last)
    assert house.kinds() == [("Modul", TOOK_PART), ("Kurset", TOOK_PART)]


def test_course_taken_anew_is_judged_by_the_answers_of_that_round(house):
    module = house.module(title="Modul")
    lesson = make_lesson(module, body=[block_for(house.uncounted, is_required=False), question()])
    house.play(lesson, house.uncounted)
    house.answer(lesson)
    restart_course(house.person, house.course)
    block = next(iter(lesson.body.raw_data))
    block["value"]["is_required"] = True
    lesson.body = [block, *list(lesson.body.raw_data)[1:]]
    lesson.save_revision().publish()
    house.answer(lesson)
    assert Completion.objects.filter(superseded_at=None).count() == 0
    house.play(lesson, house.uncounted)
    assert house.kinds()[2:] == [("Modul", CLIENT), ("Kurset", CLIENT)]


def test_page_that_was_open_when_the_course_began_anew_answers_in_the_new_round(house):
    lesson = make_lesson(house.module(title="Modul"), body=[block_for(house.counted)])
    token = token_for(house.person, lesson, house.counted)
    house.play(lesson, house.counted, response="ja")
    restart_course(house.person, house.course)
    said = statement("completed", score=(1, 1), response="ja")
    again = {"token": token, "registration": "6b1c9c0a-3a5e-4a4e-9a5e-0d2f4f8f7a02"}
    assert house.post(lesson, house.counted, said, person=house.person, **again).status_code == 200
    rounds = Enrolment.objects.order_by("round")
    assert [row.progress.exclude(completed_at=None).count() for row in rounds] == [1, 1]
    assert Completion.objects.standing().count() == 2


def test_lesson_page_says_how_strong_the_proof_is(house, client):
    lesson = make_lesson(house.module(title="Modul"), body=[block_for(house.uncounted)])
    house.play(lesson, house.uncounted)
    html = client.get(lesson.url).text
    gained = html[html.index('id="faerdig"') :]
    assert str(KINDS[CLIENT].label) in gained
    assert str(KINDS[TOOK_PART].label) not in gained
