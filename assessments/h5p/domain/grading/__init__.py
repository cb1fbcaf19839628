"""Points by our own count: a grader for each kind of content, by its machine name.

A new one is a class in a file here, registered in `QUESTIONS` (questions.py) or `COMPOUNDS` (compound.py).
"""

from collections.abc import Mapping
from typing import Any

from assessments.domain.activities import Grade

from .base import Grader, Report
from .compound import COMPOUNDS
from .questions import QUESTIONS
from .reading import mapping

__all__ = ["GRADERS", "Grader", "Report", "grade_content", "is_graded_kind", "max_score"]

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


def grade_content(machine_name: str, params: Mapping[str, Any], report: Report) -> Grade | None:
    """Points for what was answered, by the stored content. None: they cannot be recomputed. Never raises."""
    grader = GRADERS.get(machine_name)
    grade = grader.grade(mapping(params), report) if grader else None
    return None if grade is None or grade.max_score > HIGHEST else grade
