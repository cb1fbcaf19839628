"""The way through a lesson: opened, answered, completed; then what it completes."""

import datetime as dt
from collections.abc import Mapping
from http import HTTPStatus

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import one_act, record_action
from accounts.models import User
from assessments.domain.activities import AnswerRefused
from assessments.domain.attempts import submit_attempt
from assessments.models import Attempt
from courses.domain.completions import settle
from courses.domain.enrolment import Locked, lock_enrolment, take_up
from courses.domain.lesson_rules import is_enough, required_activities
from courses.domain.outline import CourseOutline, LessonNode
from courses.domain.queries import question_blocks, read_outline
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


def submit_answer(*, person: User, lesson: LessonPage, block_id: str, fields: QueryDict) -> Attempt | None:
    """Keep an answer to one question of the lesson, and complete what it completes.

    None: it was one step of an answer that has several, kept as a draft.

    All in one transaction: attempt, progress, completion, evidence and standing are stored together or not
    at all. It ends a break. `fields` is the submitted form. Raises `NotEnrolled`, `LessonClosed`, `Locked`
    and `AnswerRefused`.
    """
    with transaction.atomic(), one_act():
        enrolment, outline, _node = enter_lesson(person, lesson)
        block = question_blocks(lesson).get(block_id)
        if block is None:
            raise AnswerRefused(
                _("The question is not on the page any more. Open the lesson again."), HTTPStatus.NOT_FOUND
            )
        attempt = submit_attempt(person=person, page=lesson, block=block, fields=fields)
        take_up(enrolment, person)
        if attempt is None:
            return None
        complete_by_answer(person, lesson, attempt, enrolment, outline)
    return attempt


def complete_by_answer(
    person: User, lesson: LessonPage, attempt: Attempt, enrolment: Enrolment, outline: CourseOutline
) -> bool:
    """Complete the lesson if nothing that it asks for is open any more, then what that completes.

    Whether the lesson is complete now. `attempt` is the answer that was just stored. The caller holds the
    enrolment's lock and has read the outline under it. Raises `LessonClosed` and `Locked`.
    """
    node = find_open_lesson(outline, lesson)
    required = required_activities(lesson)
    is_done_now = (
        bool(required) and not node.is_done and not _still_open_after(attempt, lesson, required, enrolment)
    )
    if is_done_now:
        outline = _complete(person, enrolment, outline, node)
    settle(person, outline)
    return is_done_now or node.is_done


def complete_lesson(*, person: User, lesson: LessonPage) -> None:
    """Complete a lesson by saying so. Nothing that it asks for must still be open.

    Raises `NotEnrolled`, `LessonClosed`, `Locked`, and `AnswerRefused` while something is open.
    """
    with transaction.atomic(), one_act():
        enrolment, outline, node = enter_lesson(person, lesson)
        required = required_activities(lesson)
        if required and _still_open(lesson, required, enrolment):
            raise AnswerRefused(
                _("There is a question in the lesson that you have not answered yet."), HTTPStatus.CONFLICT
            )
        take_up(enrolment, person)
        if not node.is_done:
            outline = _complete(person, enrolment, outline, node)
        settle(person, outline)


def enter_lesson(person: User, lesson: LessonPage) -> tuple[Enrolment, CourseOutline, LessonNode]:
    """The person's enrolment, locked until the transaction ends, and the lesson's place in the course.

    Raises `NotEnrolled`, `LessonClosed` and `Locked`.
    """
    enrolment = lock_enrolment(person, lesson.course_path)
    # Read after the lock: what another request of this person stored is seen.
    outline = read_outline(lesson.course_path, person)
    return enrolment, outline, find_open_lesson(outline, lesson)


def find_open_lesson(outline: CourseOutline, lesson: LessonPage) -> LessonNode:
    """The lesson in the outline of its course. Raises `LessonClosed` and `Locked`."""
    node, module = outline.lesson(lesson), outline.module_of(lesson)
    if node is None or module is None:
        raise LessonClosed
    if module.is_locked:
        raise Locked(module.missing)
    return node


def _still_open(lesson: LessonPage, required: Mapping[str, str], enrolment: Enrolment) -> set[str]:
    """Which of these activities are not done in this round; where the rule says so, done means right."""
    answers = Attempt.objects.filter(person=enrolment.person_id, page_id=lesson.pk)
    if enrolment.restarted_at is not None:
        answers = answers.filter(submitted_at__gte=enrolment.restarted_at)
    done = {
        str(block_id)
        for block_id, score, max_score in answers.order_by().values_list("block_id", "score", "max_score")
        if is_enough(lesson, required.get(str(block_id)), score == max_score)
    }
    return required.keys() - done


def _still_open_after(
    attempt: Attempt, lesson: LessonPage, required: Mapping[str, str], enrolment: Enrolment
) -> set[str]:
    """As `_still_open`, but where this answer is all that was asked for nothing more is looked up."""
    block_id = str(attempt.block_id)
    is_of_this_round = enrolment.restarted_at is None or attempt.submitted_at >= enrolment.restarted_at
    if is_of_this_round and is_enough(lesson, required.get(block_id), attempt.is_right):
        required = {key: kind for key, kind in required.items() if key != block_id}
    return _still_open(lesson, required, enrolment) if required else set()


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
