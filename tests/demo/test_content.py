"""The demo content is data, so its promises are tested here: shape, feedback, plain language."""

import re
from collections.abc import Iterator
from datetime import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

CONTENT = Path(__file__).resolve().parents[2] / "demo" / "content"
COURSE_FILES = ["maalene-er-borgerens", "naar-relationen-er-svaer", "medicin-og-bivirkninger"]
REQUIREMENT_CODES = {
    *("M.1", "M.2", "F.1", "F.2", "L.1", "L.2", "L.3", "O.1", "O.2", "O.3", "O.4"),
    *("R1.1", "R1.2", "R1.3", "R1.4", "R2.1", "R2.2", "R2.3", "R2.4"),
    *("R3.1", "R3.2", "R3.3", "R3.4", "R3.5", "R4.1", "R4.2", "R4.3"),
}
MAPPED_CODES = {
    "maalene-er-borgerens": {"M.1", "M.2", "L.1"},
    "naar-relationen-er-svaer": {"L.2", "L.3", "R1.3", "R2.1"},
    "medicin-og-bivirkninger": {"R2.3", "R2.4", "O.2"},
}
COURSE_KEYS = {
    *("slug", "title", "summary", "duration_minutes", "form"),
    *("objectives", "amu_number", "outcomes", "modules"),
}
BLOCK_KINDS = {"heading", "text", "scene", "remember", "callout", "question", "try_it"}
LESSON_TAGS = {"p", "ul", "ol", "li", "b", "i", "a"}
PAGE_TAGS = LESSON_TAGS | {"h2"}
LESSON_LIX = 34
SCHOOL_LIX = 30


