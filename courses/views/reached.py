"""What an act completed today, told where it was: in a lesson at the last answer, in a test at the result."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from courses.domain.lesson_rules import is_enough, required_activities
from courses.domain.outline import CourseOutline, LessonNode, ModuleNode, Step
from courses.domain.queries import Gain, completion_origin, read_gains
from courses.domain.wording import reached_sentence
from courses.models import LessonPage
from courses.views.shown import ShownQuestion

PRACTICE = "practice_task"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What was completed today: a module (none: not today), the course; and what both gave."""

    module: ModuleNode | None
    course: CourseOutline | None
    gains: list[Gain]

    @property
    def words(self) -> str:
        """In one sentence, for a line of its own."""
        return reached_sentence(self.module, self.course)


def read_reached(
    person: Any, outline: CourseOutline, module: ModuleNode | None, origins: Iterable[str] = ()
) -> Reached:
    """What the person completed of these today, and it gave; `origins` gave evidence besides. One query."""
    today = timezone.localdate()

    def is_fresh(part: ModuleNode | CourseOutline | None) -> bool:
        return (
            part is not None
            and part.completion_id is not None
            and part.completed_at is not None
            and timezone.localdate(part.completed_at) == today
        )

    fresh = [part for part in (module, outline) if is_fresh(part)]
    origins = [*origins, *(completion_origin(part.completion_id) for part in fresh if part.completion_id)]
    return Reached(
        module=module if module in fresh else None,
        course=outline if outline in fresh else None,
        gains=read_gains(person, origins) if origins else [],
    )


def next_step(outline: CourseOutline, after: Step | None) -> Step | None:
    """Where to go from a step that is done: on, else to what the course still asks for."""
    return after if after is not None and not after.is_done else outline.resume


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Where a lesson turns: at which answer it was done, or which task is all that is left.

    `at` is the block of the last needed answer, empty where the lesson is done without one. `waiting` is the
    practice task that still waits.
    """

    at: str
    is_done: bool
    waiting: ShownQuestion | None = None


def still_open(page: LessonPage, questions: Mapping[str, ShownQuestion]) -> dict[str, str]:
    """What the lesson still asks for, by block id: the kinds."""
    return {
        block_id: kind
        for block_id, kind in required_activities(page).items()
        if (attempt := questions[block_id].attempt) is None or not is_enough(page, kind, attempt.is_right)
    }


def find_turn(page: LessonPage, here: LessonNode, questions: Mapping[str, ShownQuestion]) -> Turn | None:
    """None while more is open than something to try at work, and when the lesson was done before today."""
    is_done = here.completed_at is not None
    if here.completed_at is not None and timezone.localdate(here.completed_at) != timezone.localdate():
        return None
    left = still_open(page, questions)
    moments = {
        attempt.submitted_at: block_id
        for block_id in required_activities(page)
        if block_id not in left and (attempt := questions[block_id].attempt) is not None
    }
    last = moments[max(moments)] if moments else ""
    if is_done:
        return Turn(at=last, is_done=True)
    if not last or not left or set(left.values()) != {PRACTICE}:
        return None
    return Turn(at=last, is_done=False, waiting=questions[next(iter(left))])
