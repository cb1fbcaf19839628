"""When a written word counts as the one that was asked for (docs/decisions/spelling.md)."""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml
from rapidfuzz.distance import OSA
from simplemma import is_known

from .folding import LETTER, fold, spell_out, tidy

# How many letters may be wrong, by what the author chose.
TOLERANCE = {"exact": 0, "one": 1, "two": 2}
# In a word of three letters one wrong letter makes another word, and in one of seven two do.
SHORT, LONG = 3, 8
WORDS = re.compile(rf"{LETTER}+(?: {LETTER}+)*")
DATA = Path(__file__).parents[2] / "data" / "spelling.yaml"


def find_word(
    written: str,
    right: Collection[str],
    *,
    elsewhere: Collection[str] = (),
    tolerance: int = 0,
    ignore_case: bool = True,
) -> str | None:
    """The right word that is written, with at most `tolerance` letters wrong; None if it is none of them.

    Nothing but plain words may be misspelt (`count_slips`). Neither is what comes as near to a word of
    `elsewhere`, what is right in other blanks or surely wrong in this one: that is another word.
    """
    word = fold(written, ignore_case=ignore_case)
    wanted = {fold(other, ignore_case=ignore_case): other for other in right}
    if word in wanted:
        return wanted[word]
    others = {fold(other, ignore_case=ignore_case) for other in elsewhere}
    if word in others or not tolerance:
        return None
    slips = {other: count_slips(word, other, tolerance) for other in wanted}
    near = {other: count for other, count in slips.items() if count is not None}
    nearest = min(near, key=near.__getitem__, default=None)
    if nearest is None or any(_edits(word, other) < near[nearest] for other in others):
        return None
    return wanted[nearest] if is_no_word(written, word) else None


def is_same(written: str, word: str, *, ignore_case: bool) -> bool:
    """Whether somebody wrote this word in one of the ways that count as the same."""
    return fold(written, ignore_case=ignore_case) == fold(word, ignore_case=ignore_case)


def is_spelt_as(written: str, word: str, *, ignore_case: bool) -> bool:
    """Whether somebody wrote just this, æ, ø and å too."""
    one, other = tidy(written), tidy(word)
    return one.casefold() == other.casefold() if ignore_case else one == other


def count_edits(one: str, other: str) -> int:
    """How many letters to put in, take out, change, or swap with their neighbour, to turn one into the other.

    The optimal string alignment distance (Damerau and Levenshtein's, no part changed twice).
    """
    return OSA.distance(one, other)


def _edits(one: str, other: str) -> int:
    """As `count_edits`, of folded words: "plnaen" is one from "planen", though it folds to "plnæn"."""
    return min(count_edits(one, other), count_edits(spell_out(one), spell_out(other)))


def count_slips(word: str, wanted: str, tolerance: int) -> int | None:
    """How many letters are wrong in a folded word that was meant to be another; None if it was not.

    A figure, a unit or a sign is right or wrong. Of several words each is looked at by itself, and a
    compound may be written apart.
    """
    if not (is_plain(word) and is_plain(wanted)):
        return None
    ours, theirs = word.split(" "), wanted.split(" ")
    if len(ours) != len(theirs):
        apart = abs(len(ours) - len(theirs))
        return apart if "".join(ours) == "".join(theirs) and apart <= tolerance else None
    total = 0
    for one, other in zip(ours, theirs, strict=True):
        if one == other:
            continue
        edits = _edits(one, other)
        total += edits
        if edits > _allowed(other, tolerance) or total > tolerance or is_turned(one, other):
            return None
        if len(ours) > 1 and is_word(one):
            return None
    return total


def is_plain(folded: str) -> bool:
    """Whether this is words and nothing else: no figure, no sign, no unit."""
    units = _data()["units"].intersection(folded.casefold().split(" "))
    return WORDS.fullmatch(folded) is not None and not units


def is_turned(word: str, wanted: str) -> bool:
    """Whether the word is nearer to one that a prefix has turned round than to the one that was wanted."""
    edits = _edits(word, wanted)
    return any(_edits(word, other) < edits for other in _turned(wanted))


def is_no_word(written: str, folded: str) -> bool:
    """Whether what was written is no Danish word: then it was meant to be one."""
    return not (is_word(tidy(written).casefold()) or is_word(folded.casefold()))


@cache
def is_word(text: str) -> bool:
    """Whether this is a Danish word, in any of its forms."""
    return text in _data()["words"] or is_known(text, lang="da", low_memory=True)


def _allowed(wanted: str, tolerance: int) -> int:
    if len(wanted) <= SHORT:
        return 0
    return tolerance if len(wanted) >= LONG else min(tolerance, 1)


def _turned(wanted: str) -> Iterator[str]:
    """The word with a prefix more, with one less, or with another."""
    prefixes = _data()["prefixes"]
    bases = [(prefix, wanted.removeprefix(prefix)) for prefix in prefixes if wanted.startswith(prefix)]
    for added in prefixes:
        yield added + wanted
    for prefix, base in bases:
        if len(base) < SHORT:
            continue
        # One letter begins many words that have no prefix: what stands behind it must be a word.
        if len(prefix) > 1 or is_word(base) or not is_word(wanted):
            yield base
            yield from (other + base for other in prefixes if other != prefix)


@cache
def _data() -> Mapping[str, frozenset[str]]:
    found = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return {name: frozenset(words) for name, words in found.items()}
