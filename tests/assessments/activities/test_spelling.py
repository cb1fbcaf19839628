import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.activities.spelling import count_edits, find_word, is_spelt_as


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("", "", 0),
        ("mål", "mål", 0),
        ("måle", "mål", 1),
        ("mål", "mal", 1),
        ("", "abc", 3),
        ("borgren", "borgeren", 1),
        ("borgreen", "borgeren", 1),
        ("ca", "abc", 3),
        ("kitten", "sitting", 3),
    ],
)
def test_edits_are_counted(one, other, edits):
    assert count_edits(one, other) == count_edits(other, one) == edits


@given(st.text(max_size=20), st.text(max_size=20))
def test_edits_are_none_for_the_same_and_never_more_than_letters(one, other):
    edits = count_edits(one, other)
    assert (edits == 0) == (one == other)
    assert abs(len(one) - len(other)) <= edits <= max(len(one), len(other))
    assert edits == count_edits(other, one)


@pytest.mark.parametrize(
    ("written", "right", "tolerance", "found"),
    [
        ("borgerens", ["borgerens", "hendes"], 0, "borgerens"),
        ("hendes", ["borgerens", "hendes"], 0, "hendes"),
        ("borgrens", ["borgerens"], 0, None),
        ("borgrens", ["borgerens"], 1, "borgerens"),
        ("brogernes", ["borgerens"], 1, None),
        ("brogernes", ["borgerens"], 2, "borgerens"),
        ("nu", ["du"], 2, None),
        ("mal", ["mål"], 2, None),
        ("maal", ["mål"], 0, "mål"),
        ("MÅL", ["maal"], 0, "maal"),
        ("smaa", ["små"], 0, "små"),
        ("laere", ["lære"], 0, "lære"),
        ("oever", ["øver"], 0, "øver"),
        ("Aarhus", ["Århus"], 0, "Århus"),
        ("  en   kop ", ["en kop"], 0, "en kop"),
        (unicodedata.normalize("NFD", "målet"), ["målet"], 0, "målet"),
        ("målet", [unicodedata.normalize("NFD", "målet")], 0, unicodedata.normalize("NFD", "målet")),
        ("", ["ord"], 2, None),
        ("hentes", ["sendes", "hendes"], 2, "hendes"),
    ],
)
def test_the_right_word_is_found(written, right, tolerance, found):
    assert find_word(written, right, tolerance=tolerance) == found


@pytest.mark.parametrize(("ignore_case", "is_right"), [(True, True), (False, False)])
def test_capitals_count_only_where_the_author_says_so(ignore_case, is_right):
    assert (find_word("århus", ["Aarhus"], ignore_case=ignore_case) == "Aarhus") is is_right
    assert find_word("Århus", ["Aarhus"], ignore_case=ignore_case) == "Aarhus"
    assert is_spelt_as("aarhus", "Aarhus", ignore_case=ignore_case) is is_right
    assert not is_spelt_as("Århus", "Aarhus", ignore_case=ignore_case)


def test_the_word_of_another_blank_is_no_misspelling():
    assert find_word("kunde", ["kunne"], tolerance=1) == "kunne"
    assert find_word("kunde", ["kunne"], elsewhere=["kunde"], tolerance=1) is None
    assert find_word("kunde", ["kunne", "kunde"], elsewhere=["kunde"], tolerance=1) == "kunde"
