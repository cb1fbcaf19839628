"""What somebody has begun to write in a lesson."""

from http import HTTPStatus

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.domain.activities import AnswerRefused
from assessments.domain.begun import keep_begun
from assessments.domain.drafts import drop_draft
from courses.domain.enrolment import lock_enrolment
from courses.domain.queries import question_blocks
from courses.models import LessonPage


def save_begun(
    *, person: User, lesson: LessonPage, block_id: str, fields: QueryDict, is_by_itself: bool
) -> None:
    """Keep what stands in the form of one activity of the lesson.

    It takes the same lock as an answer: what the page saves by itself never arrives in the middle of sending.
    Raises `NotEnrolled`, `AlreadySent` and `AnswerRefused`.
    """
    with transaction.atomic():
        lock_enrolment(person, lesson.course_path)
        block = question_blocks(lesson).get(block_id)
        if block is None:
            raise AnswerRefused(
                _("The question is not on the page any more. Open the lesson again."), HTTPStatus.NOT_FOUND
            )
        keep_begun(person=person, page=lesson, block=block, fields=fields, is_by_itself=is_by_itself)


def drop_begun(*, person: User, lesson: LessonPage, block_id: str) -> None:
    """Forget what was begun in one activity; nothing happens where there is nothing. Raises `NotEnrolled`."""
    with transaction.atomic():
        lock_enrolment(person, lesson.course_path)
        if block_id in question_blocks(lesson):
            drop_draft(person, lesson, block_id)
