"""Answers that are counted as they come: shown in steps of five, and never one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from releases.policy import LEAST


def shown_count(answers: int) -> int:
    """How many of so many answers are shown: the greatest multiple of five not above; 0 below five.

    Between two steps lie the answers of five people at least, whoever changes an answer in between.
    """
    return answers - answers % LEAST


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of how `people` are spread: the exact `counts`, or that `most` is at least `at_least`.

    With exact counts `most` is empty; else `counts` is. It travels as JSON.
    """

    people: int
    counts: Mapping[str, int]
    most: str = ""
    at_least: int = 0

    @property
    def is_exact(self) -> bool:
        return not self.most

    def as_json(self) -> dict[str, Any]:
        if self.is_exact:
            return {"counts": dict(self.counts)}
        return {"most": self.most, "at_least": self.at_least}

    @classmethod
    def from_json(cls, people: int, kept: Mapping[str, Any]) -> "Told":
        return cls(people, kept.get("counts", {}), kept.get("most", ""), kept.get("at_least", 0))


def tell(counts: Mapping[str, int], before: Told | None = None) -> Told:
    """What may be told of these counts: where all or all but one are alike, "at least two fewer than all".

    Whoever knows of a group that all say the same knows what each says; the one who differs would know it
    too. `before` is the newest exact step that was told earlier of the same answers: it can be subtracted, so
    those who came since may not all be alike either.
    """
    people = sum(counts.values())
    earlier = before.counts if before is not None and before.is_exact else {}
    since = people - sum(earlier.values())
    for state, count in sorted(counts.items()):
        if count - earlier.get(state, 0) >= since - 1:
            # The same is told of all and of all but one: whoever knows the rule does not learn which it was.
            return Told(people, {}, state, earlier.get(state, 0) + since - 2)
    return Told(people, dict(counts))
