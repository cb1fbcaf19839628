"""The way through a lesson: opened, answered, completed; then its module and its course."""

import datetime as dt
from http import HTTPStatus

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.domain.audit import one_act, record_action
from accounts.models import User
from assessments.domain.activities import AnswerRefused
from assessments.domain.attempts import submit_attempt
from assessments.domain.evidence import record_evidence
from assessments.enums import EvidenceKind
from assessments.models import Attempt
from courses.domain.enrolment import lock_enrolment
from courses.domain.queries import (
    CourseOutline,
    LessonNode,
    completion_origin,
    outcomes_of,
    question_blocks,
    read_outline,
)
from courses.enums import CompletionKind
from courses.models import Completion, Enrolment, LessonPage, LessonProgress

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
    at all. `fields` is the submitted form. Raises `NotEnrolled`, `LessonClosed` and `AnswerRefused`.
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
        if attempt is None:
            return None
        if not node.is_done and set(questions) <= _answered(person, lesson) | {block_id}:
            _complete(person, enrolment, outline, node)
        else:
            _settle(person, outline, node, is_done=node.is_done)
    return attempt


def complete_lesson(*, person: User, lesson: LessonPage) -> None:
    """Complete a lesson by saying so. It must have no question that is still unanswered.

    Raises `NotEnrolled`, `LessonClosed`, and `AnswerRefused` while a question is open.
    """
    with transaction.atomic(), one_act():
        enrolment, outline, node = _enter(person, lesson)
        questions = set(question_blocks(lesson))
        if questions and not questions <= _answered(person, lesson):
            raise AnswerRefused(
                _("There is a question in the lesson that you have not answered yet."), HTTPStatus.CONFLICT
            )
        if node.is_done:
            _settle(person, outline, node, is_done=True)
        else:
            _complete(person, enrolment, outline, node)


def _enter(person: User, lesson: LessonPage) -> tuple[Enrolment, CourseOutline, LessonNode]:
    enrolment = lock_enrolment(person, lesson.course_path)
    # Read after the lock: what another request of this person stored is seen.
    outline = read_outline(lesson.course_path, person)
    node = outline.lesson(lesson)
    if node is None:
        raise LessonClosed
    return enrolment, outline, node


def _answered(person: User, lesson: LessonPage) -> set[str]:
    rows = Attempt.objects.filter(person=person, page_id=lesson.pk).order_by()
    return {str(block_id) for block_id in rows.values_list("block_id", flat=True).distinct()}


def _complete(person: User, enrolment: Enrolment, outline: CourseOutline, node: LessonNode) -> None:
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
    _settle(person, outline, node, is_done=True)


def _settle(person: User, outline: CourseOutline, node: LessonNode, *, is_done: bool) -> None:
    """Complete the module when all its live lessons are done, and the course when all its modules are.

    Run after every answer, not only after the last lesson: when a lesson was taken off the page, whoever had
    done all the others completes the module with their next act.
    """
    module = outline.module_of(node.page)
    if not is_done or module is None or outline.course is None:
        return
    reached: list[tuple[Page, CompletionKind]] = []
    if module.completion_id is None:
        if not all(lesson.is_done or lesson is node for lesson in module.lessons):
            return
        reached.append((module.page, CompletionKind.MODULE))
    others = [other for other in outline.modules if other is not module and other.lessons]
    if outline.completion_id is None and all(other.completion_id is not None for other in others):
        reached.append((outline.course, CompletionKind.COURSE))
    if reached:
        _record_completions(person, reached)


def _record_completions(person: User, reached: list[tuple[Page, CompletionKind]]) -> None:
    """Completions and their evidence. The caller holds the lock and has seen that there are none."""
    completions = Completion.objects.bulk_create(
        Completion(
            person=person, page_id=page.pk, revision_id=page.live_revision_id, kind=kind, title=page.title
        )
        for page, kind in reached
    )
    outcomes = list(outcomes_of(*(page for page, _kind in reached)))
    for completion in completions:
        data = {"page": completion.page_id}
        record_action(completion, f"courses.complete_{completion.kind}", user=person, data=data)
        record_evidence(
            person=person,
            outcomes=[
                (outcome.competence, outcome.level)
                for outcome in outcomes
                if outcome.page_id == completion.page_id
            ],
            kind=EvidenceKind.COURSE_COMPLETION,
            origin=completion_origin(completion.pk),
            title=completion.title,
        )
