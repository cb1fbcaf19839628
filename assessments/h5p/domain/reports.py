"""What was answered, put together from what the content said; and what it claimed to be worth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.h5p.models import XAPIStatement

from .grading import Report
from .grading.reading import PAIR, PARTS
from .payload import Said

# Points are kept in small integers (`Attempt.score`).
MAX_POINTS = 32_767
# Content rounds what it scales to four decimals.
TOLERANCE = 1e-4


@dataclass(frozen=True, slots=True)
class Claim:
    """The score that the content says was had, of the best possible one (None: it does not say)."""

    score: float
    max_score: float | None

    def points(self) -> tuple[int, int] | None:
        """Whole points from 0 to the best possible, never more than claimed; None without a best possible."""
        if self.max_score is None or self.max_score < 1:
            return None
        limit = int(min(self.max_score, MAX_POINTS))
        return int(min(max(self.score, 0), self.max_score) * limit // self.max_score), limit

    def differs_from(self, score: int, max_score: int) -> bool:
        """Whether it is another share of the points than ours; never where it does not say of how many."""
        if self.max_score is None:
            return False
        if not self.max_score or not max_score:
            return bool(self.max_score) != bool(max_score)
        return abs(self.score / self.max_score - score / max_score) > TOLERANCE


def read_claim(result: Mapping[str, Any]) -> Claim | None:
    """The claim in a statement's result; None where there is none. Only scaled: per cent."""
    score = result.get("score", {})
    if "raw" in score:
        return Claim(float(score["raw"]), float(score["max"]) if "max" in score else None)
    if "scaled" in score:
        return Claim(score["scaled"] * 100.0, 100.0)
    return None


def report_of(said: Said) -> Report:
    """The report of a statement that was sent with those of its parts. The last of two of one name counts."""
    return Report(
        response=said.response,
        definition=said.definition,
        children={child.sub_content_id: report_of(child) for child in said.children if child.sub_content_id},
        claimed=_claimed(said.result),
    )


def report_with(said: Said, parts: Iterable[XAPIStatement]) -> Report:
    """The report of a statement that was sent alone, after those of its parts, which come oldest first."""
    children = {
        part.sub_content_id: Report(
            response=part.statement.get("result", {}).get("response", ""),
            definition=part.statement["object"].get("definition", {}),
            claimed=part.claimed_score,
        )
        for part in parts
    }
    return Report(
        response=said.response,
        definition=said.definition,
        children=children,
        claimed=_claimed(said.result),
    )


def _claimed(result: Mapping[str, Any]) -> float | None:
    claim = read_claim(result)
    return claim.score if claim else None


def has_answer(report: Report) -> bool:
    """Whether anything was answered in it or in a part of it."""
    return is_answered(answers_in(report))


def answers_in(report: Report) -> dict[str, Any]:
    """The responses alone, as JSON, by sub content id: what is kept with the attempt."""
    found: dict[str, Any] = {"response": report.response}
    if report.children:
        found["parts"] = {name: answers_in(child) for name, child in report.children.items()}
    return found


def is_answered(answers: Mapping[str, Any]) -> bool:
    """Whether `answers_in` found more than the signs between empty answers."""
    said = answers["response"].replace(PARTS, "").replace(PAIR, "").strip()
    return bool(said) or any(map(is_answered, answers.get("parts", {}).values()))


def parts_of(params: Any) -> dict[str, tuple[str, Mapping[str, Any]]]:
    """Every named part of the content: its kind's machine name and its own params, by sub content id."""
    found: dict[str, tuple[str, Mapping[str, Any]]] = {}
    waiting = [params]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            name, library, inner = (value.get(key) for key in ("subContentId", "library", "params"))
            if isinstance(name, str) and isinstance(library, str) and isinstance(inner, dict):
                # "H5P.MultiChoice 1.16"
                found[name] = (library.split(" ")[0], inner)
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return found
