"""A faulty folder is refused whole: every fault with its file, its line and a sentence; nothing is stored."""

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page, Revision

from courses.exchange.domain.course_files import import_courses
from courses.exchange.domain.problems import CourseRefused
from courses.models import CatalogueIndexPage, CoursePage, LessonPage
from tests.courses.exchange.files import COURSE, LESSON, NOTES, SECOND, TEST, line_of, write_course
from tests.factories.courses import make_course, make_lesson, make_module

pytestmark = pytest.mark.django_db
DOOR, TEA, QUIZ, TOP = "paa-gangen/doeren.md", "paa-gangen/te.md", "paa-gangen/proeve.md", "course.yaml"
LATER = "bagefter/noter.md"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def problems_of(root: Path) -> list[str]:
    """What the import says against the folder; nothing may have been stored."""
    before = (Page.objects.count(), Revision.objects.count(), Image.objects.count(), Document.objects.count())
    with pytest.raises(CourseRefused) as refused:
        import_courses([root])
    after = (Page.objects.count(), Revision.objects.count(), Image.objects.count(), Document.objects.count())
    assert after == before
    return refused.value.problems


def at(file: str, text: str, words: str, what: str) -> str:
    return f"aftenvagt/{file}:{line_of(text, words)}: {what}"


# A file, what stands in it and what stands there instead; then words on the line at fault, and the reason.
FAULTS = {
    "another format": (TOP, "format: 1", "format: 2", "format: 2", "“format” must be 1. It says “2”."),
    "no title": (TOP, "title: Aftenvagt\n", "", "format", "“title” is missing."),
    "a number for a text": (
        TOP,
        "På gangen",
        "112",
        "title: 112",
        "“title” must be text; put it in quotation marks. It says “112”.",
    ),
    "a law read on no day": (
        LATER,
        "read_on: 2026-11-30",
        "read_on: i går",
        "read_on: i går",
        "“read_on” must be a day, such as 2026-11-30. It says “i går”.",
    ),
    "a law to be read again before it was read": (
        LATER,
        "review_by: 2027-11-30",
        "review_by: 2026-11-30",
        "review_by:",
        "“review_by”: It must be later than the day the source was read. It says “2026-11-30”.",
    ),
    "an unknown field": (
        TOP,
        "summary:",
        "resume:",
        "resume:",
        re.compile("there is no field “resume” here"),
    ),
    "an unknown requirement": (
        TOP,
        "M.2",
        "M.9",
        "M.9",
        "“requirement”: the framework in use has no requirement “M.9”.",
    ),
    "a level of 5": (
        TOP,
        "level: 1",
        "level: 5",
        "level: 5",
        "“level” must be a whole number from 1 to 4. It says “5”.",
    ),
    "a module that comes later": (
        TOP,
        "[paa-gangen]",
        "[bagefter]",
        "requires",
        "“requires”: “bagefter” is no module that comes before this one.",
    ),
    "a course that is not here": (
        TOP,
        "form: online",
        "form: online\nrequires: [morgen]",
        "requires",
        "“requires”: there is no course “morgen” here.",
    ),
    "a lesson that is not here": (
        TOP,
        "[noter]",
        "[noter, vej]",
        "lessons: [noter, vej]",
        "“lessons”: there is no file “aftenvagt/bagefter/vej.md”. It says “vej”.",
    ),
    "a lesson twice": (
        TOP,
        "[doeren, te]",
        "[doeren, te, te]",
        "lessons: [doeren",
        "“lessons”: “te” stands twice.",
    ),
    "a bad slug": (
        TOP,
        "slug: bagefter",
        "slug: Bag efter",
        "slug: Bag",
        "“slug”: a slug is small letters from a to z, digits and hyphens. It says “Bag efter”.",
    ),
    "an unknown form": (TOP, "form: online", "form: hjemme", "form: hjemme", re.compile("“form”: ")),
    "a name twice": (
        TOP,
        "summary:",
        "title: x\nsummary:",
        "title: x",
        "“title” stands twice. Keep one of them.",
    ),
    "bad YAML": (TOP, "summary: To", "summary: [To", "summary: [To", re.compile("“summary: .*”: a bracket")),
    "an alias": (
        TOP,
        "[noter]",
        "&a [noter]\n    intro: *a",
        "&a",
        re.compile("a value points at another one"),
    ),
    "no front matter": (
        DOOR,
        "---\ntitle",
        "title",
        "title",
        "the file begins with “---”, the title and the like, and “---” again.",
    ),
    "no minutes at all": (DOOR, "minutes: 7", "minutes: 0", "minutes: 0", re.compile("“minutes”: ")),
    "an unknown fence": (
        DOOR,
        "~~~scene",
        "~~~story",
        "heading: Klokken",
        re.compile("there is no block “story”"),
    ),
    "a fence without a name": (
        DOOR,
        "~~~scene",
        "~~~ ",
        "~~~",
        "a fence begins with ~~~ and the name of its block.",
    ),
    "an open fence": (
        TEA,
        "sværeste.\n~~~\n",
        "sværeste.\n",
        "~~~put_in_order",
        "the fence is not closed: write ~~~ on a line of its own.",
    ),
    "a field too many": (
        DOOR,
        "statement:",
        "hint: x\nstatement:",
        "hint: x",
        re.compile("there is no field “hint” here"),
    ),
    "a field that is empty": (
        DOOR,
        "said_true: Ja. Stilhed giver plads.\n",
        "",
        "statement",
        re.compile("“said_true”: "),
    ),
    "true as a word": (
        DOOR,
        "is_true: true",
        "is_true: måske",
        "is_true",
        "“is_true” must be true or false. It says “måske”.",
    ),
    "a list that is none": (
        TEA,
        "items:\n",
        "items: te\nx:\n",
        "items: te",
        "“items” must be a list. It says “te”.",
    ),
    "no right answer": (DOOR, "    right: true\n", "", "answers:", re.compile("“answers”: ")),
    "a blank without words": (QUIZ, "[[først|foerst]]", "først", "text: Spørg", re.compile("“text”: ")),
    "a heading in a text": (
        DOOR,
        "  Karin er",
        "  # Karin\n  Karin er",
        "# Karin",
        "a heading cannot stand in this text.",
    ),
    "a picture in a text": (
        DOOR,
        "Vent **lidt**",
        "Vent ![x](y.png)",
        "Vent !",
        "a picture cannot stand in this text; give it a fence of its own.",
    ),
    "HTML in a text": (
        DOOR,
        "- Hvad savner",
        "- Hvad <b>savner",
        "<b>",
        "HTML cannot stand in this text; write Markdown.",
    ),
    "a table": (
        DOOR,
        "- Hvad savner hun?",
        "|a|b|\n|-|-|\n|c|d|\n",
        "|a|b|",
        "a table cannot stand in this text.",
    ),
    "a link in a scene": (
        DOOR,
        "*urtepotter*",
        "[x](https://x.dk)",
        "https://x.dk",
        "a link cannot stand in this text.",
    ),
    "a script in a link": (
        DOOR,
        "https://example.org/natten",
        "javascript:alert(1)",
        "javascript",
        "an address begins with https:// or, for a page here, with “side:/”.",
    ),
    "a link to no page": (
        DOOR,
        "/paa-gangen/te/",
        "/paa-gangen/kaffe/",
        "kaffe",
        "there is no page “/kurser/aftenvagt/paa-gangen/kaffe/” here.",
    ),
    "an id that is none": (
        DOOR,
        "~~~true_false\n",
        "~~~true_false\nid: 7\n",
        "id: 7",
        "“id” must be a UUID in small letters. It says “7”.",
    ),
    "more drawn than there is": (QUIZ, "draws: 1", "draws: 3", "draws: 3", re.compile("“draws”: ")),
    "a pass mark too high": (
        QUIZ,
        "pass_mark: 1",
        "pass_mark: 2",
        "pass_mark: 2",
        re.compile("“pass_mark”: "),
    ),
    "a lesson's block in a test": (
        QUIZ,
        "~~~blanks",
        "~~~remember",
        "question: Skriv",
        re.compile("there is no block “remember” here"),
    ),
    "a heading in a test": (
        QUIZ,
        "~~~blanks",
        "## Nu\n\n~~~blanks",
        "## Nu",
        re.compile("there is no block “heading” here"),
    ),
    "a file that is not there": (
        TEA,
        "Sæt vand over.",
        "~~~download\ntitle: x\nfile: skema.pdf\n~~~",
        "file: skema.pdf",
        "“file”: there is no file “skema.pdf” in the folder media.",
    ),
    "a file out of the folder": (
        TEA,
        "Sæt vand over.",
        "~~~download\ntitle: x\nfile: ../course.yaml\n~~~",
        "file: ../",
        "“file”: “../course.yaml” is no name of a file in the folder media.",
    ),
}
TEXTS = {TOP: COURSE, DOOR: LESSON, TEA: SECOND, QUIZ: TEST, LATER: NOTES}


