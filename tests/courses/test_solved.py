"""Took part or solved: what a completion proves, how it says so, and what may become more later."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.utils import timezone, translation

from assessments.ledger.basis import say_basis
from assessments.ledger.domain.queries import read_own_ledger
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence, EvidencePolicy, Standing
from courses.domain.completions import complete_attended_module, take_back_completion
from courses.domain.enrolment import restart_course
from courses.domain.expired import expired_on
from courses.domain.lessons import complete_lesson, submit_answer
from courses.domain.queries import completion_origin, read_gains, read_outline
from courses.domain.record import read_record
from courses.enums import CourseRule, LessonRule, ModuleForm, ModuleRule
from courses.models import Completion
from tests.factories.courses import (
    answer_form,
    make_course,
    make_enrolment,
    make_lesson,
    make_module,
    make_outcome,
    make_person,
    make_test,
    pass_test,
    question,
    questions_of,
)
from tests.factories.forms import filled

TOOK_PART, SOLVED = EvidenceKind.TOOK_PART, EvidenceKind.SOLVED
RIGHT, WRONG = 1, 0


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def course(catalogue, person, requirements):
    course = make_course("Kurset")
    make_outcome(course, requirements[3], level=2)
    make_enrolment(person, course)
    return course


@pytest.fixture
def module(course, requirements):
    module = make_module(course, "Modulet")
    make_outcome(module, requirements[0], level=2)
    return module


def right_lesson(module, count=1, *more):
    body = [*(question(f"Nummer {number}") for number in range(count)), *more]
    return make_lesson(module, body=body, completion_rule=LessonRule.RIGHT)


def practice(**value):
    fields = {"task": "<p>Prøv det.</p>", "note_prompt": "Hvordan gik det?", "is_required": False, **value}
    return {"type": "practice_task", "id": str(uuid.uuid4()), "value": fields}


def reflection():
    value = {"prompt": "Hvad tænker du?", "is_required": True}
    return {"type": "reflection", "id": str(uuid.uuid4()), "value": value}


def answer(person, lesson, position=RIGHT):
    for block in questions_of(lesson):
        form = filled(answer_form(block, position))
        submit_answer(person=person, lesson=lesson, block_id=block.id, fields=form)


def write(person, lesson, kind, **fields):
    (block,) = (block for block in lesson.body if block.block_type == kind)
    form = {"submission_key": [str(uuid.uuid4())], **fields}
    submit_answer(person=person, lesson=lesson, block_id=block.id, fields=form)


def note(person, lesson):
    write(person, lesson, "practice_task", note=["Det gik godt."])


def proved(person):
    """What each standing completion proves, and how: by title."""
    rows = Completion.objects.standing().filter(person=person)
    return {row.title: (row.proves, row.how) for row in rows}


def shown(person):
    return list(
        Evidence.objects.filter(person=person).order_by("pk").values_list("title", "kind", "confirms")
    )


def test_wrong_answers_complete_a_module_and_prove_that_one_took_part(person, module):
    lesson = make_lesson(module, body=[question("Et"), question("To")])
    answer(person, lesson, WRONG)
    assert proved(person)["Modulet"] == (TOOK_PART, "answered all 2 tasks")
    assert proved(person)["Kurset"] == (TOOK_PART, "completed the module")
    assert shown(person) == [("Modulet", TOOK_PART, 1), ("Kurset", TOOK_PART, 1)]
    assert set(Standing.objects.values_list("level", flat=True)) == {1}


def test_right_answers_that_nobody_asked_for_are_taking_part_too(person, module):
    answer(person, make_lesson(module))
    assert proved(person)["Modulet"] == (TOOK_PART, "answered the task")


def test_lessons_that_ask_for_right_answers_are_solved(person, module):
    for lesson in (right_lesson(module, 2), right_lesson(module)):
        answer(person, lesson, WRONG)
        answer(person, lesson)
    assert proved(person)["Modulet"] == (SOLVED, "3 of 3 questions right")
    assert proved(person)["Kurset"] == (SOLVED, "solved the module")
    assert shown(person) == [("Modulet", SOLVED, 2), ("Kurset", SOLVED, 2)]
    evidence = Evidence.objects.get(title="Modulet")
    assert (evidence.basis, evidence.how) == (
        {"way": "right", "right": 3, "of": 3},
        "3 of 3 questions right",
    )


def test_one_lesson_that_takes_any_answer_makes_it_taking_part(person, module):
    for lesson in (right_lesson(module), make_lesson(module)):
        answer(person, lesson)
    assert proved(person)["Modulet"] == (TOOK_PART, "answered all 2 tasks")


def test_lesson_that_is_not_demanded_takes_nothing_from_it(person, module):
    make_lesson(module, is_required=False)
    answer(person, right_lesson(module))
    assert proved(person)["Modulet"][0] == SOLVED


def test_right_without_a_question_that_has_points_is_not_solved(person, module):
    lesson = make_lesson(module, body=[reflection()], completion_rule=LessonRule.RIGHT)
    write(person, lesson, "reflection", text=["Jeg tænker."])
    assert proved(person)["Modulet"] == (TOOK_PART, "answered the task")


def test_lessons_that_are_read_are_taken_part_in(person, module):
    for _number in range(2):
        complete_lesson(person=person, lesson=make_lesson(module, completion_rule=LessonRule.READ))
        make_lesson(module, "Uset", completion_rule=LessonRule.READ).unpublish()
    assert proved(person)["Modulet"][0] == TOOK_PART
    assert say_basis({"way": "read", "read": 2}) == "read all 2 lessons"


@pytest.mark.parametrize("rule", ModuleRule.values)
def test_passed_test_of_the_module_is_solved(person, course, rule):
    module = make_module(course, "Modulet", completion_rule=rule)
    answer(person, make_lesson(module), WRONG)
    pass_test(person, make_test(module))
    assert proved(person)["Modulet"] == (SOLVED, "3 of 3 in the test")
    assert proved(person)["Kurset"] == (SOLVED, "solved the module")


def test_being_there_is_taking_part(person, course):
    module = make_module(course, "Modulet", form=ModuleForm.ATTENDED)
    right_lesson(module)
    complete_attended_module(person, module, by=make_person())
    assert proved(person)["Modulet"] == (TOOK_PART, "was there in person")


def test_being_there_and_passing_the_test_is_solved_in_either_order(person, course):
    first, second = (
        make_module(course, title, form=ModuleForm.ATTENDED, is_required=False) for title in ("Et", "To")
    )
    one, other = make_test(first), make_test(second)
    pass_test(person, one)
    complete_attended_module(person, first, by=make_person())
    complete_attended_module(person, second, by=make_person())
    assert proved(person)["To"] == (TOOK_PART, "was there in person")
    pass_test(person, other)
    assert proved(person) == {
        "Et": (SOLVED, "3 of 3 in the test"),
        "To": (SOLVED, "3 of 3 in the test"),
        "Kurset": (SOLVED, "solved all 2 modules"),
    }


def test_practice_task_of_a_demanded_lesson_has_to_be_noted_required_or_not(person, module):
    lesson = right_lesson(module, 1, practice())
    answer(person, lesson)
    assert proved(person)["Modulet"] == (TOOK_PART, "1 of 1 questions right, 0 of 1 practice tasks noted")
    note(person, lesson)
    assert proved(person)["Modulet"] == (SOLVED, "1 of 1 questions right, 1 of 1 practice tasks noted")
    assert proved(person)["Kurset"] == (SOLVED, "solved the module")


def test_plan_to_try_it_is_no_note(person, module):
    lesson = right_lesson(module, 1, practice())
    write(person, lesson, "practice_task", plan=["1"])
    answer(person, lesson)
    assert proved(person)["Modulet"][0] == TOOK_PART


def test_passed_test_asks_for_the_practice_tasks_of_the_lessons_it_stands_beside(person, module):
    lesson, test = make_lesson(module, body=[question(), practice()]), make_test(module)
    answer(person, lesson)
    pass_test(person, test)
    assert proved(person)["Modulet"] == (TOOK_PART, "3 of 3 in the test, 0 of 1 practice tasks noted")
    note(person, lesson)
    assert proved(person)["Modulet"][0] == SOLVED


def test_course_is_solved_when_all_its_demanded_modules_are(person, course):
    first, second = make_module(course, "Et"), make_module(course, "To")
    free = make_module(course, "Fri", is_required=False)
    lessons = right_lesson(first), make_lesson(second), make_lesson(free)
    for lesson in lessons:
        answer(person, lesson)
    assert proved(person)["Kurset"] == (TOOK_PART, "completed all 2 modules, solved 1 of them")
    test = make_test(second)
    pass_test(person, test)
    assert proved(person)["Kurset"] == (SOLVED, "solved all 2 modules")
    # The test's own evidence says that it was passed; of a completion it is the second that counts.
    assert [row for row in shown(person) if row[0] == "Kurset"] == [
        ("Kurset", TOOK_PART, 1),
        ("Kurset", SOLVED, 2),
    ]


@pytest.mark.parametrize("rule", CourseRule.values)
def test_final_test_solves_the_course_and_not_its_modules(person, catalogue, rule):
    course = make_course("Kurset", completion_rule=rule)
    make_enrolment(person, course)
    answer(person, make_lesson(make_module(course, "Modulet")))
    pass_test(person, make_test(course))
    assert proved(person) == {
        "Modulet": (TOOK_PART, "answered the task"),
        "Kurset": (SOLVED, "3 of 3 in the test"),
    }


def test_what_was_taken_part_in_stays_beside_what_is_solved_later(person, module):
    lesson = right_lesson(module, 1, practice())
    answer(person, lesson)
    before = Completion.objects.get(title="Modulet")
    note(person, lesson)
    note(person, lesson)
    after = Completion.objects.get(title="Modulet")
    assert (after.pk, after.completed_at, after.proves) == (before.pk, before.completed_at, SOLVED)
    assert [row for row in shown(person) if row[0] == "Modulet"] == [
        ("Modulet", TOOK_PART, 1),
        ("Modulet", SOLVED, 2),
    ]
    assert set(Standing.objects.values_list("level", "kind")) == {(2, SOLVED)}


def test_solved_stays_solved_when_the_rule_or_an_answer_gets_worse(person, module):
    lesson = right_lesson(module)
    answer(person, lesson)
    lesson.completion_rule = LessonRule.ACTIVITIES
    lesson.save_revision().publish()
    answer(person, lesson, WRONG)
    assert proved(person)["Modulet"][0] == SOLVED
    assert len(shown(person)) == 2


def test_rule_that_asks_for_right_answers_later_counts_them_from_the_beginning(person, module):
    lesson = make_lesson(module)
    answer(person, lesson, WRONG)
    lesson.completion_rule = LessonRule.RIGHT
    lesson.save_revision().publish()
    answer(person, lesson, WRONG)
    assert proved(person)["Modulet"][0] == TOOK_PART
    answer(person, lesson)
    assert proved(person)["Modulet"] == (SOLVED, "1 of 1 questions right")


def test_answers_and_tests_of_an_earlier_round_solve_nothing_in_the_next(person, module):
    lesson, test = make_lesson(module, body=[question(), practice()]), make_test(module)
    answer(person, lesson)
    note(person, lesson)
    pass_test(person, test)
    assert proved(person)["Modulet"][0] == SOLVED
    restart_course(person, module.get_parent().specific)
    test.unpublish()
    answer(person, lesson)
    assert proved(person)["Modulet"] == (TOOK_PART, "answered the task")


def test_completion_that_is_taken_back_takes_both_rows_along(person, module):
    lesson = right_lesson(module, 1, practice())
    answer(person, lesson)
    note(person, lesson)
    for completion in Completion.objects.all():
        take_back_completion(completion, by=make_person(), reason="En fejl")
    assert not Standing.objects.exists()


def test_completion_from_before_stands_as_it_is_and_counts_for_the_course(person, course):
    first, second = make_module(course, "Et"), make_module(course, "To")
    old, new = right_lesson(first), right_lesson(second)
    answer(person, old)
    Completion.objects.update(proves="", basis={})
    Evidence.objects.update(kind=EvidenceKind.COURSE_COMPLETION)
    answer(person, old)
    assert proved(person) == {"Et": ("", "")}
    answer(person, new)
    assert proved(person)["Et"] == ("", "")
    assert proved(person)["Kurset"] == (SOLVED, "solved all 2 modules")


def test_outline_says_what_each_part_proves(person, module):
    answer(person, right_lesson(module))
    outline = read_outline(module.course_path, person)
    assert (outline.proves, outline.modules[0].proves) == (SOLVED, SOLVED)


def test_way_that_nobody_knows_says_nothing():
    assert say_basis({}) == ""
    assert say_basis({"way": "hearsay", "by": 3}) == ""


def held(person):
    """Whether the evidence of what the person has completed holds today."""
    expired = read_own_ledger(person, timezone.localdate()).expired_origins
    return set(read_record(person).holds_by_path(expired).values())


def test_what_is_solved_decides_whether_a_completion_has_run_out(person, module):
    """Taking part runs out after a year here, solving it does not; and the other way round."""
    EvidencePolicy.objects.create(kind=TOOK_PART, ceiling=1, valid_months=12)
    lesson = right_lesson(module, 1, practice())
    with time_machine.travel(dt.datetime(2024, 1, 5, 12, tzinfo=dt.UTC)):
        answer(person, lesson)
    ids = [row.pk for row in Completion.objects.all()]
    assert expired_on(ids) == dt.date(2025, 1, 5)
    assert held(person) == {False}
    note(person, lesson)
    assert expired_on(ids) is None
    assert held(person) == {True}
    Evidence.objects.filter(kind=SOLVED).update(valid_until=dt.date(2026, 1, 1))
    Evidence.objects.filter(kind=TOOK_PART).update(valid_until=None)
    assert expired_on(ids) == dt.date(2026, 1, 1)
    assert held(person) == {False}


def test_gain_tells_how_and_of_one_completion_what_it_proves_now(person, module, requirements):
    lesson = right_lesson(module, 1, practice())
    answer(person, lesson)
    origin = completion_origin(Completion.objects.get(title="Modulet").pk)
    (gain,) = read_gains(person, [origin])
    assert (gain.kind, gain.level_before, gain.level_now) == (TOOK_PART, 0, 1)
    note(person, lesson)
    (gain,) = read_gains(person, [origin])
    assert (gain.kind, gain.level_before, gain.level_now) == (SOLVED, 1, 2)
    assert gain.how == "1 of 1 questions right, 1 of 1 practice tasks noted"
