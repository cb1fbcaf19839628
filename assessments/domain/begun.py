"""Forms that are being filled in."""

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from assessments.domain.activities import ACTIVITIES, Filled, Unfinished
from assessments.domain.attempts import latest_attempts, refuse_unreadable
from assessments.domain.drafts import drop_draft, save_draft
from assessments.domain.refusals import AnswerRefused, Refusal, Refused
from assessments.models import Attempt


class AlreadySent(Refused):
    """The form that this was written in has been sent and kept: there is nothing left to keep."""

    def __init__(self) -> None:
        super().__init__(_("It has been sent already."), Refusal.ALREADY)


def keep_begun(*, person: User, page: Page, block: Any, fields: Filled, is_by_itself: bool) -> None:
    """Keep what stands in a form of the block as its draft; an empty form leaves none.

    Only the fields that the kind of activity knows are kept, and what says the same as the newest answer is
    not kept beside it. `is_by_itself`: the page saves while somebody writes. Then a form that was sent in the
    meantime raises `AlreadySent`; a person who says so may begin anew from it. Raises `AnswerRefused`, with
    nothing stored. It is not logged: it happens every few seconds and is nobody's business but the writer's.
    """
    refuse_unreadable(fields)
    activity = ACTIVITIES[block.block_type]
    begun = activity.draft(fields)
    if is_by_itself and _sent_with(person, fields):
        raise AlreadySent
    newest = latest_attempts(person, page).get(block.id)
    is_empty = not any(text.strip() for texts in begun.values() for text in texts)
    if is_empty or (newest is not None and _reads_as(block, fields, newest)):
        drop_draft(person, page, block.id)
    else:
        save_draft(person, page, block.id, begun)


def has_arrived(person: User, block: Any, fields: Filled) -> bool:
    """Whether a form of the block has become an answer already, though its sender was not told so.

    Where nothing is graded, a form with other words in it than the answer has not arrived.
    """
    attempt = _sent_with(person, fields)
    activity = ACTIVITIES[block.block_type]
    if attempt is None or activity.is_graded:
        return attempt is not None
    return _reads_as(block, fields, attempt)


def _sent_with(person: User, fields: Filled) -> Attempt | None:
    try:
        key = uuid.UUID("".join(fields.get("submission_key", [])))
        return Attempt.objects.filter(person=person, submission_key=key).first()
    except ValueError:
        return None


def _reads_as(block: Any, fields: Filled, attempt: Attempt) -> bool:
    activity = ACTIVITIES[block.block_type]
    try:
        response = activity.read(activity.snapshot(block.value), fields)
    except AnswerRefused:
        return False
    return not isinstance(response, Unfinished) and bool(response == attempt.response)
