"""What a frame says was done in a lesson: who may say so, and what an answer completes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import one_act
from accounts.models import User
from assessments.domain.refusals import Refusal
from assessments.h5p.domain.payload import Posted, StatementRefused
from assessments.h5p.domain.statements import Arrival, Played, take_statement
from assessments.h5p.models import ContentVersion
from assessments.models import Attempt
from courses.domain.enrolment import NotEnrolled, take_up
from courses.domain.lessons import (
    LessonClosed,
    complete_by_answer,
    enter_lesson,
    enter_with,
    open_lesson,
)
from courses.models import LessonPage, LessonProgress, ModulePage

NOT_YOURS = _("The page was opened by somebody else. Open the lesson again.")
NOT_ON_THE_PAGE = _("The activity is not on the page any more. Open the lesson again.")


@dataclass(frozen=True, slots=True)
class Received:
    """What came of a statement: the answer that it is, if it is one, and whether the lesson is complete.

    `is_untouched`: it said that the activity is over before anybody had done anything in it.
    """

    attempt: Attempt | None
    is_lesson_done: bool
    is_untouched: bool = False


def submit_statement(*, person: User, lesson_id: int, posted: Posted) -> Received:
    """Keep what a frame in the lesson said, and complete what it completes.

    All in one transaction, like an answer to a question of our own: statements, attempt, progress,
    completion, evidence and standing are stored together or not at all. Only an answer ends a break. What
    tells nothing of how it went is let through and not kept. Raises `NotEnrolled`, `LessonClosed`, `Locked`,
    `StatementRefused`, and `AlreadyTaken` for a statement that is stored.
    """
    play = posted.play
    if play.person_id != person.pk or play.enrolment_id is None:
        raise StatementRefused(NOT_YOURS, Refusal.FORBIDDEN, detail="token")
    with transaction.atomic(), one_act():
        progress = _find_open(person, lesson_id, posted)
        lesson = progress.lesson
        block = _block_of(lesson, posted)
        if block is None or block["value"]["content"] != progress.content_id:
            raise StatementRefused(NOT_ON_THE_PAGE, Refusal.NOT_THERE, detail="question")
        is_done = progress.completed_at is not None
        if not posted.is_kept:
            return Received(None, is_done)
        played = Played(
            play.version_id,
            progress.folder_id,
            progress.content_id,
            progress.content_title,
            progress.machine_name,
            progress.params if posted.is_closing else {},
        )
        enrolment = progress.enrolment
        taken = take_statement(
            Arrival(
                person=person, taking=enrolment.pk, page=lesson, block=block, played=played, posted=posted
            )
        )
        if taken.attempt is not None and taken.is_news:
            take_up(enrolment, person)
            is_done = complete_by_answer(enter_with(enrolment, person, lesson), taken.attempt)
    return Received(taken.attempt, is_done, taken.is_untouched)


def _find_open(person: User, lesson_id: int, posted: Posted) -> Any:
    """The person's way in the lesson, with what was played; locked, if the statement may complete something.

    Whoever has opened the lesson goes on, whatever the module asks for first by now (`ModuleNode.is_locked`),
    so that row and what is live are all there is to ask for. Who has not is let in by the door.
    """
    found = _open_progress(person, lesson_id, posted)
    progress = found.first()
    if progress is None:
        lesson = LessonPage.objects.live().filter(pk=lesson_id).first()
        if lesson is None:
            raise LessonClosed
        entered = enter_lesson(person, lesson)
        open_lesson(entered.enrolment.pk, entered.node)
        progress = found.first()
        if progress is None:
            # Enrolled, but not by the enrolment that the page was opened with.
            raise NotEnrolled(lesson.course_path)
    return progress


def _open_progress(person: User, lesson_id: int, posted: Posted) -> QuerySet[Any]:
    """One row with all that a statement must be held against; none unless the lesson is open; one query."""
    version = ContentVersion.objects.filter(pk=posted.play.version_id)
    module = ModulePage.objects.live().filter(
        path=Substr(OuterRef("lesson__path"), 1, Length(OuterRef("lesson__path")) - LessonPage.steplen)
    )
    found: QuerySet[Any] = (
        LessonProgress.objects.filter(
            Exists(module),
            lesson=lesson_id,
            earlier=0,
            lesson__live=True,
            lesson__path__startswith=F("enrolment__course__path"),
            enrolment__begun_anew_at=None,
            enrolment__person=person,
            # The page may have been opened before the person began the course anew.
            enrolment__course__enrolments=posted.play.enrolment_id,
            enrolment__course__enrolments__person=person,
            enrolment__course__live=True,
        )
        .annotate(
            folder_id=Subquery(version.values("folder_id")),
            content_id=Subquery(version.values("content")),
            content_title=Subquery(version.values("content__title")),
            machine_name=Subquery(version.values("main_library__machine_name")),
        )
        .select_related("enrolment", "lesson")
    )
    if not posted.is_closing:
        return found
    closing: QuerySet[Any] = found.annotate(params=Subquery(version.values("params")))
    return closing.select_for_update(of=("enrolment",))


def _block_of(lesson: LessonPage, posted: Posted) -> Mapping[str, Any] | None:
    """The block that was played, as it lies in the lesson's body."""
    return next(
        (
            block
            for block in lesson.body.raw_data
            if block["type"] == "h5p" and str(block["id"]) == posted.block_id
        ),
        None,
    )
