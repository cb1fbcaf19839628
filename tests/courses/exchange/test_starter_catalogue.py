"""The courses that come with the house are data, so what they promise is tested here."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from assessments.domain.activities import ACTIVITIES
from assessments.domain.activities.own_words import CPR
from courses.exchange.domain.course_files import STARTER, export_course, load_starter_courses
from courses.models import CoursePage, LessonPage, ModulePage, TestPage
from tests.courses.exchange.files import read_folder
from tests.courses.exchange.starter import FOLDERS, blocks, pages, read_course, readable, requirement_codes
from tests.factories.competences import make_area, make_framework, make_requirement
from tests.factories.courses import make_catalogue, make_course
from tests.plain_language import lix, passages_of, strings_of, words_of

pytestmark = pytest.mark.django_db
METHODS = [
    "CTI",
    "ACT",
    "FIT",
    "motiverende samtale",
    "low arousal",
    "social færdighedstræning",
    "åben dialog",
]
METHOD_LESSONS = {"den-motiverende-samtale", "low-arousal", "social-faerdighedstraening", "aaben-dialog"}
HIGHEST_LIX = 40
# Words that put an illness before a human being, and those that call people by what staff think of them.
LABELS = re.compile(
    r"skizofren|psykotisk|bipolar|borderline|diagnose|udadreagerende|misbruger|\bbruger(?:en|ne)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", FOLDERS)
def test_course_can_be_imported(name: str) -> None:
    draft, problems = read_course(name)
    assert problems == ()
    assert draft.page.slug == name
    assert 3 <= draft.page.objectives.count("<li>Du kan ") == draft.page.objectives.count("<li>") <= 7


def test_catalogue_is_as_large_as_promised() -> None:
    lessons = dict(pages(LessonPage))
    assert len(FOLDERS) >= 3
    assert len(dict(pages(ModulePage))) >= 8
    assert len(lessons) >= 30
    assert {
        file: draft.page.minutes for file, draft in lessons.items() if not 5 <= draft.page.minutes <= 15
    } == {}


def test_every_requirement_is_taught_somewhere() -> None:
    taught = [
        outcome
        for model in (CoursePage, ModulePage)
        for _file, draft in pages(model)
        for outcome in draft.outcomes
    ]
    assert len(requirement_codes()) == 27
    assert {code for code, _level, _proposal in taught} == requirement_codes()
    assert {(level, proposal) for _code, level, proposal in taught} == {(1, True), (2, True)}


def test_every_lesson_has_a_scene_an_idea_an_activity_and_a_task() -> None:
    for file, draft in pages(LessonPage):
        kinds = Counter(raw["type"] for raw in draft.blocks)
        assert (kinds["scene"], kinds["remember"], kinds["practice_task"]) == (1, 1, 1), file
        assert sum(kinds[kind] for kind in ACTIVITIES) >= 2, file
        # Boxes of law and sources stand beside the text.
        told = [raw["value"] for raw in draft.blocks if raw["type"] not in ("law", "sources")]
        assert 200 <= len(words_of(passages_of(told))) <= 1500, file


def test_every_kind_of_activity_is_used_at_least_twice() -> None:
    used = Counter(raw["type"] for _file, draft in pages(LessonPage) for raw in draft.blocks)
    # What is played as H5P is brought as a package, which is for the demo (demo/content/).
    ours = {*ACTIVITIES, "earlier_reflection"} - {"h5p"}
    assert {kind for kind in ours if used[kind] < 2} == set()


def test_the_four_dilemmas_are_there() -> None:
    assert {dilemma["about"] for _file, dilemma in blocks("dilemma")} >= {"R1", "R2", "R3", "R4"}
    for file, dilemma in blocks("dilemma"):
        assert len(dilemma["endings"]) >= 3, file
        for ending in dilemma["endings"]:
            assert ending["value"]["expert"] != ending["value"]["citizen"], file


def test_the_seven_methods_are_named_and_four_have_a_lesson() -> None:
    draft, _problems = read_course("metoder-med-omtanke")
    text = " ".join(
        words for module in draft.children for page in [*module.children, module] for words in readable(page)
    ).lower()
    assert [method for method in METHODS if method.lower() not in text] == []
    assert {lesson.page.slug for _file, lesson in pages(LessonPage)} >= METHOD_LESSONS


def test_texts_are_easy_to_read(record_property: Any) -> None:
    measured = {
        file: round(lix(readable(draft)), 1)
        for model in (LessonPage, TestPage)
        for file, draft in pages(model)
    }
    record_property("highest LIX", max(measured.values()))
    assert {file: figure for file, figure in measured.items() if figure >= HIGHEST_LIX} == {}


def test_nobody_is_a_label_or_a_number() -> None:
    for model in (CoursePage, ModulePage, LessonPage, TestPage):
        for file, draft in pages(model):
            words = " ".join([*readable(draft), getattr(draft.page, "summary", "")])
            assert LABELS.findall(words) == [], file
            assert not CPR.search(words), file


def test_every_answer_is_answered() -> None:
    for file, question in blocks("multiple_choice"):
        answers = [answer["value"] for answer in question["answers"]]
        said = [answer["feedback"] for answer in answers]
        assert len(set(said)) == len(said), file
        assert all(len(words_of([words])) >= 4 for words in said), file
        assert 1 <= sum(answer["is_right"] for answer in answers) < len(answers), file
    for kind, fields in {
        "true_false": ("said_true", "said_false"),
        "blanks": ("feedback",),
        "match_pairs": ("feedback",),
        "put_in_order": ("feedback",),
    }.items():
        for file, question in blocks(kind):
            assert all(len(words_of([question[field]])) >= 3 for field in fields), file
    for file, draft in [*pages(LessonPage), *pages(TestPage)]:
        assert "forkert!" not in " ".join(readable(draft)).lower(), file


def test_right_answers_do_not_keep_the_same_place() -> None:
    places = {
        [answer["value"]["is_right"] for answer in question["answers"]].index(True)
        for _file, question in blocks("multiple_choice")
        if not question["several"]
    }
    assert {0, 1, 2} <= places


def test_tests_draw_from_a_larger_and_mixed_pool() -> None:
    found = dict(pages(TestPage))
    assert len(found) >= 3
    for file, draft in found.items():
        assert len(draft.blocks) >= 8, file
        assert len({raw["type"] for raw in draft.blocks}) >= 3, file
        assert 0.6 <= draft.page.pass_mark / draft.page.draws <= 0.9, file


def test_what_is_picked_up_again_was_written_before() -> None:
    for name in FOLDERS:
        written: set[str] = set()
        for module in read_course(name)[0].children:
            for lesson in module.children:
                for raw in lesson.blocks:
                    if raw["type"] == "earlier_reflection":
                        assert raw["value"]["name"] in written, lesson.place.file
                    elif raw["type"] == "reflection" and raw["value"]["name"]:
                        written.add(raw["value"]["name"])


def test_texts_keep_the_house_style() -> None:
    for file, draft in [*pages(LessonPage), *pages(TestPage), *pages(ModulePage)]:
        for text in strings_of([raw["value"] for raw in draft.blocks]):
            assert text.count("»") == text.count("«"), (file, text)
            assert not re.search(r"[“”!]{2}|“|”", text), (file, text)


def test_files_are_as_an_export_writes_them(tmp_path: Path) -> None:
    area = make_area(make_framework(), "M")
    for code in requirement_codes():
        make_requirement(area, code)
    make_catalogue()
    assert {result.course.slug: result.changes > 0 for result in load_starter_courses()} == dict.fromkeys(
        FOLDERS, True
    )
    assert load_starter_courses() == []
    for name, folder in FOLDERS.items():
        export_course(name, tmp_path / name)
        assert read_folder(tmp_path / name) == read_folder(folder), f"manage.py export_course {name} {folder}"
    assert {folder.parent for folder in FOLDERS.values()} == {STARTER}


def test_a_house_with_courses_gets_no_others() -> None:
    make_course("Vores eget")
    assert load_starter_courses() == []
    assert CoursePage.objects.count() == 1