@pytest.mark.parametrize(("file", "old", "new", "words", "what"), FAULTS.values(), ids=FAULTS.keys())
def test_fault_is_told_with_its_file_and_line(catalogue, tmp_path, file, old, new, words, what) -> None:
    found = problems_of(write_course(tmp_path, (file, old, new)))
    text = TEXTS[file].replace(old, new, 1)
    line = f"aftenvagt/{file}:{line_of(text, words)}: "
    told = [problem.removeprefix(line) for problem in found if problem.startswith(line)]
    if isinstance(what, str):
        assert what in told, found
    else:
        assert any(what.match(problem) for problem in told), found


def test_all_faults_are_told_at_once_in_order(catalogue, tmp_path) -> None:
    found = problems_of(
        write_course(
            tmp_path,
            (DOOR, "~~~scene", "~~~story"),
            (DOOR, "is_true: true", "is_true: måske"),
            (TOP, "M.2", "M.9"),
        )
    )
    lines = [tuple(problem.split(":")[:2]) for problem in found]
    assert [file for file, _line in lines] == ["aftenvagt/course.yaml", *(2 * [f"aftenvagt/{DOOR}"])]
    assert lines == sorted(lines, key=lambda line: (line[0], int(line[1])))


def test_file_that_nobody_names_is_refused(catalogue, tmp_path) -> None:
    root = write_course(
        tmp_path, **{"bagefter/glemt.md": "---\ntitle: x\n---\n", "media/x.png": "x", ".git": ""}
    )
    assert problems_of(root) == [
        f"aftenvagt/{name}:1: nothing in course.yaml or in a lesson names this file."
        for name in ("bagefter/glemt.md", "media/x.png")
    ]


