"""What pyh5p takes literally and H5P does not."""

from typing import Any

import pytest

from assessments.h5p.domain.semantics import fill_defaults, find_faults
from assessments.h5p.models import Library

from .libraries import BLANKS, group, text

LONG = "Spørg én gang til. " * 30


def library(*fields: dict[str, Any]) -> Library:
    return Library(semantics=list(fields))


def test_group_of_one_field_is_kept_as_that_field() -> None:
    params = {"text": "<p>Skriv.</p>", "questions": ["<p>*a*</p>"], "behaviour": {}}
    said = {**params, "overallFeedback": [{"from": 0, "to": 100, "feedback": "Godt."}]}
    assert find_faults(library(*BLANKS), said) == []
    nested = {**params, "overallFeedback": {"overallFeedback": []}}
    assert find_faults(library(*BLANKS), nested) == ["$.overallFeedback: expected an array"]


def test_group_of_one_field_that_is_sub_content_stays_a_group() -> None:
    field = group("part", text("words"), isSubContent=True)
    assert find_faults(library(field), {"part": {"words": "Ja"}}) == []
    assert find_faults(library(field), {"part": "Ja"}) == ["$.part: expected an object"]


def test_text_is_short_only_where_the_library_says_so() -> None:
    assert find_faults(library(text("words")), {"words": LONG}) == []
    assert find_faults(library(text("words", maxLength=255)), {"words": LONG}) == [
        "$.words: must contain at most 255 characters"
    ]


def test_defaults_fill_in_what_is_missing() -> None:
    assert fill_defaults(library(text("words", default="Ja"), text("more")), {"more": "Nej"}) == {
        "words": "Ja",
        "more": "Nej",
    }


@pytest.mark.parametrize("semantics", [None, []])
def test_library_without_semantics_asks_for_nothing(semantics: Any) -> None:
    assert find_faults(Library(semantics=semantics), {"whatever": 1}) == []
