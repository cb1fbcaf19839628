"""What somebody has begun to write in a lesson."""

from django.db import transaction

from accounts.models import User
from assessments.domain.activities import Filled
from assessments.domain.begun import keep_begun
from assessments.domain.drafts import drop_draft
from courses.domain.enrolment import lock_enrolment
from courses.domain.lessons import find_question
from courses.domain.queries import question_blocks
from courses.models import LessonPage


def save_begun(
    *, person: User, lesson: LessonPage, block_id: str, fields: Filled, is_by_itself: bool
) -> None:
    """Keep what stands in the form of one activity of the lesson.

    It takes the same lock as an answer: what the page saves by itself never arrives in the middle of sending.
    Raises `NotEnrolled`, `AlreadySent` and `AnswerRefused`.
    """
    with transaction.atomic():
        lock_enrolment(person, lesson.course_path)
        block = find_question(lesson, block_id)
        keep_begun(person=person, page=lesson, block=block, fields=fields, is_by_itself=is_by_itself)


def drop_begun(*, person: User, lesson: LessonPage, block_id: str) -> None:
    """Forget what was begun in one activity; nothing happens where there is nothing. Raises `NotEnrolled`."""
    with transaction.atomic():
        lock_enrolment(person, lesson.course_path)
        if block_id in question_blocks(lesson):
            drop_draft(person, lesson, block_id)
