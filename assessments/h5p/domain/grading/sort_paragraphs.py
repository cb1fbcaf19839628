"""H5P.SortParagraphs: lines to put in order. Our own »put in order« goes out as this."""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, ClassVar

from .base import Question
from .reading import PARTS, number, sequence, setting, text

# One step a sign, whatever the text: Django's own `strip_tags` refuses some.
_TAG = re.compile(r"<[^<>]*>")


class SortParagraphs(Question):
    """A point for each line in its place, or for each pair of lines that follow each other as they should.

    The response names the lines, by their places in the content, in the order they were put in. Counted by
    places, the author may let each line in a wrong place cost a point.
    """

    responds_untouched: ClassVar[bool] = True

    def max_score(self, params: Mapping[str, Any]) -> int:
        lines = len(_lines(params))
        return lines if _counts_places(params) else max(0, lines - 1)

    def points(self, params: Mapping[str, Any], response: str) -> int:
        lines = _lines(params)
        order = [number(part) for part in response.split(PARTS)]
        if sorted(place for place in order if place is not None) != list(range(len(lines))):
            return 0
        are_alike = setting(params, "duplicatesInterchangeable", True)
        wanted: list[Any] = lines if are_alike else list(range(len(lines)))
        given = [wanted[place] for place in order if place is not None]
        if _counts_places(params):
            right: int = sum(one == other for one, other in zip(given, wanted, strict=True))
            has_penalties = setting(params, "applyPenalties", True) is not False
            return right - (len(lines) - right if has_penalties else 0)
        pairs = set(pairwise(wanted))
        return sum(pair in pairs for pair in pairwise(given))


def _lines(params: Mapping[str, Any]) -> list[str]:
    """What is read of each line: two that read the same may change places."""
    return [_TAG.sub("", text(line)).strip() for line in sequence(params.get("paragraphs"))]


def _counts_places(params: Mapping[str, Any]) -> bool:
    return bool(setting(params, "scoringMode", "transitions") == "positions")
