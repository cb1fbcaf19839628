"""Searching what was read: courses and lessons by relevance, each with the sentence where it stands."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wagtail.models import Page

from courses.domain.finding.matching import Term, near_stems, terms_of, understand
from courses.domain.finding.words import fold, stem, words_of
from courses.models import CatalogueIndexPage, LessonPage, PageText, Stem, StemPlace

MOST_LESSONS = 3
MOST_GUESSES = 3
# A sentence is cut to about so many letters around the first word that was meant.
SENTENCE = 180
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n")


@dataclass(frozen=True, slots=True)
class Hit:
    """A lesson that says what was looked for. `sentence` in pieces: (text, whether it was meant)."""

    title: str
    href: str
    sentence: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to: the courses' tree paths by relevance, and the lessons in each.

    `read_as` says which words were taken for others, as (written, meant). `guesses` are near words, where
    nothing was found at all.
    """

    courses: tuple[str, ...] = ()
    lessons: Mapping[str, list[int]] = field(default_factory=dict)
    read_as: tuple[tuple[str, str], ...] = ()
    guesses: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()


def search_catalogue(catalogue: CatalogueIndexPage, text: str) -> Found:
    """Find pages with all the words; where no page has all of them, courses with all of them on their pages.

    Only what is published, all the way up, and open to everybody is found. Four queries, whatever there is.
    """
    words = terms_of(text)
    if not words:
        return Found()
    vocabulary = dict(Stem.objects.values_list("text", "word"))
    terms = tuple(understand(word, vocabulary) for word in words)
    wider = {
        word: near_stems(word, vocabulary, is_wide=True)
        for word, term in zip(words, terms, strict=True)
        if term.is_guessed
    }
    visible = _visible(catalogue)
    wanted = {one for term in terms for meaning in term.meanings for one in meaning.stems}
    places: dict[int, dict[str, int]] = defaultdict(dict)
    rows = StemPlace.objects.filter(stem__text__in=wanted.union(*wider.values()))
    for page_id, one, weight in rows.values_list("page_id", "stem__text", "weight"):
        if page_id in visible:
            places[page_id][one] = weight
    scores = {page_id: score for page_id, stems in places.items() if (score := _score(terms, stems))}
    length = len(catalogue.path) + Page.steplen
    if not scores:
        scores = _by_course(terms, places, visible, length)
    if not scores:
        return Found(terms=terms, guesses=_guesses(wider, terms, places, vocabulary))
    best: dict[str, float] = {}
    lessons: dict[str, list[int]] = defaultdict(list)
    for page_id in sorted(scores, key=lambda page_id: (-scores[page_id], visible[page_id])):
        path = visible[page_id]
        course = path[:length]
        best[course] = max(best.get(course, 0), scores[page_id])
        # A lesson lies two steps below its course.
        if len(path) == length + 2 * Page.steplen and len(lessons[course]) < MOST_LESSONS:
            lessons[course].append(page_id)
    return Found(
        courses=tuple(sorted(best, key=lambda path: (-best[path], path))),
        lessons=lessons,
        read_as=_read_as(terms, places, vocabulary),
        terms=terms,
    )


def read_hits(page_ids: Iterable[int], terms: Iterable[Term]) -> dict[int, Hit]:
    """The lessons with the sentence of each that has most of what was meant; two queries."""
    wanted = {one for term in terms for meaning in term.meanings for one in meaning.stems}
    lessons = {page.pk: page for page in LessonPage.objects.filter(pk__in=list(page_ids)).defer("body")}
    texts = dict(PageText.objects.filter(page__in=lessons).values_list("page_id", "text"))
    return {
        pk: Hit(lesson.title, lesson.url or "", _sentence(texts.get(pk, ""), wanted))
        for pk, lesson in lessons.items()
    }


def _visible(catalogue: CatalogueIndexPage) -> dict[int, str]:
    """The pages below the catalogue that everybody may see, by id with their paths: live all the way up."""
    rows = Page.objects.live().public().descendant_of(catalogue).order_by("path").values_list("pk", "path")
    shown = {catalogue.path}
    found = {}
    for pk, path in rows:
        if path[: -Page.steplen] in shown:
            shown.add(path)
            found[pk] = path
    return found


def _score(terms: Iterable[Term], stems: Mapping[str, int]) -> float:
    """How much a page with these stems says of all the terms; 0 where one is missing."""
    total = 0.0
    for term in terms:
        found = [
            meaning.sureness * min(stems[one] for one in meaning.stems)
            for meaning in term.meanings
            if meaning.stems <= stems.keys()
        ]
        if not found:
            return 0
        total += max(found)
    return total


def _by_course(
    terms: Iterable[Term], places: Mapping[int, Mapping[str, int]], visible: Mapping[int, str], length: int
) -> dict[int, float]:
    """The pages of courses in which all the terms stand, on one page or another."""
    together: dict[str, dict[str, int]] = defaultdict(dict)
    for page_id, stems in places.items():
        together[visible[page_id][:length]].update(stems)
    whole = {path for path, stems in together.items() if _score(terms, stems)}
    return {
        page_id: max(_score([term], stems) for term in terms)
        for page_id, stems in places.items()
        if visible[page_id][:length] in whole and any(_score([term], stems) for term in terms)
    }


def _read_as(
    terms: Iterable[Term], places: Mapping[int, Mapping[str, int]], vocabulary: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Only words that stand on a page which everybody may see are named."""
    shown = {one for stems in places.values() for one in stems}
    return tuple(
        (term.word, vocabulary[one])
        for term in terms
        if term.is_guessed
        for one in [next((one for meaning in term.meanings for one in meaning.stems & shown), "")]
        if one
    )


def _guesses(
    wider: Mapping[str, list[str]],
    terms: Iterable[Term],
    places: Mapping[int, Mapping[str, int]],
    vocabulary: Mapping[str, str],
) -> tuple[str, ...]:
    shown = {one for stems in places.values() for one in stems}
    near = [vocabulary[one] for found in wider.values() for one in found if one in shown]
    # Words that were found by themselves, but not together.
    alone = [term.word for term in terms if any(meaning.stems <= shown for meaning in term.meanings)]
    return tuple(dict.fromkeys([*near, *alone]))[:MOST_GUESSES]


def _sentence(text: str, wanted: set[str]) -> tuple[tuple[str, bool], ...]:
    """The first sentence with most of the wanted stems, in pieces; none where none has any."""
    best, most = "", 0
    for sentence in _SENTENCES.split(text):
        count = len({stem(word) for word in words_of(sentence)} & wanted)
        if count > most:
            best, most = sentence, count
    return tuple(_pieces(_cut(best, wanted), wanted)) if best else ()


def _cut(sentence: str, wanted: set[str]) -> str:
    if len(sentence) <= SENTENCE:
        return sentence
    first = next(
        (found.start() for found in re.finditer(r"\w+", sentence) if stem(fold(found[0])) in wanted), 0
    )
    begin = max(0, first - SENTENCE // 2)
    begin = sentence.rfind(" ", 0, begin) + 1 if begin else 0
    end = sentence.rfind(" ", begin, begin + SENTENCE)
    end = end if end > first else begin + SENTENCE
    return f"{'… ' if begin else ''}{sentence[begin:end]}{' …' if end < len(sentence) else ''}"


def _pieces(sentence: str, wanted: set[str]) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    for piece in re.split(r"(\w+)", sentence):
        meant = bool(piece) and stem(fold(piece)) in wanted
        if pieces and pieces[-1][1] == meant:
            pieces[-1] = (pieces[-1][0] + piece, meant)
        elif piece:
            pieces.append((piece, meant))
    return pieces
