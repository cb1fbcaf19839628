"""The demo's own content is data, so its promises are tested here: shape, and plain language."""

import re
from datetime import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from courses.exchange.domain.course_files import read_lesson
from tests.plain_language import lix, parse_html, passages_of, strings_of

CONTENT = Path(__file__).resolve().parents[2] / "demo" / "content"
DRAFTS = sorted((CONTENT / "udkast").glob("*.md"))
PAGE_TAGS = {"p", "ul", "ol", "li", "b", "i", "a", "h2"}
LESSON_LIX = 34
SCHOOL_LIX = 30


def load(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


WORKSHOPS = {path.stem: load(path) for path in sorted((CONTENT / "workshops").glob("*.yaml"))}
SCHOOL = load(CONTENT.parent / "data" / "school.yaml")
TOLD = ("title", "summary", "for_whom", "body", "take_home", "good_to_know")


def test_lix_counts_words_of_seven_letters_as_long() -> None:
    assert lix(["Vi lytter til ham.", "Han har en drøm om sejlads"]) == pytest.approx(10 / 2 + 100 * 1 / 10)


@pytest.mark.django_db
@pytest.mark.parametrize("file", DRAFTS, ids=lambda file: file.stem)
def test_draft_can_be_read_and_is_plain(file: Path) -> None:
    lesson = read_lesson(file)
    assert lesson.slug == file.stem
    assert lix(passages_of([block["value"] for block in lesson.body.raw_data])) <= LESSON_LIX


@pytest.mark.parametrize("workshop", WORKSHOPS.values(), ids=WORKSHOPS.keys())
def test_workshop_is_complete_and_very_plain(workshop: dict[str, Any]) -> None:
    assert set(TOLD) <= set(workshop) <= {*TOLD, "touches_on"}
    assert parse_html(workshop["body"]).tags <= PAGE_TAGS
    assert 2 <= workshop["body"].count("<p>") <= 4
    assert lix(passages_of([workshop[name] for name in TOLD])) <= SCHOOL_LIX
    for name in ("body", "summary"):
        assert lix(passages_of([workshop[name]])) <= SCHOOL_LIX


def test_fourteen_workshops_meet_sixty_times() -> None:
    plans = SCHOOL["workshops"]
    assert set(plans) == set(WORKSHOPS)
    assert len(plans) == 14
    assert sum(len(plan["days"]) for plan in plans.values()) == 60
    for plan in plans.values():
        where = plan["at"]
        assert time.fromisoformat(where["from"]) < time.fromisoformat(where["until"])
        knowledge = {SCHOOL["facilitators"][one]["knowledge"] for one in where["teach"]}
        assert knowledge == {"lived", "profession"}


def test_text_keeps_the_house_style() -> None:
    for text in strings_of([*WORKSHOPS.values(), SCHOOL]):
        seen = " ".join(parse_html(text).passages)
        assert seen.count("»") == seen.count("«"), seen
        assert '"' not in seen, seen
        assert "“" not in seen, seen
        assert "”" not in seen, seen
        assert not re.search(r"skizofren|psykotisk|bipolar|borderline|diagnose", seen, re.IGNORECASE), seen
