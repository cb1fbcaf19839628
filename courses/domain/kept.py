"""What people have from a course that was taken down. Reads only."""

import datetime as dt
from dataclasses import dataclass

from accounts.models import User
from courses.models import Completion, CoursePage, Enrolment, LessonProgress


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody has completed of a course, oldest first, and how far they had come in what is left."""

    completions: tuple[Completion, ...]
    lessons: tuple[tuple[str, dt.datetime | None], ...]
    is_completed: bool


def is_kept_for(course: CoursePage, person: User) -> bool:
    """Whether the person takes the course, or took it."""
    return Enrolment.objects.filter(person=person, course=course).exists()


def read_kept(course: CoursePage, person: User) -> Kept | None:
    """What the person has from the course, in three queries; None for who never took it."""
    if not is_kept_for(course, person):
        return None
    mine = Completion.objects.standing().filter(person=person, page__path__startswith=course.path)
    completions = tuple(mine.order_by("completed_at", "pk"))
    lessons = LessonProgress.objects.filter(
        enrolment__person=person,
        enrolment__course=course,
        enrolment__begun_anew_at=None,
        earlier=0,
        completed_at__isnull=False,
    )
    return Kept(
        completions=completions,
        lessons=tuple(lessons.order_by("completed_at", "pk").values_list("lesson__title", "completed_at")),
        is_completed=any(completion.page_id == course.pk for completion in completions),
    )
