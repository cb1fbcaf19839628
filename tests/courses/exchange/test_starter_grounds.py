"""What the starter courses build on: law in dated boxes, sources in full, numbers of the house itself."""

import datetime as dt
import re

import pytest

from courses.domain.law import law_outside_boxes
from courses.models import LessonPage, TestPage
from tests.courses.exchange.starter import blocks, pages, readable
from tests.plain_language import lix, passages_of

pytestmark = pytest.mark.django_db
REPORT = (
    "Fischer, K. B.: Analyse af kompetencekrav til EPOS-målgrupperne i den kommunale psykiatri (Delrapport 1)"
)
# What a source named in passing is called in full.
NAMED = {"analysen fra 2019": REPORT, "Sundhedsstyrelsen": "Sundhedsstyrelsen: "}
CARE = [
    *("samtalen-ved-vasken", "et-nej-er-ikke-slut", "han-kommer-da", "naar-mor-ringer"),
    *("mellem-to-laeger", "hvem-har-bolden", "low-arousal", "hvad-er-magt"),
]
# Numbers that are the same in all of Denmark; all others are the coordinator's to fill in.
NATIONAL = {"112", "114"}


def test_law_stands_in_boxes_and_nowhere_else() -> None:
    assert {
        file: words for file, draft in pages(LessonPage) if (words := law_outside_boxes(draft.blocks))
    } == {}
    # A test asks; it does not tell the law.
    for file, draft in pages(TestPage):
        assert not re.search(r"§|\blov nr\.|servicelov", " ".join(readable(draft))), file


def test_boxes_of_law_are_dated_and_wait_for_a_professional() -> None:
    boxes = list(blocks("law", LessonPage))
    assert len(boxes) >= 10
    for file, box in boxes:
        assert (box["read_on"] or "") < dt.date.fromisoformat(box["review_by"]).isoformat(), file
        assert re.search(r"§|[Ll]ov om|tilsyn", box["source"]), file
        # Nobody of the profession has read them yet, and each says what to look at.
        assert box["needs_professional_reading"], file
        assert box["note"], file
        assert lix(passages_of([box["heading"], box["text"]])) <= 34, file


def test_home_help_names_the_law_for_people_of_pension_age() -> None:
    ((_file, box),) = [
        (file, box) for file, box in blocks("law", LessonPage) if "hjemmehjælp" in box["heading"]
    ]
    assert all(words in box["text"] for words in ("§ 83", "§ 85", "ældreloven", "folkepensionsalderen"))
    assert "lov nr. 1651 af 30/12/2024" in box["source"]


def test_undressing_somebody_who_resists_is_told_as_force() -> None:
    (door,) = [dilemma for file, dilemma in blocks("dilemma") if dilemma["title"] == "Døren er lukket"]
    told = {ending["value"]["key"]: ending["value"]["expert"] for ending in door["endings"]}
    assert "magtanvendelse" in told["ren"]
    assert "noteres og indberettes" in told["ren"]
    assert "klage" in told["vasken"]
    assert "klage" in told["sygeplejersken"]


def test_sources_named_in_passing_stand_in_full_in_the_lesson() -> None:
    for file, draft in pages(LessonPage):
        told = [raw["value"] for raw in draft.blocks if raw["type"] not in ("law", "sources")]
        words = " ".join(passages_of(told))
        listed = " ".join(
            source["value"]["text"]
            for raw in draft.blocks
            if raw["type"] == "sources"
            for source in raw["value"]["sources"]
        )
        for name, full in NAMED.items():
            assert name not in words or full in listed, (file, name)


def test_care_boxes_show_the_numbers_of_the_house() -> None:
    topics = {file.split()[-1]: box["about"] for file, box in blocks("help_lines", LessonPage)}
    assert set(CARE) <= set(topics)
    assert set(topics.values()) == {"crisis", "violence", "health", "staff"}


def test_no_lesson_holds_a_number_to_call_but_the_national_ones() -> None:
    for file, draft in pages(LessonPage):
        words = " ".join(readable(draft))
        found = re.findall(r"(?:[Rr]ing\w*|på|nummer|akuttelefonen)\D{0,3}\b(\d{3,8})\b", words)
        assert set(found) - {"2019", "2011"} <= NATIONAL, file
        assert not re.search(r"lægevagten|akuttelefonen|1813", words), file


def test_no_lesson_names_authors_that_nobody_knows() -> None:
    assert {file: draft.page.written_by for file, draft in pages(LessonPage) if draft.page.written_by} == {}
