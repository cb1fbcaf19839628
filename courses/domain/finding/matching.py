"""What a word that somebody looks for may mean among the words that stand somewhere. Knows no database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from courses.domain.finding.words import bare, is_said_everywhere, stem, words_of

# How sure it is that this was meant: the word itself, a part of one, two words for one, a near word.
SAME, PART, TWO_WORDS, NEAR = 1.0, 0.5, 0.4, 0.3
# More words are no question; a text that somebody pasted is cut.
MOST_TERMS = 8
# At most so many words stand for a part of theirs.
MOST_PARTS = 40
SHORTEST_PART = 3
SHORTEST_COMPOUND = 7
SHORTEST_NEAR = 5
# What may join two words into one: "natte-vagt", "behandlings-sted".
_JOINTS = ("", "e", "s", "er")


@dataclass(frozen=True, slots=True)
class Meaning:
    """Stems that all stand on a page if it means the word, and how sure that is."""

    stems: frozenset[str]
    sureness: float


@dataclass(frozen=True, slots=True)
class Term:
    """A word that was looked for and all that it may mean; `is_guessed` where it stands nowhere itself."""

    word: str
    meanings: tuple[Meaning, ...]
    is_guessed: bool


def terms_of(text: str) -> list[str]:
    """The words that say what is looked for, each once; what stands everywhere only if it stands alone."""
    found = list(dict.fromkeys(words_of(text)))
    telling = [word for word in found if not is_said_everywhere(word)]
    return (telling or found)[:MOST_TERMS]


def understand(word: str, vocabulary: Mapping[str, str]) -> Term:
    """All that a folded word may mean among `vocabulary`: stems, with a form of each that was written.

    Near words are a last way out: they count only where the word, its parts and its halves stand nowhere.
    """
    meanings = [*_itself(word, vocabulary), *_two_words(word, vocabulary)]
    if meanings:
        return Term(word, tuple(meanings), is_guessed=False)
    near = [Meaning(frozenset([other]), NEAR) for other in near_stems(word, vocabulary)]
    return Term(word, tuple(near), is_guessed=True)


def _itself(word: str, vocabulary: Mapping[str, str]) -> Iterator[Meaning]:
    wanted = stem(word)
    if wanted in vocabulary:
        yield Meaning(frozenset([wanted]), SAME)
    if len(word) < SHORTEST_PART:
        return
    parts = [
        other
        for other, written in vocabulary.items()
        if other != wanted
        and (
            written.startswith(word)
            or (len(wanted) > SHORTEST_PART and wanted in other)
            or (len(word) > SHORTEST_PART and other.endswith(wanted))
        )
    ]
    for other in sorted(parts, key=len)[:MOST_PARTS]:
        yield Meaning(frozenset([other]), PART)


def _two_words(word: str, vocabulary: Mapping[str, str]) -> Iterator[Meaning]:
    """The word as two that stand by themselves: "nattevagt" as "vagt om natten"."""
    if len(word) < SHORTEST_COMPOUND:
        return
    for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        last = stem(word[cut:])
        if last not in vocabulary:
            continue
        for joint in _JOINTS:
            first = word[:cut].removesuffix(joint)
            if word[:cut].endswith(joint) and len(first) >= SHORTEST_PART and stem(first) in vocabulary:
                yield Meaning(frozenset([stem(first), last]), TWO_WORDS)
                break


def near_stems(word: str, vocabulary: Mapping[str, str], *, is_wide: bool = False) -> list[str]:
    """Stems a slip of the fingers away: one letter of five, two of seven; nearest first.

    Shorter words are left alone: "stof" is not "stod". `is_wide` takes up to three letters in eight:
    good enough to ask "did you mean", not to answer.
    """
    wanted = bare(stem(word))
    if len(wanted) < SHORTEST_NEAR:
        return []
    allowed = 2 if len(wanted) >= SHORTEST_COMPOUND else 1
    if is_wide:
        allowed = max(allowed, min(3, len(wanted) * 3 // 8))
    found = process.extract(
        wanted,
        {other: bare(other) for other in vocabulary},
        scorer=OSA.distance,
        score_cutoff=allowed,
        limit=5,
    )
    # Whoever misspells a word hits its first letter: "vagt" is not "magt".
    alike = [(distance, other) for _bare, distance, other in found if bare(other)[:1] == wanted[:1]]
    nearest = min((distance for distance, _other in alike), default=0)
    return [other for distance, other in sorted(alike) if is_wide or distance == nearest]
