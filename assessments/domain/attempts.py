"""Taking an answer: read, graded, kept."""

import datetime as dt
import json
import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BigIntegerField, DateTimeField, QuerySet
from wagtail.models import Page

from accounts.characters import refuse_unseen
from accounts.domain.audit import record_action
from accounts.models import User
from accounts.prepared import Prepared
from assessments.domain.activities import ACTIVITIES, Filled, Unfinished
from assessments.domain.drafts import drop_draft, save_draft
from assessments.domain.refusals import FORM_IS_BROKEN, TOO_LONG, AnswerRefused, Refusal
from assessments.models import Attempt


def submit_attempt(*, person: User, page: Page, block: Any, fields: Filled) -> Attempt | None:
    """Grade and keep one answer to one activity block of the page; None if it was one step of several.

    What is unfinished is kept as a draft, and an answer that is kept takes its draft's place. `fields` is
    what stands in the form: the answer, and `submission_key`, a UUID made with the form. The same key again,
    as after a double click, gives the attempt that was kept the first time, whatever else the form says; only
    where nothing is graded does somebody who goes back and writes something else keep both. The attempt holds
    the question as it stands now, so that later edits never change what was asked.
    Raises `AnswerRefused`, with nothing stored.
    """
    key = _submission_key(fields)
    activity = ACTIVITIES[block.block_type]
    mine = try_answer(block, fields)
    if isinstance(mine, Unfinished):
        save_draft(person, page, block.id, mine.fields)
        return None
    mine.person, mine.page, mine.submission_key, response = person, page, key, mine.response
    with transaction.atomic(savepoint=False):
        kept = _keep(mine)
        if not activity.is_graded and kept.response != response:
            mine.submission_key = uuid.uuid5(key, json.dumps(response, sort_keys=True))
            kept = _keep(mine)
        if kept.submitted_at == mine.submitted_at:
            activity.keep_beside(kept, fields)
            if activity.keeps_drafts:
                drop_draft(person, page, block.id)
            record_action(
                kept,
                "assessments.submit_attempt",
                user=person,
                data={"page": page.pk, "block": str(block.id)},
            )
    if (kept.page_id, str(kept.block_id)) != (page.pk, str(block.id)):
        # The key was used for another question: nothing of this form is kept.
        raise AnswerRefused(FORM_IS_BROKEN, Refusal.MALFORMED)
    return kept


def try_answer(block: Any, fields: Filled) -> Attempt | Unfinished:
    """Read and grade one answer to an activity block, and keep nothing: the attempt is nobody's.

    `Unfinished`: it was one step of several. Raises `AnswerRefused`.
    """
    refuse_unreadable(fields)
    activity = ACTIVITIES[block.block_type]
    question = activity.snapshot(block.value)
    response = activity.read(question, fields)
    if isinstance(response, Unfinished):
        return response
    grade = activity.grade(question, response)
    return Attempt(
        block_id=block.id,
        activity=block.block_type,
        question=question,
        response=response,
        score=grade.score,
        max_score=grade.max_score,
        is_client_reported=activity.is_client_reported(question, response),
    )


def _keep(mine: Attempt) -> Attempt:
    """Store the attempt; the database decides who came first, and the loser reads what the winner wrote."""
    Attempt.objects.bulk_create([mine], ignore_conflicts=True)
    return Attempt.objects.get(person=mine.person, submission_key=mine.submission_key)


def latest_attempts(person: User, page: Page, *, since: dt.datetime | None = None) -> dict[str, Attempt]:
    """The person's newest attempt for each block id on the page, with what they shared.

    None from before `since`, if that is given.
    """
    mine = {"person": person.pk, "page": page.pk}
    rows = _LATEST(**mine) if since is None else _LATEST_SINCE(**mine, since=since)
    return {str(attempt.block_id): attempt for attempt in rows}


def _latest(person: Any, page: Any, since: Any = None) -> QuerySet[Attempt]:
    mine = Attempt.objects.filter(person=person, page=page)
    if since is not None:
        mine = mine.filter(submitted_at__gte=since)
    # The database picks them by index and column: what was answered before is not read, however much it is.
    newest = Attempt.objects.filter(pk__in=mine.newest_of_each_block())
    return newest.select_related("shared")


_MINE = {"person": BigIntegerField(), "page": BigIntegerField()}
_LATEST = Prepared(_latest, **_MINE)
_LATEST_SINCE = Prepared(_latest, **_MINE, since=DateTimeField())


def _submission_key(fields: Filled) -> uuid.UUID:
    try:
        return uuid.UUID("".join(fields.get("submission_key", [])))
    except ValueError:
        raise AnswerRefused(FORM_IS_BROKEN, Refusal.MALFORMED) from None


def refuse_unreadable(fields: Filled) -> None:
    """Refuse what is far too long, what was no UTF-8 (Django marks that with U+FFFD), and unseen signs."""
    text = [part for key, values in fields.items() for part in (key, *values)]
    if sum(len(part.encode("utf-8", "surrogatepass")) for part in text) > settings.ANSWER_MAX_BYTES:
        raise AnswerRefused(TOO_LONG, Refusal.TOO_LARGE)
    if any("\ufffd" in part or "\x00" in part for part in text):
        raise AnswerRefused(FORM_IS_BROKEN, Refusal.MALFORMED)
    try:
        for part in text:
            refuse_unseen(part)
    except ValidationError as refused:
        raise AnswerRefused(refused.messages[0]) from refused
