"""H5P.MarkTheWords: mark the words that are meant."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bs4 import BeautifulSoup, NavigableString
from bs4.exceptions import ParserRejectedMarkup

from .base import Question
from .reading import WHITE, bounded_references, numbers, text

WORD = re.compile(rf" \*[^* ]+\* |[^{WHITE}]+")
LINE_BREAK = re.compile(r"&nbsp;|\r\n|\n|\r")
BEFORE = '[({⟨¿¡“"«„'
BEHIND = '",….:;?!])}⟩»”'


class MarkTheWords(Question):
    """The response names the words marked by their places among all words of the text.

    Each right one is a point and each wrong one takes a point. Where no word is right, marking none is one
    point. In the content a right word is written *word*.
    """

    def max_score(self, params: Mapping[str, Any]) -> int | None:
        try:
            return max(1, sum(_key(params)))
        except ParserRejectedMarkup:
            return None

    def points(self, params: Mapping[str, Any], response: str) -> int:
        key = list(_key(params))
        marked = [key[place] for place in numbers(response) if place < len(key)]
        wrong = marked.count(False)
        return marked.count(True) - wrong if any(key) else int(not wrong)


def _key(params: Mapping[str, Any]) -> Iterator[bool]:
    """Whether each word of the text is one to mark, in order; a word never goes across an HTML tag."""
    soup = BeautifulSoup(bounded_references(text(params.get("textField"))), "html.parser")
    for node in soup.find_all(string=True):
        if type(node) is NavigableString:
            for found in WORD.findall(LINE_BREAK.sub(" ", node)):
                word = found.strip(WHITE).lstrip(BEFORE).rstrip(BEHIND)
                if word:
                    yield _is_marked(word)


def _is_marked(word: str) -> bool:
    """Whether the author put it between asterisks; two in a row are one that is meant to be read."""
    double = word.rfind("**")
    if double != -1:
        word = word[:double] + word[double + 2 :]
    return len(word) > 2 and word[0] == "*" and "*" in (word[-1], word[-2])