def test_folder_without_a_course_is_refused(catalogue, tmp_path) -> None:
    assert problems_of(tmp_path)[0].endswith("course.yaml:1: the file cannot be read. Is the path right?")


def test_file_that_is_not_utf8_is_refused(catalogue, tmp_path) -> None:
    root = write_course(tmp_path)
    (root / TEA).write_bytes(SECOND.encode("cp1252"))
    line = line_of(SECOND, "æ")
    assert problems_of(root) == [
        f"aftenvagt/{TEA}:{line}: the file is in ANSI (Windows-1252), not UTF-8."
        " Save it as UTF-8 and try again."
    ]
    (root / TEA).write_bytes(SECOND.encode("utf-16"))
    assert problems_of(root) == [
        f"aftenvagt/{TEA}:1: the file is in UTF-16, not UTF-8. Save it as UTF-8 and try again."
    ]


def test_two_blocks_with_one_id_are_refused(catalogue, tmp_path) -> None:
    same = "id: 6c2f6c3e-3c3b-4a67-9f51-1f5f1f0f6a01\n"
    root = write_course(
        tmp_path,
        (DOOR, "~~~true_false\n", f"~~~true_false\n{same}"),
        (DOOR, "~~~remember\n", f"~~~remember\n{same}"),
    )
    (found,) = problems_of(root)
    assert "“id”: another block of the page has the same id. It says “6c2f6c3e" in found


def test_page_of_another_kind_at_the_address_is_refused(catalogue, tmp_path) -> None:
    module = make_module(make_course("Aftenvagt", slug="aftenvagt"), "På gangen", slug="paa-gangen")
    make_lesson(module, "Prøve", slug="proeve")
    before = LessonPage.objects.count()
    assert any(
        "there is a page of another kind at “proeve” already" in one
        for one in problems_of(write_course(tmp_path))
    )
    assert LessonPage.objects.count() == before


def test_courses_that_wait_for_each_other_are_refused(catalogue, tmp_path) -> None:
    first = write_course(tmp_path / "1", (TOP, "form: online", "form: online\nrequires: [nattevagt]"))
    second = write_course(
        tmp_path / "2",
        (TOP, "slug: aftenvagt", "slug: nattevagt"),
        (TOP, "form: online", "form: online\nrequires: [aftenvagt]"),
        (DOOR, "side:/kurser/aftenvagt/", "side:/kurser/nattevagt/"),
    )
    with pytest.raises(CourseRefused) as refused:
        import_courses([first, second])
    assert [problem.split(": ", 2)[2] for problem in refused.value.problems] == [
        "“nattevagt” cannot be taken first: it waits for this one.",
        "“aftenvagt” cannot be taken first: it waits for this one.",
    ]
    assert not CoursePage.objects.exists()


def test_command_prints_every_problem_and_fails(catalogue, tmp_path) -> None:
    root = write_course(tmp_path, (TOP, "M.2", "M.9"))
    with pytest.raises(CommandError) as failed:
        call_command("import_course", root)
    assert str(failed.value).splitlines() == [*problems_of(root), "Nothing was stored."]
    assert failed.value.returncode == 1


def test_without_a_catalogue_nothing_is_imported(db, tmp_path) -> None:
    CatalogueIndexPage.objects.get().delete()
    with pytest.raises(CourseRefused, match="setup_site"):
        import_courses([write_course(tmp_path)])
