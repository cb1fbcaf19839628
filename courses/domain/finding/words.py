"""Danish words as search sees them: small, without endings, with "aa" as å. Knows no database."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

# Longer than any word that is one; a stem's column holds as many letters.
LONGEST = 60
_WORD = re.compile(r"[^\W_]+")
# How keyboards without Danish letters write them; the same wherever they stand: "poet" is "pøt" twice.
_IN_TWO = (("aa", "å"), ("ae", "æ"), ("oe", "ø"))
# Danish letters as those write them who know no better: "parorende" for "pårørende".
_BARE = str.maketrans({"å": "a", "ø": "o", "æ": "a"})
# Words that stand everywhere and say nothing of what a page is about. (Snowball's list, and a few of ours.)
STOP_WORDS = frozenset(
    """
    af alle alt anden at bare blev blive bliver da de dem den denne der deres det dette dig din
    disse dog du efter eller en end er et for fra få får gør gøre ha hans har havde have hej hende
    hendes her hos hun hvad hvem hver hvilke hvis hvor hvordan hvorfor hvornår i ikke ind jeg jer jo
    kan kunne man mange med meget men mig min mine mit mod må når ned nej noget nogle nu og også om
    op os over på selv sig sin sine sit skal skulle som sådan så thi til ud under var vi vil ville
    vor være været
    """.split()  # noqa: SIM905 (a list of words would be read one to a line)
)


def fold(text: str) -> str:
    """Small letters, Danish ones as one sign, no accents but those."""
    small = "".join(_plain(sign) for sign in unicodedata.normalize("NFKC", text).lower())
    for two, one in _IN_TWO:
        small = small.replace(two, one)
    return small


@cache
def _plain(sign: str) -> str:
    if sign in "åæø":
        return sign
    if sign in "äö":
        return {"ä": "æ", "ö": "ø"}[sign]
    return "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))


def words_of(text: str) -> Iterator[str]:
    """The words of a text, folded; a soft hyphen or a sign of no width does not part one."""
    for word in _WORD.findall(fold(re.sub("[\u00ad\u200b-\u200d\u2060]", "", text))):
        yield word[:LONGEST]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A folded word without its Danish ending: "nattevagter" and "nattevagten" are one."""
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    # It brings every language that it knows: a fifth of a second that no start should wait for.
    import snowballstemmer

    return snowballstemmer.stemmer("danish")


def bare(word: str) -> str:
    """A stem as somebody may have written it who has no Danish letters, or does not hear them."""
    return word.translate(_BARE)


def is_said_everywhere(word: str) -> bool:
    """Whether a folded word says nothing of what a page is about."""
    return word in STOP_WORDS
