"""H5P.Blanks: write the words that are missing."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assessments.domain.activities.spelling import count_edits

from .base import Question
from .reading import PARTS, WHITE, sequence, setting, text, unescape

TAG = re.compile(r"</?[a-z]*\d?>", re.IGNORECASE)
# From how many letters on how many of them may be wrong, where the author lets small misspellings pass.
MAY_BE_WRONG = ((10, 2), (4, 1))
# Nothing longer is looked at letter by letter: comparing grows with the square of the length.
LONGEST_WORD = 100


class Blanks(Question):
    """A point for each blank. The response is what was written in each, in order.

    In the content a blank is written *answer/other answer:tip*.
    """

    def max_score(self, params: Mapping[str, Any]) -> int:
        return sum(1 for _ in _blanks(params))

    def points(self, params: Mapping[str, Any], response: str) -> int:
        is_case_sensitive = setting(params, "caseSensitive", True) is True
        is_lenient = setting(params, "acceptSpellingErrors", False) is True
        blanks = zip(response.split(PARTS), _blanks(params), strict=False)
        return sum(_is_right(written, blank, is_case_sensitive, is_lenient) for written, blank in blanks)


def _blanks(params: Mapping[str, Any]) -> Iterator[list[str]]:
    """What is right in each blank."""
    for question in sequence(params.get("questions")):
        yield from _in_text(text(question))


def _in_text(question: str) -> Iterator[list[str]]:
    """The blanks of a text, found as the content itself finds them.

    Two asterisks with nothing between stand for themselves, and an asterisk just behind a blank begins no
    other one.
    """
    start = question.find("*")
    while start != -1 and (end := question.find("*", start + 1)) != -1:
        inside = TAG.sub("", question[start + 1 : end])
        if inside:
            answers = inside.partition(":")[0].split("/")
            yield [unescape(answer.strip(WHITE)).strip(WHITE) for answer in answers]
        start = question.find("*", end + 2 if inside else end + 1)


def _is_right(written: str, answers: list[str], is_case_sensitive: bool, is_lenient: bool) -> bool:
    written = written.strip(WHITE)
    if not is_case_sensitive:
        written, answers = written.lower(), [answer.lower() for answer in answers]
    return written in answers or (is_lenient and any(_is_near(written, answer) for answer in answers))


def _is_near(written: str, answer: str) -> bool:
    """Whether one letter is wrong, or two in a long word; neighbours that changed places are one."""
    edits = next((edits for letters, edits in MAY_BE_WRONG if len(answer) >= letters), 0)
    if len(answer) > LONGEST_WORD or abs(len(written) - len(answer)) > edits:
        return False
    return count_edits(written, answer) <= edits