def load(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((CONTENT / f"{name}.yaml").read_text(encoding="utf-8"))
    return content


def lessons_of(course: dict[str, Any]) -> list[dict[str, Any]]:
    return [lesson for module in course["modules"] for lesson in module["lessons"]]


LESSONS = {f"{name}/{lesson['slug']}": lesson for name in COURSE_FILES for lesson in lessons_of(load(name))}
QUESTIONS = {
    f"{name}/{number}": block["question"]
    for name, lesson in LESSONS.items()
    for number, block in enumerate(lesson["body"])
    if "question" in block
}
WORKSHOPS = {workshop["slug"]: workshop for workshop in load("workshops")["workshops"]}


class _Passages(HTMLParser):
    """Splits HTML into passages (a paragraph or a list item each) and records the tags it met."""

    def __init__(self) -> None:
        super().__init__()
        self.passages: list[str] = [""]
        self.tags: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open.append(tag)
        if tag not in {"b", "i", "a"}:
            self.passages.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.passages[-1] += data


def parse_html(html: str) -> _Passages:
    parser = _Passages()
    parser.feed(html)
    parser.close()
    assert parser.open == [], f"left open: {parser.open}"
    return parser


def strings_of(value: Any) -> Iterator[str]:
    """Every text in a nested block, without keys and the marks that no reader sees."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in {"kind", "key", "status", "slug"}:
                yield from strings_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings_of(item)


def passages_of(value: Any) -> list[str]:
    return [passage for text in strings_of(value) for passage in parse_html(text).passages if passage.strip()]


def words_of(passages: list[str]) -> list[str]:
    return re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", " ".join(passages))


def lix(passages: list[str]) -> float:
    """Björnsson's readability index: words per sentence + percentage of words of seven letters or more.

    A passage ends its sentence. A colon and three dots do not, so the figure errs to the hard side.
    """
    words = words_of(passages)
    sentences = 0
    for passage in passages:
        parts = re.split(r"(?<!\.)[.!?](?!\.)", passage)
        sentences += max(1, sum(1 for part in parts if words_of([part])))
    long_words = sum(1 for word in words if sum(map(str.isalpha, word)) >= 7)
    return len(words) / sentences + 100 * long_words / len(words)


def test_lix_counts_words_of_seven_letters_as_long() -> None:
    assert lix(["Vi lytter til ham.", "Han har en drøm om sejlads"]) == pytest.approx(10 / 2 + 100 * 1 / 10)


@pytest.mark.parametrize("name", COURSE_FILES)
def test_course_has_the_agreed_shape(name: str) -> None:
    course = load(name)

    assert set(course) == COURSE_KEYS
    assert course["slug"] == name
    assert course["title"]
    assert course["summary"]
    assert course["form"] in {"online", "attended", "blended"}
    assert course["amu_number"] is None
    assert course["outcomes"] == []
    assert 3 <= len(course["objectives"]) <= 5
    assert all(objective.startswith("Du kan ") for objective in course["objectives"])
    assert course["duration_minutes"] == sum(lesson["minutes"] for lesson in lessons_of(course))


@pytest.mark.parametrize("name", COURSE_FILES)
def test_modules_map_to_known_requirements(name: str) -> None:
    modules = load(name)["modules"]

    for module in modules:
        assert set(module) == {"slug", "title", "intro", "outcomes", "lessons"}
        assert len(module["lessons"]) >= 3
        assert module["outcomes"]
        assert all(outcome["level"] in {1, 2} for outcome in module["outcomes"])
    codes = [outcome["code"] for module in modules for outcome in module["outcomes"]]
    assert len(REQUIREMENT_CODES) == 27
    assert set(codes) <= REQUIREMENT_CODES
    assert set(codes) == MAPPED_CODES[name]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("name", COURSE_FILES)
def test_slugs_are_plain_and_unique(name: str) -> None:
    course = load(name)
    slugs = [page["slug"] for page in [*course["modules"], *lessons_of(course)]]

    assert len(slugs) == len(set(slugs))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in [course["slug"], *slugs])


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS.keys())
def test_lesson_has_the_agreed_shape(lesson: dict[str, Any]) -> None:
    assert set(lesson) - {"written_by"} == {"slug", "title", "minutes", "body"}
    assert 5 <= lesson["minutes"] <= 15
    assert all(len(block) == 1 for block in lesson["body"])
    kinds = [kind for block in lesson["body"] for kind in block]
    assert set(kinds) <= BLOCK_KINDS
    assert kinds.count("question") >= 1
    assert kinds.count("scene") == kinds.count("remember") == kinds.count("try_it") == 1
    for block in lesson["body"]:
        if "text" in block:
            assert parse_html(block["text"]).tags <= LESSON_TAGS
        if "scene" in block:
            assert set(block["scene"]) == {"heading", "text"}
        if "callout" in block:
            assert set(block["callout"]) == {"kind", "heading", "text"}
            assert block["callout"]["kind"] in {"info", "tip", "care"}


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS.keys())
def test_lesson_is_short_and_easy_to_read(lesson: dict[str, Any]) -> None:
    passages = passages_of(lesson["body"])

    assert 250 <= len(words_of(passages)) <= 450
    assert lix(passages) <= LESSON_LIX


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_question_can_be_answered_and_answers_back(question: dict[str, Any]) -> None:
    answers = question["answers"]
    right = [answer for answer in answers if answer["right"] is True]

    assert set(question) - {"context"} == {"question", "several", "answers"}
    assert 3 <= len(answers) <= 4
    assert all(set(answer) == {"text", "right", "feedback"} for answer in answers)
    assert all(answer["right"] in {True, False} for answer in answers)
    assert 1 <= len(right) < len(answers)
    assert question["several"] is (len(right) > 1)
    assert len({answer["feedback"] for answer in answers}) == len(answers)
    for answer in answers:
        assert answer["text"].strip()
        assert len(words_of([answer["feedback"]])) >= 5
        assert "forkert" not in answer["feedback"].lower()


def test_right_answers_do_not_keep_the_same_place() -> None:
    places = {
        [answer["right"] for answer in question["answers"]].index(True)
        for question in QUESTIONS.values()
        if not question["several"]
    }

    assert places == {0, 1, 2, 3}


@pytest.mark.parametrize("workshop", WORKSHOPS.values(), ids=WORKSHOPS.keys())
def test_workshop_is_complete_and_very_plain(workshop: dict[str, Any]) -> None:
    assert set(workshop) == {"slug", "title", "summary", "body", "room", "place", "sessions"}
    assert parse_html(workshop["body"]).tags <= PAGE_TAGS
    assert workshop["sessions"]
    for session in workshop["sessions"]:
        assert session["days_from_today"] > 0
        assert time.fromisoformat(session["start"]) < time.fromisoformat(session["end"])
    assert lix(passages_of([workshop["title"], workshop["summary"], workshop["body"]])) <= SCHOOL_LIX


def test_there_are_three_workshops_with_own_slugs() -> None:
    assert len(load("workshops")["workshops"]) == len(WORKSHOPS) == 3


@pytest.mark.parametrize("name", [*COURSE_FILES, "workshops"])
def test_text_keeps_the_house_style(name: str) -> None:
    for text in strings_of(load(name)):
        seen = " ".join(parse_html(text).passages)
        assert seen.count("»") == seen.count("«"), seen
        assert '"' not in seen, seen
        assert "“" not in seen, seen
        assert "”" not in seen, seen
        assert not re.search(r"skizofren|psykotisk|bipolar|borderline|diagnose", seen, re.IGNORECASE), seen
