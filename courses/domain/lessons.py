"""The way through a lesson: opened, answered, completed; then what it completes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import one_act, record_action
from accounts.models import User
from assessments.domain.activities import ACTIVITIES, Filled
from assessments.domain.attempts import submit_attempt
from assessments.domain.refusals import AnswerRefused, Refusal, Refused
from assessments.models import Attempt
from courses.domain.completions import settle
from courses.domain.enrolment import Locked, lock_enrolment, take_up
from courses.domain.lesson_rules import is_enough, may_wait, required_activities
from courses.domain.outline import CourseOutline, LessonNode
from courses.domain.queries import question_blocks, read_outline
from courses.models import Enrolment, LessonPage, LessonProgress

# Reading on in the same sitting is not worth a write for each page view.
SEEN_AGAIN_AFTER = dt.timedelta(minutes=5)


class LessonClosed(Refused):
    """The lesson, its module or its course is not published."""

    def __init__(self) -> None:
        super().__init__(_("The lesson is not open at the moment."), Refusal.NOT_THERE)


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody in a lesson that is open to them, while they hold the lock of their enrolment.

    `outline` is the course as it was read under the lock, `node` the lesson's place in it. A lesson that was
    taken down has none there: who had begun it goes on, and completes nothing but the lesson by it.
    """

    person: User
    lesson: LessonPage
    enrolment: Enrolment
    outline: CourseOutline
    node: LessonNode


def open_lesson(enrolment_id: int, node: LessonNode) -> None:
    """Remember that the lesson was opened, and when it was last seen; at most one write."""
    now = timezone.now()
    if node.seen_at is None:
        LessonProgress.objects.bulk_create(
            [LessonProgress(enrolment_id=enrolment_id, lesson_id=node.page.pk, started_at=now, seen_at=now)],
            ignore_conflicts=True,
        )
    elif now - node.seen_at > SEEN_AGAIN_AFTER:
        mine = LessonProgress.objects.filter(enrolment_id=enrolment_id, lesson_id=node.page.pk, earlier=0)
        mine.update(seen_at=now)


def submit_answer(*, person: User, lesson: LessonPage, block_id: str, fields: Filled) -> Attempt | None:
    """Keep an answer to one question of the lesson, and complete what it completes.

    None: it was one step of an answer that has several, or "not yet"; it is kept as a draft.

    All in one transaction: attempt, progress, completion, evidence and standing are stored together or not
    at all. It ends a break. `fields` is what stands in the form. Raises `NotEnrolled`, `LessonClosed`,
    `Locked` and `AnswerRefused`.
    """
    with transaction.atomic(), one_act():
        entered = enter_lesson(person, lesson)
        block = find_question(lesson, block_id)
        attempt = submit_attempt(person=person, page=lesson, block=block, fields=fields)
        take_up(entered.enrolment, person)
        if attempt is None:
            if ACTIVITIES[block.block_type].is_at_work:
                _note_waiting(entered, _still_open(entered, required_activities(lesson)))
            return None
        complete_by_answer(entered, attempt)
    return attempt


def find_question(lesson: LessonPage, block_id: str) -> Any:
    """The block of the lesson that asks the question. Raises `AnswerRefused` where it is gone."""
    block = question_blocks(lesson).get(block_id)
    if block is None:
        raise AnswerRefused(
            _("The question is not on the page any more. Open the lesson again."), Refusal.NOT_THERE
        )
    return block


def complete_by_answer(entered: Entered, attempt: Attempt) -> bool:
    """Complete the lesson if nothing that it asks for is open any more, then what that completes.

    Whether the lesson is complete now. `attempt` is the answer that was just stored.
    """
    required = required_activities(entered.lesson)
    is_done = entered.node.is_done
    still_open = {} if is_done else _still_open_after(attempt, entered, required)
    is_done_now = bool(required) and not is_done and not still_open
    _note_waiting(entered, still_open)
    settle(entered.person, _complete(entered) if is_done_now else entered.outline)
    return is_done_now or is_done


def complete_lesson(*, person: User, lesson: LessonPage) -> None:
    """Complete a lesson by saying so. Nothing that it asks for must still be open.

    Raises `NotEnrolled`, `LessonClosed`, `Locked`, and `AnswerRefused` while something is open.
    """
    with transaction.atomic(), one_act():
        entered = enter_lesson(person, lesson)
        required = required_activities(lesson)
        if required and _still_open(entered, required):
            raise AnswerRefused(
                _("There is a question in the lesson that you have not answered yet."), Refusal.TOO_EARLY
            )
        take_up(entered.enrolment, person)
        settle(person, entered.outline if entered.node.is_done else _complete(entered))


