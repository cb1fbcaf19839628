"""H5P.DragQuestion: drag texts and pictures to their zones."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from .base import Question
from .reading import PAIR, PARTS, mapping, number, sequence, setting


class DragQuestion(Question):
    """The response is a pair for each thing that was placed: its zone, and its place in the content's list.

    A point for each thing in a zone of its own; a thing that may be used several times gives one for each of
    its zones. A thing elsewhere takes a point, if the author wants that; or there is one point for the whole
    without a fault. Where nothing belongs anywhere, leaving all alone is one point.
    """

    def max_score(self, params: Mapping[str, Any]) -> int:
        return 1 if setting(params, "singlePoint", False) else _highest(params)

    def points(self, params: Mapping[str, Any], response: str) -> int:
        zones = _zones(params)
        placed = _placed(params, response)
        right = sum(zone in zones.get(thing, ()) for thing, zone in placed) if zones else 1
        wrong = len(placed) - (right if zones else 0)
        if setting(params, "singlePoint", False):
            return int(max(0, right - wrong) == _highest(params))
        return right - wrong if setting(params, "applyPenalties", True) else right


def _things(params: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [mapping(thing) for thing in sequence(mapping(params, "question", "task").get("elements"))]


def _zones(params: Mapping[str, Any]) -> Mapping[int | None, set[int]]:
    """The zones each thing belongs in; empty where nothing belongs anywhere."""
    zones: defaultdict[int | None, set[int]] = defaultdict(set)
    for place, zone in enumerate(sequence(mapping(params, "question", "task").get("dropZones"))):
        for thing in sequence(mapping(zone).get("correctElements")):
            zones[number(thing)].add(place)
    return zones


def _highest(params: Mapping[str, Any]) -> int:
    zones = _zones(params)
    if not zones:
        return 1
    return sum(
        len(zones[place]) if thing.get("multiple") else 1
        for place, thing in enumerate(_things(params))
        if place in zones
    )


def _placed(params: Mapping[str, Any], response: str) -> set[tuple[int, int]]:
    """The things that were placed, each with its zone; only what can be dragged at all.

    What may be used once lies in one place, whatever is said after.
    """
    things = _things(params)
    placed: set[tuple[int, int]] = set()
    seen: set[int] = set()
    for pair in response.split(PARTS):
        zone, _, thing = (number(part) for part in pair.partition(PAIR))
        if zone is None or thing is None or thing >= len(things) or not things[thing].get("dropZones"):
            continue
        if thing not in seen or things[thing].get("multiple"):
            seen.add(thing)
            placed.add((thing, zone))
    return placed
