"""Points by our own count: a grader for each kind of content, by its machine name.

A new one is a class in a file here, registered in `QUESTIONS` (questions.py) or `COMPOUNDS` (compound.py).
"""

from collections.abc import Collection, Mapping
from typing import Any

from assessments.domain.activities import Grade

from .base import Grader, Question, Report
from .compound import COMPOUNDS, kinds_below
from .misreporting import find_misreporting
from .questions import QUESTIONS
from .reading import mapping

__all__ = [
    "GRADERS",
    "Grader",
    "Report",
    "find_misreporting",
    "grade_content",
    "grade_part",
    "is_graded_kind",
    "max_score",
]

GRADERS: Mapping[str, Grader] = {**QUESTIONS, **COMPOUNDS}
# What an attempt can hold (PositiveSmallIntegerField).
HIGHEST = 32_767


def is_graded_kind(machine_name: str) -> bool:
    """Whether we count the points of this kind, where the single content allows it (`max_score`)."""
    return machine_name in GRADERS


def max_score(machine_name: str, params: Mapping[str, Any]) -> int | None:
    """The points that can be had: 0 where the content asks for nothing, None where we cannot count them."""
    grader = GRADERS.get(machine_name)
    highest = grader.max_score(mapping(params)) if grader else None
    return None if highest is None or highest > HIGHEST else highest


def grade_content(
    machine_name: str, params: Mapping[str, Any], report: Report, *, misreporting: Collection[str] = ()
) -> Grade | None:
    """Points for what was answered, by the stored content. None: they cannot be recomputed. Never raises.

    `misreporting` names the kinds in it whose reports are worth nothing in the versions that were played
    (`find_misreporting`).
    """
    grader = GRADERS.get(machine_name)
    if grader is None or _has_any(machine_name, params, misreporting):
        return None
    return _within_limit(grader.grade(mapping(params), report))


def grade_part(
    machine_name: str, params: Mapping[str, Any], report: Report, *, misreporting: Collection[str] = ()
) -> Grade | None:
    """As `grade_content`, for a part of something, which may be reported before anybody touched it."""
    grader = GRADERS.get(machine_name)
    if not isinstance(grader, Question) or machine_name in misreporting:
        return grade_content(machine_name, params, report, misreporting=misreporting)
    return _within_limit(grader.grade_part(mapping(params), report))


def _has_any(machine_name: str, params: Mapping[str, Any], kinds: Collection[str]) -> bool:
    names = (machine_name, *kinds_below(machine_name, mapping(params))) if kinds else ()
    return any(name in kinds for name in names)


def _within_limit(grade: Grade | None) -> Grade | None:
    return None if grade is None or grade.max_score > HIGHEST else grade