def complete_answered_lessons(
    enrolment: Enrolment, outline: CourseOutline, lessons: Mapping[int, LessonPage]
) -> CourseOutline:
    """Complete every lesson in which all that it asks for was answered; the course as it stands then.

    That is so when it asked for more at the time. `lessons` are those of the course by id. The caller holds
    the enrolment's lock and has read the outline under it.
    """
    waiting = [node.page.pk for node in outline.lessons if not node.is_done]
    answers = Attempt.objects.filter(person=enrolment.person_id, page__in=waiting).order_by()
    answered = set(answers.values_list("page_id", flat=True).distinct())
    for node in outline.lessons:
        if node.page.pk in answered and node.page.pk in lessons:
            lesson = lessons[node.page.pk]
            entered = Entered(enrolment.person, lesson, enrolment, outline, node)
            required = required_activities(lesson)
            still_open = _still_open(entered, required)
            _note_waiting(entered, still_open)
            if required and not still_open:
                outline = _complete(entered)
    return outline


def enter_lesson(person: User, lesson: LessonPage) -> Entered:
    """Lock the person's enrolment until the transaction ends, and let them in.

    Raises `NotEnrolled`, `LessonClosed` and `Locked`.
    """
    return enter_with(lock_enrolment(person, lesson.course_path), person, lesson)


def enter_with(enrolment: Enrolment, person: User, lesson: LessonPage) -> Entered:
    """As `enter_lesson`, for a caller who holds the enrolment's lock. Raises `LessonClosed` and `Locked`."""
    # Read after the lock: what another request of this person stored is seen.
    outline = read_outline(lesson.course_path, person)
    node, module = outline.lesson(lesson), outline.module_of(lesson)
    if node is None or module is None:
        return Entered(person, lesson, enrolment, outline, _node_of_old(enrolment, lesson))
    if module.is_locked:
        raise Locked(module.missing)
    return Entered(person, lesson, enrolment, outline, node)


def _node_of_old(enrolment: Enrolment, lesson: LessonPage) -> LessonNode:
    """The lesson that was taken down under somebody. Raises `LessonClosed` for who had not begun it."""
    progress = LessonProgress.objects.filter(enrolment=enrolment, lesson=lesson.pk).first()
    if progress is None:
        raise LessonClosed
    return LessonNode(
        page=lesson,
        number=0,
        minutes=lesson.minutes,
        is_required=False,
        rule=lesson.completion_rule,
        seen_at=progress.seen_at,
        completed_at=progress.completed_at,
        waits_since=progress.waits_since,
    )


def _note_waiting(entered: Entered, still_open: Mapping[str, str]) -> None:
    """Remember since when the lesson waits for what is tried at work; it does if that is all that is open."""
    node, now = entered.node, timezone.now()
    waits = may_wait(still_open.values())
    if not still_open or waits == node.is_waiting:
        return
    LessonProgress.objects.bulk_create(
        [
            LessonProgress(
                enrolment=entered.enrolment,
                lesson_id=node.page.pk,
                started_at=now,
                seen_at=now,
                waits_since=now if waits else None,
            )
        ],
        update_conflicts=True,
        unique_fields=["enrolment", "lesson", "earlier"],
        update_fields=["waits_since"],
    )


def _still_open(entered: Entered, required: Mapping[str, str]) -> dict[str, str]:
    """Which of these activities are not done in this round; where the rule says so, done means right."""
    lesson, restarted_at = entered.lesson, entered.outline.since(entered.lesson)
    answers = Attempt.objects.filter(person=entered.enrolment.person_id, page_id=lesson.pk)
    if restarted_at is not None:
        answers = answers.filter(submitted_at__gte=restarted_at)
    done = {
        str(block_id)
        for block_id, score, max_score in answers.order_by().values_list("block_id", "score", "max_score")
        if is_enough(lesson, required.get(str(block_id)), score == max_score)
    }
    return {block_id: kind for block_id, kind in required.items() if block_id not in done}


def _still_open_after(attempt: Attempt, entered: Entered, required: Mapping[str, str]) -> dict[str, str]:
    """As `_still_open`, but where this answer is all that was asked for nothing more is looked up."""
    block_id, restarted_at = str(attempt.block_id), entered.outline.since(entered.lesson)
    is_of_this_round = restarted_at is None or attempt.submitted_at >= restarted_at
    if is_of_this_round and is_enough(entered.lesson, required.get(block_id), attempt.is_right):
        required = {key: kind for key, kind in required.items() if key != block_id}
    return _still_open(entered, required) if required else {}


def _complete(entered: Entered) -> CourseOutline:
    """The course as it stands once the lesson is completed, which this does."""
    node, now = entered.node, timezone.now()
    progress = LessonProgress(
        enrolment=entered.enrolment, lesson_id=node.page.pk, started_at=now, seen_at=now, completed_at=now
    )
    LessonProgress.objects.bulk_create(
        [progress],
        update_conflicts=True,
        unique_fields=["enrolment", "lesson", "earlier"],
        update_fields=["seen_at", "completed_at"],
    )
    record_action(progress, "courses.complete_lesson", user=entered.person, data={"page": node.page.pk})
    return entered.outline.with_lesson_done(node, now)
