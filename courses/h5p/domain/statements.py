"""What a frame says was done in a lesson: who may say so, and what an answer completes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, UUIDField
from django.db.models.functions import Length, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.domain.audit import one_act
from accounts.models import User
from accounts.prepared import Prepared
from assessments.domain.refusals import Refusal
from assessments.h5p.domain.payload import Posted, StatementRefused
from assessments.h5p.domain.statements import Arrival, Played, take_statement
from assessments.h5p.models import ContentVersion, XAPIStatement
from assessments.models import Attempt
from courses.domain.enrolment import NotEnrolled, take_up
from courses.domain.lessons import (
    LessonClosed,
    complete_by_answer,
    enter_lesson,
    enter_with,
    open_lesson,
)
from courses.models import CoursePage, Enrolment, LessonPage, LessonProgress, ModulePage

# What one play may say in a minute: far more than somebody does, and less than an activity that runs wild.
MOST_A_MINUTE = 120
A_MINUTE = dt.timedelta(minutes=1)

NOT_YOURS = _("The page was opened by somebody else. Open the lesson again.")
NOT_ON_THE_PAGE = _("The activity is not on the page any more. Open the lesson again.")
TOO_OFTEN = _("The activity sends too much at once. Wait a minute, then go on.")


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
    `StatementRefused` (also where the play says too much), and `AlreadyTaken` for a statement that is stored.
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
    so that row and what is live are all there is to ask for. Who has not is let in by the door. Raises
    `StatementRefused` where the play says too much at once.
    """
    play = posted.play
    find = _OPEN_TO_CLOSE if posted.is_closing else _OPEN
    asked = {
        "person": person.pk,
        "lesson": lesson_id,
        "enrolment": play.enrolment_id,
        "version": play.version_id,
        "registration": posted.registration,
    }
    found = find(**asked)
    if not found:
        lesson = LessonPage.objects.live().filter(pk=lesson_id).first()
        if lesson is None:
            raise LessonClosed
        entered = enter_lesson(person, lesson)
        open_lesson(entered.enrolment.pk, entered.node)
        found = find(**asked)
        if not found:
            # Enrolled, but not by the enrolment that the page was opened with.
            raise NotEnrolled(lesson.course_path)
    [progress] = found
    if progress.many_since is not None and timezone.now() - progress.many_since < A_MINUTE:
        raise StatementRefused(TOO_OFTEN, Refusal.TOO_OFTEN)
    return progress


def _open_progress(
    person: Any, lesson: Any, enrolment: Any, version: Any, registration: Any
) -> QuerySet[Any]:
    """One row with all that a statement must be held against; none unless the lesson is open.

    What is looked up beside it stands in subqueries: PostgreSQL takes five times as long to plan the joins.
    """
    module, course = _live_above(ModulePage, steps=1), _live_above(CoursePage, steps=2)
    played = ContentVersion.objects.filter(pk=version).order_by()
    # The page may have been opened before the person began the course anew.
    opened_with = Enrolment.objects.filter(pk=enrolment, person=person).order_by()
    told = XAPIStatement.objects.filter(person=person, registration=registration, parent=None)
    found: QuerySet[Any] = (
        LessonProgress.objects.filter(
            Subquery(module.values("live")),
            lesson=lesson,
            earlier=0,
            lesson__live=True,
            enrolment__begun_anew_at=None,
            enrolment__person=person,
        )
        .filter(enrolment__course=Subquery(course.values("pk")))
        .filter(enrolment__course=Subquery(opened_with.values("course")))
        .annotate(
            folder_id=Subquery(played.values("folder_id")),
            content_id=Subquery(played.values("content")),
            content_title=Subquery(played.values("content__title")),
            machine_name=Subquery(played.values("main_library__machine_name")),
            # When the last but so many of this play came; none where there have not been so many.
            many_since=Subquery(
                told.order_by("-stored_at").values("stored_at")[MOST_A_MINUTE - 1 : MOST_A_MINUTE]
            ),
        )
        .select_related("enrolment", "lesson")
    )
    return found


def _live_above(kind: type[Page], *, steps: int) -> QuerySet[Any]:
    """The live page of that kind that stands so many steps above the lesson."""
    path = Substr(OuterRef("lesson__path"), 1, Length(OuterRef("lesson__path")) - steps * LessonPage.steplen)
    found: QuerySet[Any] = kind.objects.filter(live=True, path=path).order_by()
    return found


def _open_to_close(version: Any, **asked: Any) -> QuerySet[Any]:
    """With the key that grading needs, and locked."""
    key = ContentVersion.objects.filter(pk=version).order_by().values("params")
    found = _open_progress(version=version, **asked).annotate(params=Subquery(key))
    locked: QuerySet[Any] = found.select_for_update(of=("enrolment",))
    return locked


# Each statement asks one of these: to write its SQL anew each time took longer than all else together.
_ASKED: dict[str, Any] = {
    **dict.fromkeys(("person", "lesson", "enrolment", "version"), BigIntegerField()),
    "registration": UUIDField(),
}
_OPEN = Prepared(_open_progress, **_ASKED)
_OPEN_TO_CLOSE = Prepared(_open_to_close, **_ASKED)


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
