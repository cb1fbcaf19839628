"""The words of the examples: whole, plain, each its own, and fit to be read by the person they speak of."""

import difflib
import itertools
import re
from collections import Counter

import pytest

from assessments.practice.domain.examples import ExamplesIncomplete, check_texts, fingerprint, read_texts
from competences.domain.framework import read_house_codes
from competences.enums import Level
from tests.plain_language import lix, words_of

HARDEST = 30
MOST_WORDS = 25
# Above this two texts say the same in other words; the closest pair of today lies at 0.58.
TOO_NEAR = 0.65
# Diagnoses and what is said about people instead of with them, as the beginning of a word.
NEVER = [
    *("skizofren", "psykotisk", "psykose", "borderline", "bipolar", "maniodepressiv", "depression", "adhd"),
    *("autis", "paranoid", "dement", "retarder", "misbrug", "alkoholiker", "narkoman", "sindslid"),
    *(
        "psykisk syg",
        "patient",
        "klient",
        "brugeren",
        "borgeren er",
        "udadreagerende",
        "adfærd",
        "compliance",
    ),
    *("magtanvend", "fasthold", "fiksere", "låse døren", "tvang", "tvinge"),
    *("procent", "selvfølgelig", "dygtig", "den bedste", "skal bare"),
]


def all_texts() -> list[tuple[str, int, str]]:
    return [(code, level, text) for code, levels in read_texts().items() for level, text in levels.items()]


def test_every_requirement_has_five_texts_in_the_frameworks_order() -> None:
    assert len(read_house_codes()) == 27
    assert tuple(read_texts()) == read_house_codes()
    assert {tuple(levels) for levels in read_texts().values()} == {tuple(Level.values)}
    assert len(all_texts()) == 135


def test_every_text_is_easy_to_read(record_property) -> None:
    measured = {f"{code}:{level}": round(lix([text]), 1) for code, level, text in all_texts()}
    record_property("highest LIX", max(measured.values()))
    assert {name: value for name, value in measured.items() if value >= HARDEST} == {}
    assert lix([text for *_place, text in all_texts()]) < HARDEST


def test_every_text_is_short_and_ends() -> None:
    for code, level, text in all_texts():
        assert 4 <= len(words_of([text])) <= MOST_WORDS, (code, level)
        assert len(re.findall(r"[.?!]", text)) <= 3, (code, level)
        assert text.endswith((".", "?", ".«")), (code, level)


def test_no_two_texts_are_nearly_the_same() -> None:
    near = [
        (one, other)
        for one, other in itertools.combinations(all_texts(), 2)
        if difflib.SequenceMatcher(None, one[2], other[2], autojunk=False).ratio() > TOO_NEAR
    ]
    assert near == []


@pytest.mark.parametrize("level", Level.values)
def test_texts_of_a_level_are_not_poured_into_one_form(level: int) -> None:
    beginnings = Counter(" ".join(text.split()[:3]) for _code, at, text in all_texts() if at == level)
    assert beginnings.most_common(1)[0][1] <= 6, beginnings


def test_every_text_is_said_by_the_person_themselves() -> None:
    """In the first person somewhere: "jeg", "mig", "min", "vi" or "os"."""
    own = re.compile(r"\b(jeg|mig|mit|min|mine|vi|os|vores)\b", re.IGNORECASE)
    assert [text for *_place, text in all_texts() if not own.search(text)] == []


@pytest.mark.parametrize("word", NEVER)
def test_words_that_no_text_says(word: str) -> None:
    begins = re.compile(rf"\b{re.escape(word)}", re.IGNORECASE)
    assert [text for *_place, text in all_texts() if begins.search(text)] == []


def test_no_text_holds_a_figure_or_a_sign_of_one() -> None:
    assert [text for *_place, text in all_texts() if re.search(r"[\d%]", text)] == []


def test_teaching_names_others() -> None:
    """Level 4 is about showing somebody else, not about being better: somebody else is there."""
    others = re.compile(r"\b(nye?|kolleg\w+|de andre|man spørge)\b", re.IGNORECASE)
    assert [text for _code, level, text in all_texts() if level == 4 and not others.search(text)] == []


def whole() -> dict[str, dict[int, str]]:
    return {code: dict(levels) for code, levels in read_texts().items()}


def test_what_is_missing_is_named_all_at_once() -> None:
    found = whole()
    del found["R1.1"]
    del found["M.2"][3]
    found["L.1"][4] = "  "
    found["O.4"][5] = "Jeg kan det hele."
    found["R9.9"] = found["M.1"]
    with pytest.raises(ExamplesIncomplete) as refused:
        check_texts(found)
    for fault in ("R1.1: missing", "M.2, level 3", "L.1, level 4", "O.4: 5 is no level", "R9.9: no such"):
        assert fault in str(refused.value)
    assert "M.1" not in str(refused.value)


def test_order_of_the_file_does_not_matter() -> None:
    assert list(check_texts(dict(reversed(whole().items())))) == list(read_house_codes())


def test_fingerprints_are_each_requirements_own(monkeypatch) -> None:
    before = {code: fingerprint(code) for code in read_texts()}
    assert len(set(before.values())) == len(before)
    changed = whole()
    changed["M.1"][2] += " Så gør vi det."
    monkeypatch.setattr("assessments.practice.domain.examples.read_texts", lambda: changed)
    assert {code for code in before if fingerprint(code) != before[code]} == {"M.1"}
    with pytest.raises(KeyError):
        fingerprint("M.9")
