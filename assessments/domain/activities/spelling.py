"""When a written word counts as the one that was asked for (docs/decisions/spelling.md)."""

import re
import unicodedata
from collections.abc import Collection

# How many letters may be wrong, by what the author chose.
TOLERANCE = {"exact": 0, "one": 1, "two": 2}
# In a word of three letters one wrong letter makes another word.
SHORT = 3
LETTERS = {"ae": "æ", "oe": "ø", "aa": "å"}


def tidy(text: str) -> str:
    """What somebody wrote, without surplus spaces and in one Unicode form (NFC)."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str, *, ignore_case: bool) -> str:
    """The text as it is compared: "ae", "oe" and "aa" are æ, ø and å, as on a keyboard without them."""
    text = tidy(text)
    if ignore_case:
        text = unicodedata.normalize("NFC", text.casefold())
    return re.sub("ae|oe|aa", _letter, text, flags=re.IGNORECASE)


def _letter(match: re.Match[str]) -> str:
    letter = LETTERS[match[0].lower()]
    return letter.upper() if match[0][0].isupper() else letter


def find_word(
    written: str,
    right: Collection[str],
    *,
    elsewhere: Collection[str] = (),
    tolerance: int = 0,
    ignore_case: bool = True,
) -> str | None:
    """The right word that is written, with at most `tolerance` letters wrong; None if it is none of them.

    A short word is never taken with a wrong letter, and neither is a word of `elsewhere`, the right words of
    other blanks: who writes one of those has not misspelt, but put it in the wrong place.
    """
    word = fold(written, ignore_case=ignore_case)
    wanted = {fold(other, ignore_case=ignore_case): other for other in right}
    if word in wanted:
        return wanted[word]
    if word in {fold(other, ignore_case=ignore_case) for other in elsewhere}:
        return None
    edits = {other: count_edits(word, other) for other in wanted if len(other) > SHORT}
    nearest = min(edits, key=edits.__getitem__, default=None)
    return wanted[nearest] if nearest is not None and edits[nearest] <= tolerance else None


def is_spelt_as(written: str, word: str, *, ignore_case: bool) -> bool:
    """Whether somebody wrote just this, æ, ø and å too."""
    one, other = tidy(written), tidy(word)
    return one.casefold() == other.casefold() if ignore_case else one == other


def count_edits(one: str, other: str) -> int:
    """How many letters to put in, take out, change, or swap with their neighbour, to turn one into the other.

    The optimal string alignment distance (Damerau and Levenshtein's, no part changed twice).
    """
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        here = [row]
        for column, sign in enumerate(other, start=1):
            edits = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != sign))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == sign:
                edits = min(edits, before[column - 2] + 1)
            here.append(edits)
        before, above = above, here
    return above[-1]
