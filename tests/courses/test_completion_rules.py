"""When a lesson, a module and a course are complete: each rule, each way there, and the words for it."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from assessments.domain.refusals import AnswerRefused
from assessments.ledger.models import Evidence, Standing
from assessments.models import CardRepetition
from courses.domain.completions import complete_attended_module
from courses.domain.enrolment import NotEnrolled
from courses.domain.lessons import complete_lesson, submit_answer
from courses.domain.queries import question_blocks, read_outline
from courses.domain.wording import course_sentence, lesson_sentence, module_sentence
from courses.enums import CourseRule, LessonRule, ModuleForm, ModuleRule
from courses.models import Completion, LessonProgress
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
    pass_test,
    question,
    questions_of,
    text,
)
from tests.factories.forms import filled


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def course(catalogue, person):
    course = make_course("Kurset")
    make_enrolment(person, course)
    return course


@pytest.fixture
def module(course):
    return make_module(course, "Modulet")


def answer(person, lesson, *positions, block=None):
    block = block or questions_of(lesson)[0]
    submit_answer(
        person=person, lesson=lesson, block_id=block.id, fields=filled(answer_form(block, *positions))
    )


def optional(block):
    block["value"]["is_required"] = False
    return block


def is_done(person, lesson):
    return LessonProgress.objects.filter(
        enrolment__person=person, lesson=lesson, completed_at__isnull=False
    ).exists()


def completed(person):
    return list(Completion.objects.filter(person=person).order_by("pk").values_list("title", flat=True))


# Lessons


def test_lesson_waits_for_its_required_activities_only(person, module):
    lesson = make_lesson(module, body=[question("Et"), optional(question("To")), question("Tre")])
    first, _second, third = questions_of(lesson)
    answer(person, lesson, 0, block=first)
    assert not is_done(person, lesson)
    answer(person, lesson, 0, block=third)
    assert is_done(person, lesson)


def test_lesson_without_a_required_activity_is_done_when_the_reader_says_so(person, module):
    lesson = make_lesson(module, body=[optional(question())])
    answer(person, lesson, 1)
    assert not is_done(person, lesson)
    complete_lesson(person=person, lesson=lesson)
    assert is_done(person, lesson)


def test_lesson_to_be_right_is_done_when_each_task_was_right_once(person, module):
    body = [question("Et"), question("To"), optional(question("Tre"))]
    lesson = make_lesson(module, body=body, completion_rule=LessonRule.RIGHT)
    first, second, _third = questions_of(lesson)
    answer(person, lesson, 1, block=first)
    answer(person, lesson, 0, block=first)
    answer(person, lesson, 0, block=second)
    assert not is_done(person, lesson)
    with pytest.raises(AnswerRefused):
        complete_lesson(person=person, lesson=lesson)
    answer(person, lesson, 1, block=second)
    assert is_done(person, lesson)


def test_lesson_to_be_read_is_done_when_the_reader_says_so_and_not_by_answers(person, module):
    lesson = make_lesson(module, completion_rule=LessonRule.READ)
    answer(person, lesson, 1)
    assert not is_done(person, lesson)
    complete_lesson(person=person, lesson=lesson)
    assert is_done(person, lesson)


@pytest.mark.parametrize(
    ("rule", "body", "sentence"),
    [
        (LessonRule.READ, [question()], "You are done when you say that you have read it."),
        (LessonRule.ACTIVITIES, [text()], "You are done when you say that you have read it."),
        (LessonRule.ACTIVITIES, [question()], "You are done when you have done the task."),
        (
            LessonRule.ACTIVITIES,
            [question(), question(), optional(question())],
            "You are done when you have done the 2 required tasks.",
        ),
        (
            LessonRule.RIGHT,
            [question(), question()],
            "You are done when you have got the 2 tasks right. You may try as often as you like.",
        ),
    ],
)
def test_lesson_says_beforehand_when_it_is_done(client, person, module, rule, body, sentence):
    person.language = "en"
    person.save()
    lesson = make_lesson(module, body=body, completion_rule=rule)
    assert lesson_sentence(lesson, question_blocks(lesson)) == sentence
    client.force_login(person)
    button = reverse("courses:complete_lesson", args=[lesson.pk])
    page = client.get(lesson.url).text
    assert (sentence in page) is (button not in page) is ("read it" not in sentence)


# Modules


def test_module_waits_for_its_required_lessons_only(person, module):
    required, _free = make_lesson(module), make_lesson(module, is_required=False)
    answer(person, required, 1)
    assert completed(person) == ["Modulet", "Kurset"]


def test_module_without_a_required_lesson_takes_all_of_them(person, module):
    lessons = [make_lesson(module, is_required=False) for _number in range(2)]
    answer(person, lessons[0], 1)
    assert completed(person) == []
    answer(person, lessons[1], 1)
    assert completed(person) == ["Modulet", "Kurset"]


def test_module_with_a_test_waits_for_both(person, module):
    lesson, test = make_lesson(module), make_test(module)
    answer(person, lesson, 1)
    assert completed(person) == []
    pass_test(person, test)
    assert completed(person) == ["Modulet", "Kurset"]


def test_module_with_a_test_is_complete_with_its_last_lesson_too(person, module):
    lesson, test = make_lesson(module), make_test(module)
    pass_test(person, test)
    assert completed(person) == []
    answer(person, lesson, 1)
    assert completed(person) == ["Modulet", "Kurset"]


def test_module_whose_test_is_enough_is_complete_with_it(person, course):
    module = make_module(course, "Modulet", completion_rule=ModuleRule.TEST)
    make_lesson(module)
    test = make_test(module)
    pass_test(person, test)
    assert completed(person) == ["Modulet", "Kurset"]


def test_module_whose_test_is_enough_falls_back_on_its_lessons_without_it(person, course):
    module = make_module(course, "Modulet", completion_rule=ModuleRule.TEST)
    lesson, test = make_lesson(module), make_test(module)
    test.unpublish()
    answer(person, lesson, 1)
    assert completed(person) == ["Modulet", "Kurset"]


def test_module_taken_in_person_is_complete_when_a_teacher_says_so(person, course):
    module = make_module(course, "Modulet", form=ModuleForm.ATTENDED)
    make_outcome(module, make_requirement(), level=2)
    lesson, test = make_lesson(module), make_test(module)
    answer(person, lesson, 1)
    pass_test(person, test)
    assert completed(person) == []
    teacher = make_person()
    for _mark in range(2):
        complete_attended_module(person, module, by=teacher)
    assert completed(person) == ["Modulet", "Kurset"]
    # The test that was passed, and the module that was attended.
    assert list(Evidence.objects.order_by("pk").values_list("recorded_by", flat=True)) == [None, teacher.pk]
    assert Standing.objects.get(person=person).level == 2


def test_module_taken_in_person_is_only_for_those_who_take_the_course(course):
    module = make_module(course, form=ModuleForm.ATTENDED)
    with pytest.raises(NotEnrolled):
        complete_attended_module(make_person(), module, by=make_person())


def test_completed_module_deals_its_dialog_cards(person, module):
    cards = {
        "type": "dialog_cards",
        "id": "6f3b1b0e-0000-4000-8000-000000000001",
        "value": {
            "title": "Kort",
            "is_required": False,
            "cards": [
                {
                    "type": "item",
                    "id": "6f3b1b0e-0000-4000-8000-000000000002",
                    "value": {"front": "For", "back": "Bag"},
                }
            ],
        },
    }
    lesson = make_lesson(module, body=[cards, question()])
    assert not CardRepetition.objects.exists()
    answer(person, lesson, 1)
    assert [(card.person, card.front) for card in CardRepetition.objects.all()] == [(person, "For")]


# Courses


def test_course_waits_for_its_required_modules_only(person, course):
    required = make_lesson(make_module(course, "Et"))
    make_lesson(make_module(course, "To", is_required=False))
    make_module(course, "Tom")
    answer(person, required, 1)
    assert completed(person) == ["Et", "Kurset"]


def test_course_with_a_final_test_waits_for_both(person, course):
    lesson = make_lesson(make_module(course, "Et"))
    test = make_test(course)
    answer(person, lesson, 1)
    assert completed(person) == ["Et"]
    pass_test(person, test)
    assert completed(person) == ["Et", "Kurset"]


def test_course_whose_final_test_is_enough_is_complete_with_it(person, course):
    course.completion_rule = CourseRule.TEST
    course.save_revision().publish()
    make_lesson(make_module(course, "Et"))
    pass_test(person, make_test(course))
    assert completed(person) == ["Kurset"]


def test_superseded_completion_does_not_count(person, module):
    lesson = make_lesson(module)
    answer(person, lesson, 1)
    Completion.objects.update(superseded_at=timezone.now())
    outline = read_outline(lesson.course_path, person)
    assert (outline.completion_id, outline.modules[0].completion_id) == (None, None)


# Words, and what is left


def test_module_says_beforehand_when_it_is_done(person, course):
    plain, mixed = make_module(course), make_module(course)
    tested, free = make_module(course), make_module(course, completion_rule=ModuleRule.TEST)
    attended, alone = make_module(course, form=ModuleForm.ATTENDED), make_module(course)
    make_module(course)
    for module in (plain, plain, mixed, mixed, tested, free):
        make_lesson(module)
    make_lesson(mixed, is_required=False)
    for module in (tested, free, attended, alone):
        make_test(module)
    assert [module_sentence(module) for module in read_outline(course.path, person).modules] == [
        "You are done when you have taken the 2 lessons.",
        "You are done when you have taken the 2 required lessons.",
        "You are done when you have taken the lesson and passed the test.",
        "You are done when you have passed the test. Take the lessons that you need.",
        "You are done when the teacher has marked that you were there.",
        "You are done when you have passed the test.",
        "",
    ]


def test_course_says_beforehand_when_it_is_done(client, person, course):
    person.language = "en"
    person.save()
    client.force_login(person)

    def sentence():
        return course_sentence(read_outline(course.path, person))

    assert sentence() == ""
    for _number in range(2):
        make_lesson(make_module(course))
    assert sentence() == "You are done when you have completed the 2 modules."
    make_lesson(make_module(course, is_required=False))
    assert sentence() == "You are done when you have completed the 2 required modules."
    make_test(course)
    assert (
        sentence() == "You are done when you have completed the 2 required modules and passed the final test."
    )
    assert sentence() in client.get(course.url).text
    course.refresh_from_db()
    course.completion_rule = CourseRule.TEST
    course.save_revision().publish()
    assert sentence() == "You are done when you have passed the final test. Take the modules that you need."


def test_minutes_left_are_those_of_required_lessons_still_open(person, course):
    module = make_module(course)
    first, _second = make_lesson(module, minutes=5), make_lesson(module, minutes=7)
    make_lesson(module, minutes=11, is_required=False)
    make_lesson(make_module(course, form=ModuleForm.ATTENDED), minutes=13)
    make_lesson(make_module(course, is_required=False), minutes=17)
    answer(person, first, 1)
    assert read_outline(course.path, person).minutes_left == 7


def test_resume_goes_by_what_is_asked_for_then_to_the_tests(person, course):
    attended = make_module(course, form=ModuleForm.ATTENDED)
    make_lesson(attended)
    module = make_module(course)
    _free, lesson, test = make_lesson(module, is_required=False), make_lesson(module), make_test(module)
    final = make_test(course)

    def resume():
        step = read_outline(course.path, person).resume
        return step.page.pk if step else None

    assert resume() == lesson.pk
    answer(person, lesson, 1)
    assert resume() == test.pk
    pass_test(person, test)
    outline = read_outline(course.path, person)
    assert (outline.resume, outline.waits_for.page.pk) == (None, attended.pk)
    complete_attended_module(person, attended, by=make_person())
    assert resume() == final.pk
    pass_test(person, final)
    assert resume() is None
