"""What is a misspelling of a word, what only looks different, and what is another word."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.domain.activities.folding import fold, tidy
from assessments.domain.activities.spelling import (
    TOLERANCE,
    count_edits,
    find_word,
    is_plain,
    is_spelt_as,
    is_turned,
    is_word,
)

TOLERANCES = sorted(TOLERANCE.values())
UNITS = ["mg", "ml", "g", "kg", "mmol", "mikrogram", "milligram", "%", "kr.", "timer", "°"]
SIGNS = ["", "-", "+", "<", ">", "§ "]
# Words that the profession writes: nobody mistakes one for another.
WORDS = [
    *("omsorg", "tillid", "relation", "pårørende", "samtykke", "medicin"),
    *("psykose", "recovery", "værdighed", "selvbestemmelse", "tavshedspligt", "magtanvendelse"),
    *("handleplan", "forståelse", "rehabilitering", "livshistorie", "ufrivillig", "borgerens"),
    *("øver", "skridtet", "ærlighed", "frivillig", "udadreagerende", "hjemmepleje"),
    *("bostøtte", "inddragelse", "medbestemmelse", "underretning", "egenomsorg"),
]


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
        ("hendse", ["sendes", "hendes"], 2, "hendes"),
        # Two letters that changed places made an æ.
        ("plnaen", ["planen"], 1, "planen"),
        ("sundheds loven", ["sundhedsloven"], 1, "sundhedsloven"),
        ("en lille pasue", ["en lille pause"], 1, "en lille pause"),
    ],
)
def test_the_right_word_is_found(written, right, tolerance, found):
    assert find_word(written, right, tolerance=tolerance) == found


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("2.5", "2,5"),
        ("2,5", "2.5"),
        ("0.125", "0,125"),
        ("1.000", "1000"),
        ("1 000", "1000"),
        ("1\N{NO-BREAK SPACE}000", "1000"),
        ("10.000.000", "10000000"),
        ("1.234,5", "1234,5"),
        ("1,234.5", "1234,5"),
        ("50%", "50 %"),
        ("50 %", "50%"),
        ("100mg", "100 mg"),
        ("100\N{NO-BREAK SPACE}mg", "100 mg"),
        ("100\N{NARROW NO-BREAK SPACE}mg", "100mg"),
        ("5 µg", "5 μg"),
        ("§83", "§ 83"),
        ("\N{MINUS SIGN}5", "-5"),
        ("< 5", "<5"),
        ("kl.10", "kl. 10"),
        ("ide", "idé"),
        ("idé", "ide"),
        ("alle", "allé"),
        ("cafe", "café"),
        ("hjælper", "hjälper"),
        ("tavs\N{SOFT HYPHEN}heds\N{SOFT HYPHEN}pligt", "tavshedspligt"),
        ("tavsheds\N{ZERO WIDTH SPACE}pligt", "tavshedspligt"),
        ("\N{ZERO WIDTH NO-BREAK SPACE}samtykke", "samtykke"),
        ("sam\N{ZERO WIDTH JOINER}tykke", "samtykke"),
        ("samtykke.", "samtykke"),
        ("»samtykke«", "samtykke"),
        ("email", "e-mail"),
        ("e‑mail", "e-mail"),
        ("Ålborg", "Aalborg"),
    ],
)
def test_what_only_looks_different_is_right_without_any_tolerance(written, wanted):
    assert find_word(written, [wanted]) == wanted


@pytest.mark.parametrize("tolerance", TOLERANCES)
@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        # Figures, units and signs.
        ("10 mg", "100 mg"),
        ("1000 mg", "100 mg"),
        ("200 mg", "100 mg"),
        ("100 ml", "100 mg"),
        ("100 mg dagligt", "100 mg"),
        ("2,5", "25"),
        ("1,5", "15"),
        ("5", "-5"),
        (">5", "<5"),
        ("50 %", "50"),
        ("1,000", "1000"),
        ("2.500", "2,5"),
        ("§ 38", "§ 83"),
        ("mmo", "mmol"),
        ("kcal", "kca"),
        # A prefix that turns a word round, also one that is misspelt besides.
        ("frivillig", "ufrivillig"),
        ("ufrivillig", "frivillig"),
        ("frivilig", "ufrivillig"),
        ("egnet", "uegnet"),
        ("hypoglykæmi", "hyperglykæmi"),
        ("mikrogram", "makrogram"),
        ("afvalg", "tilvalg"),
        ("modbestemmelse", "medbestemmelse"),
        ("tryg", "utryg"),
        ("brug", "misbrug"),
        ("inbrud", "udbrud"),
        # Another word.
        ("sport", "spor"),
        ("mal", "mål"),
        ("mål", "mal"),
        ("hund", "hus"),
        ("so", "sø"),
        ("bor", "bør"),
        ("får", "far"),
        ("vægt", "vagt"),
        ("kunde", "kunne"),
        ("hentes", "hendes"),
        ("fluoxetin", "duloxetin"),
        ("skridte", "skridtet"),
        # A word too few or too many says something else.
        ("må ikke", "må"),
        ("giv medicin", "giv ikke medicin"),
    ],
)
def test_what_means_something_else_is_never_a_misspelling(written, wanted, tolerance):
    assert find_word(written, [wanted], tolerance=tolerance) is None


def ways_to_write(number: Decimal) -> list[str]:
    """Ways to write a number that nobody could take for another one."""
    whole, _dot, decimals = str(abs(number)).partition(".")
    sign = "-" if number < 0 else ""
    groups = f"{int(whole):,}"
    ways = [whole]
    if "," in groups:
        ways += [groups.replace(",", mark) for mark in (".", " ", "\N{NO-BREAK SPACE}")]
    if decimals:
        ways = [f"{way},{decimals}" for way in ways]
        # Three figures after a full stop may be thousands.
        if len(decimals) != 3 or whole == "0":
            ways.append(f"{whole}.{decimals}")
    return [sign + way for way in ways]


NUMBERS = st.decimals(min_value=-99_999, max_value=9_999_999, places=2) | st.integers(0, 20_000).map(Decimal)


@given(NUMBERS, st.sampled_from(UNITS), st.sampled_from(["", " ", "\N{NO-BREAK SPACE}"]), st.data())
def test_one_number_may_be_written_in_several_ways(number, unit, space, data):
    ways = ways_to_write(number)
    written, wanted = data.draw(st.sampled_from(ways)), data.draw(st.sampled_from(ways))
    wanted = f"{wanted} {unit}"
    assert find_word(f"{written}{space}{unit}", [wanted]) == wanted


@given(NUMBERS, NUMBERS, st.sampled_from(UNITS), st.sampled_from(TOLERANCES), st.data())
def test_another_number_is_never_right(one, other, unit, tolerance, data):
    assume(one != other)
    written, wanted = (data.draw(st.sampled_from(ways_to_write(number))) for number in (one, other))
    assert find_word(f"{written} {unit}", [f"{wanted} {unit}"], tolerance=tolerance) is None
    assert find_word(written, [wanted], tolerance=tolerance) is None


@given(NUMBERS, st.permutations(UNITS), st.permutations(SIGNS), st.sampled_from(TOLERANCES))
def test_another_unit_and_another_sign_are_never_right(number, units, signs, tolerance):
    way = ways_to_write(abs(number))[0]
    assert find_word(f"{way} {units[0]}", [f"{way} {units[1]}"], tolerance=tolerance) is None
    assert find_word(f"{signs[0]}{way}", [f"{signs[1]}{way}"], tolerance=tolerance) is None


@given(st.sampled_from(WORDS), st.sampled_from(WORDS), st.sampled_from(TOLERANCES))
def test_one_real_word_is_never_another(one, other, tolerance):
    assert find_word(one, [other], tolerance=tolerance) == (other if one == other else None)


@given(st.sampled_from([word for word in WORDS if len(word) > 5]), st.data())
def test_a_letter_wrong_in_a_long_word_is_a_misspelling(word, data):
    """One that is not the first, and unless it makes another word, or turns this one round."""
    place = data.draw(st.integers(1, len(word) - 2))
    slip = data.draw(
        st.sampled_from(
            [
                word[:place] + word[place + 1 :],
                word[:place] + word[place] + word[place:],
                word[:place] + word[place + 1] + word[place] + word[place + 2 :],
                word[:place] + "x" + word[place + 1 :],
            ]
        )
    )
    assume(not is_word(slip) and not is_turned(slip, word))
    assert find_word(slip, [word], tolerance=1) == word
    assert find_word(slip, [word], tolerance=0) == (word if slip == word else None)


@given(st.text(max_size=12), st.text(max_size=12))
def test_what_is_not_plain_is_right_or_wrong(written, wanted):
    one, other = (fold(text, ignore_case=True) for text in (written, wanted))
    assume(not (is_plain(one) and is_plain(other)))
    assert (find_word(written, [wanted], tolerance=2) is not None) == (one == other)


@given(st.text(max_size=20) | st.sampled_from([word.upper() for word in WORDS]))
def test_folding_once_is_enough(text):
    assert tidy(tidy(text)) == tidy(text)
    assert find_word(text, [tidy(text)]) is not None


@pytest.mark.parametrize(("ignore_case", "is_right"), [(True, True), (False, False)])
def test_capitals_count_only_where_the_author_says_so(ignore_case, is_right):
    assert (find_word("århus", ["Aarhus"], ignore_case=ignore_case) == "Aarhus") is is_right
    assert find_word("Århus", ["Aarhus"], ignore_case=ignore_case) == "Aarhus"
    assert is_spelt_as("aarhus", "Aarhus", ignore_case=ignore_case) is is_right
    assert not is_spelt_as("Århus", "Aarhus", ignore_case=ignore_case)


def test_what_is_nearer_to_the_word_of_another_blank_is_no_misspelling():
    assert find_word("aftaln", ["aftalen"], tolerance=1) == "aftalen"
    assert find_word("aftaln", ["aftalen"], elsewhere=["aftaln"], tolerance=1) is None
    assert find_word("aftaln", ["aftalen", "aftaln"], elsewhere=["aftaln"], tolerance=1) == "aftaln"
    assert find_word("vejledningx", ["vejledende"], elsewhere=["vejledning"], tolerance=2) is None
