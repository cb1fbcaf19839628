"""What a lesson asks for before it is complete."""

from collections.abc import Iterable, Mapping
from typing import Any

from assessments.domain.activities import ACTIVITIES
from courses.enums import LessonRule
from courses.models import LessonPage

PRACTICE_TASK = "practice_task"


def required_activities(lesson: LessonPage) -> dict[str, str]:
    """The activities that the lesson's rule asks for, by block id: their kinds.

    None where the reader says it is read. From the body as it lies in the database: what its blocks point at,
    pictures and H5P content, is not looked up.
    """
    if lesson.completion_rule == LessonRule.READ:
        return {}
    return {
        str(block["id"]): block["type"]
        for block in lesson.body.raw_data
        if block["type"] in ACTIVITIES and block["value"].get("is_required", True)
    }


def is_judged(lesson: LessonPage) -> bool:
    """Whether the lesson is complete only by right answers, and asks at least one question that has some."""
    return lesson.completion_rule == LessonRule.RIGHT and any(
        ACTIVITIES[kind].is_graded for kind in required_activities(lesson).values()
    )


def practice_tasks(lesson: LessonPage) -> list[str]:
    """The block ids of what the lesson says to try at work, required or not."""
    return [str(block["id"]) for block in lesson.body.raw_data if block["type"] == PRACTICE_TASK]


def is_noted(response: Mapping[str, Any]) -> bool:
    """Whether an answer to a practice task tells how it went. A plan to try it is a draft, and no answer."""
    return bool(response.get("note"))


def may_wait(kinds: Iterable[str]) -> bool:
    """Whether activities of these kinds, all that is open in a lesson, leave the reader free to go on.

    They do where each is tried at work, which may take weeks; nothing open is nothing to wait for.
    """
    waiting = [ACTIVITIES[kind].is_at_work for kind in kinds]
    return bool(waiting) and all(waiting)


def is_enough(lesson: LessonPage, kind: str | None, is_right: bool) -> bool:
    """Whether an answer like this is all that the lesson asks for in an activity of this kind.

    `kind` None: the activity is not asked for.
    """
    must_be_right = (
        lesson.completion_rule == LessonRule.RIGHT and kind is not None and ACTIVITIES[kind].is_graded
    )
    return is_right or not must_be_right
