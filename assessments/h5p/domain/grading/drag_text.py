"""H5P.DragText: put the words where they belong."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .base import Question
from .reading import PARTS, WHITE, text, unescape

WORD = re.compile(r"(\*.*?\*)")
LINE_BREAK = re.compile(r"\r\n|\n|\r")
# In the content a word is written *word:tip\+said when right\-said when wrong*.
REMARKS = (re.compile(r":[^\\*]+"), re.compile(r"\\\+[^\\*:]+"), re.compile(r"\\-[^\\*:]+"))


class DragText(Question):
    """A point for each place with its own word in it. The response is the word in each place, in order."""

    def max_score(self, params: Mapping[str, Any]) -> int:
        return sum(1 for _ in _words(params))

    def points(self, params: Mapping[str, Any], response: str) -> int:
        places = zip(response.split(PARTS), _words(params), strict=False)
        return sum(placed != "" and _plain(placed) == _plain(word) for placed, word in places)


def _words(params: Mapping[str, Any]) -> Iterator[str]:
    """The word that belongs in each place. What lies beside to mislead is in another field."""
    for part in WORD.split(LINE_BREAK.sub("<br/>", text(params.get("textField")))):
        if part.startswith("*") and part.endswith("*"):
            yield _without_remarks(part)


def _without_remarks(part: str) -> str:
    word = part.removeprefix("*").removesuffix("*")
    for remark in REMARKS:
        # Two of a kind are left standing by the content too.
        word = word.replace(",".join(remark.findall(part)), "", 1)
    return word


def _plain(word: str) -> str:
    return unescape(word).strip(WHITE)
