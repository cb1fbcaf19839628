"""A choice that is free is no dilemma."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.courses.exchange.starter import blocks, demo_blocks

pytestmark = pytest.mark.django_db
EFFECTS = ("relation", "self_determination", "duty_of_care")
# What is not known yet is neither a gain nor a loss.
WORTH = {"up": 1, "same": 0, "open": 0, "down": -1}


def dilemmas() -> Iterator[tuple[str, Any]]:
    yield from blocks("dilemma")
    yield from demo_blocks("dilemma")


def test_no_choice_of_a_dilemma_is_free() -> None:
    free = [
        (file, scene["value"]["key"], choice["value"]["text"])
        for file, dilemma in dilemmas()
        for scene in dilemma["scenes"]
        for choice in scene["value"]["choices"]
        if all(choice["value"][effect] == "up" for effect in EFFECTS)
    ]
    assert free == []


def test_no_choice_of_a_scene_beats_all_the_others() -> None:
    """On every effect at least as good as each other one, and better than one of them: then it is the key."""
    best = [
        (file, scene["value"]["key"], at)
        for file, dilemma in dilemmas()
        for scene in dilemma["scenes"]
        for worths in [
            [[WORTH[choice["value"][effect]] for effect in EFFECTS] for choice in scene["value"]["choices"]]
        ]
        for at, mine in enumerate(worths)
        if all(one >= other for theirs in worths for one, other in zip(mine, theirs, strict=True))
        and any(mine != theirs for theirs in worths)
    ]
    assert best == []
