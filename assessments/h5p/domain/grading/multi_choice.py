"""H5P.MultiChoice: choose one or several."""

from collections.abc import Mapping
from typing import Any

from .base import Question
from .reading import mapping, numbers, sequence, setting


class MultiChoice(Question):
    """The response names the answers chosen by their places in the content, however they were shuffled.

    Of several, each right one is a point and each wrong one takes a point; or there is one point for the
    whole, from `passPercentage` on. Where only one may be chosen it is one point. Where no answer is right,
    choosing none is.

    Its code knows of answers that weigh more than others, which no editor has ever offered. Content that
    uses it is not graded.
    """

    def max_score(self, params: Mapping[str, Any]) -> int | None:
        if _has_weights(params):
            return None
        return 1 if _is_single(params) or _is_one_point(params) else max(1, sum(_key(params)))

    def points(self, params: Mapping[str, Any], response: str) -> int:
        key = _key(params)
        chosen = [key[place] for place in numbers(response) if place < len(key)]
        if _is_single(params):
            return int(chosen == [True])
        right = sum(chosen) if any(key) else int(not chosen)
        points = max(0, right - chosen.count(False))
        if not _is_one_point(params):
            return points
        wanted = setting(params, "passPercentage", 100)
        share = 100 * points / max(1, sum(key))
        return int(share >= (wanted if isinstance(wanted, int | float) else 100))


def _key(params: Mapping[str, Any]) -> list[bool]:
    return [bool(mapping(answer).get("correct")) for answer in sequence(params.get("answers"))]


def _has_weights(params: Mapping[str, Any]) -> bool:
    weighed = [params, *(mapping(answer) for answer in sequence(params.get("answers")))]
    return any(one.get("weight", 1) != 1 for one in weighed)


def _is_single(params: Mapping[str, Any]) -> bool:
    kind = setting(params, "type", "auto")
    return kind == "single" if kind != "auto" else sum(_key(params)) == 1


def _is_one_point(params: Mapping[str, Any]) -> bool:
    return bool(setting(params, "singlePoint", True))
