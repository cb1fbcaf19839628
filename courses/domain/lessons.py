"""The way through a lesson: opened, answered, completed; then what it completes."""

import datetime as dt
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import one_act, record_action
from accounts.models import User
from assessments.domain.activities import ACTIVITIES, AnswerRefused, is_required
from assessments.domain.attempts import submit_attempt
from assessments.models import Attempt
from courses.domain.completions import settle
from courses.domain.enrolment import Locked, lock_enrolment, take_up
from courses.domain.outline import CourseOutline, LessonNode
from courses.domain.queries import question_blocks, read_outline
from courses.enums import LessonRule
from courses.models import Enrolment, LessonPage, LessonProgress

# Reading on in the same sitting is not worth a write for each page view.
SEEN_AGAIN_AFTER = dt.timedelta(minutes=5)


class LessonClosed(Exception):
    """The lesson, its module or its course is not published."""


def open_lesson(enrolment_id: int, node: LessonNode) -> None:
    """Remember that the lesson was opened, and when it was last seen; at most one write."""
    now = timezone.now()
    if node.seen_at is None:
        LessonProgress.objects.bulk_create(
            [LessonProgress(enrolment_id=enrolment_id, lesson_id=node.page.pk, started_at=now, seen_at=now)],
            ignore_conflicts=True,
        )
    elif now - node.seen_at > SEEN_AGAIN_AFTER:
        LessonProgress.objects.filter(enrolment_id=enrolment_id, lesson_id=node.page.pk).update(seen_at=now)


def required_blocks(lesson: LessonPage, questions: Mapping[str, Any]) -> dict[str, Any]:
    """The activities that the lesson's rule asks for; none where the reader says it is read."""
    if lesson.completion_rule == LessonRule.READ:
        return {}
    return {block_id: block for block_id, block in questions.items() if is_required(block)}


def submit_answer(*, person: User, lesson: LessonPage, block_id: str, fields: QueryDict) -> Attempt | None:
    """Keep an answer to one question of the lesson, and complete what it completes.

    None: it was one step of an answer that has several, kept as a draft.

    All in one transaction: attempt, progress, completion, evidence and standing are stored together or not
    at all. It ends a break. `fields` is the submitted form. Raises `NotEnrolled`, `LessonClosed`, `Locked`
    and `AnswerRefused`.
    """
    with transaction.atomic(), one_act():
        enrolment, outline, node = _enter(person, lesson)
        questions = question_blocks(lesson)
        block = questions.get(block_id)
        if block is None:
            raise AnswerRefused(
                _("The question is not on the page any more. Open the lesson again."), HTTPStatus.NOT_FOUND
            )
        attempt = submit_attempt(person=person, page=lesson, block=block, fields=fields)
        take_up(enrolment, person)
        if attempt is None:
            return None
        required = required_blocks(lesson, questions)
        if required and not node.is_done and not _still_open(person, lesson, required, enrolment):
            outline = _complete(person, enrolment, outline, node)
        settle(person, outline)
    return attempt


def complete_lesson(*, person: User, lesson: LessonPage) -> None:
    """Complete a lesson by saying so. Nothing that it asks for must still be open.

    Raises `NotEnrolled`, `LessonClosed`, `Locked`, and `AnswerRefused` while something is open.
    """
    with transaction.atomic(), one_act():
        enrolment, outline, node = _enter(person, lesson)
        required = required_blocks(lesson, question_blocks(lesson))
        if required and _still_open(person, lesson, required, enrolment):
            raise AnswerRefused(
                _("There is a question in the lesson that you have not answered yet."), HTTPStatus.CONFLICT
            )
        take_up(enrolment, person)
        if not node.is_done:
            outline = _complete(person, enrolment, outline, node)
        settle(person, outline)


def _enter(person: User, lesson: LessonPage) -> tuple[Enrolment, CourseOutline, LessonNode]:
    enrolment = lock_enrolment(person, lesson.course_path)
    # Read after the lock: what another request of this person stored is seen.
    outline = read_outline(lesson.course_path, person)
    node, module = outline.lesson(lesson), outline.module_of(lesson)
    if node is None or module is None:
        raise LessonClosed
    if module.is_locked:
        raise Locked(module.missing)
    return enrolment, outline, node


def _still_open(
    person: User, lesson: LessonPage, required: Mapping[str, Any], enrolment: Enrolment
) -> set[str]:
    """Which of these activities are not done in this round; where the rule says so, done means right."""
    answers = Attempt.objects.filter(person=person, page_id=lesson.pk)
    if enrolment.restarted_at is not None:
        answers = answers.filter(submitted_at__gte=enrolment.restarted_at)
    done = {
        str(block_id)
        for block_id, score, max_score in answers.order_by().values_list("block_id", "score", "max_score")
        if is_enough(lesson, required.get(str(block_id)), score == max_score)
    }
    return required.keys() - done


def is_enough(lesson: LessonPage, block: Any, is_right: bool) -> bool:
    """Whether an answer like this is all that the lesson asks for in that activity."""
    must_be_right = (
        lesson.completion_rule == LessonRule.RIGHT
        and block is not None
        and ACTIVITIES[block.block_type].is_graded
    )
    return is_right or not must_be_right


def _complete(person: User, enrolment: Enrolment, outline: CourseOutline, node: LessonNode) -> CourseOutline:
    now = timezone.now()
    progress = LessonProgress(
        enrolment=enrolment, lesson_id=node.page.pk, started_at=now, seen_at=now, completed_at=now
    )
    LessonProgress.objects.bulk_create(
        [progress],
        update_conflicts=True,
        unique_fields=["enrolment", "lesson"],
        update_fields=["seen_at", "completed_at"],
    )
    record_action(progress, "courses.complete_lesson", user=person, data={"page": node.page.pk})
    return outline.with_lesson_done(node, now)
