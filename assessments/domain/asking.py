"""The activities of a page as one person meets them: open to answer, or answered."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wagtail.models import Page

from accounts.models import User
from assessments.domain.activities import ACTIVITIES, Filled, is_required
from assessments.domain.attempts import latest_attempts
from assessments.domain.drafts import read_drafts
from assessments.models import Attempt, Draft


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was sent and not taken: shown again as it was filled in.

    `error` says what is to be mended; `unsent` why it never arrived, though it may be quite right.
    """

    block_id: str
    fields: Filled
    error: str = ""
    unsent: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """How somebody comes to the activities of a page.

    `again` is the block that they want to answer once more: from the start or, if `goes_on`, from how its
    form stood for their answer. `sent` is a form that comes back. On the first look at a page there are no
    answers to read; those from before `since` are left out. A preview is an author's look at a page, where
    nothing is stored.
    """

    again: str = ""
    goes_on: bool = False
    sent: Sent | None = None
    is_first_look: bool = False
    is_preview: bool = False
    since: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An activity as one person meets it. Until there is an answer, nothing in it gives the key away.

    `asked` is what the form shows; `review` what is shown of the answer; one of the two is empty. `beside` is
    what its kind reads from the database besides: votes, what others shared, what was written earlier. In a
    test the submission key is that of the try. Where forms are sent to and what stands on buttons is for the
    views.
    """

    id: str
    activity: str
    is_required: bool
    asked: Mapping[str, Any] = field(default_factory=dict)
    review: Mapping[str, Any] = field(default_factory=dict)
    beside: Any = None
    attempt: Attempt | None = None
    draft: Draft | None = None
    submission_key: uuid.UUID | None = None
    error: str = ""
    unsent: str = ""


def ask_questions(person: Any, page: Page, blocks: Mapping[str, Any], visit: Visit) -> dict[str, Question]:
    """These activity blocks as the person meets them, by block id.

    Queries: one for answers, one for drafts, and one for each kind that has something to show beside answers.
    """
    is_somebody = person.is_authenticated and not visit.is_preview
    has_past = is_somebody and not visit.is_first_look
    attempts = latest_attempts(person, page, since=visit.since) if has_past else {}
    drafts = read_drafts(person, page) if has_past and _keep_drafts(blocks.values()) else {}
    shown = [block for block_id, block in blocks.items() if block_id in attempts]
    beside = _companions(person, page, shown) if is_somebody else {}
    questions: dict[str, Question] = {}
    for block_id, block in blocks.items():
        attempt, draft = attempts.get(block_id), drafts.get(block_id)
        sent = visit.sent if visit.sent is not None and visit.sent.block_id == block_id else None
        activity = ACTIVITIES[block.block_type]
        is_again = visit.again == block_id
        left: Draft | None = None
        if attempt and draft and activity.is_same_answer(draft.fields, attempt.response):
            left = draft
            draft = draft if is_again and visit.goes_on else None
        question = Question(
            id=block_id,
            activity=block.block_type,
            is_required=is_required(block),
            beside=beside.get(block_id),
        )
        if attempt is not None and not (sent or draft or is_again):
            review = activity.review(attempt.question, attempt.response)
            questions[block_id] = replace(question, attempt=attempt, review=review, draft=left)
            continue
        filled = sent.fields if sent else draft.fields if draft else {}
        questions[block_id] = replace(
            question,
            asked=activity.ask(activity.snapshot(block.value), filled, f"{block_id}/{person.pk}"),
            draft=draft,
            submission_key=None if visit.is_preview else _form_key(filled),
            error=sent.error if sent else "",
            unsent=sent.unsent if sent else "",
        )
    return questions


def _form_key(filled: Filled) -> uuid.UUID:
    """A form that comes back keeps the key it had: it may have been taken after all. So does a play."""
    try:
        return uuid.UUID(filled["submission_key"][0])
    except (KeyError, IndexError, ValueError):
        return uuid.uuid4()


def _keep_drafts(blocks: Iterable[Any]) -> bool:
    return any(ACTIVITIES[block.block_type].keeps_drafts for block in blocks)


def _companions(person: User, page: Page, blocks: Iterable[Any]) -> dict[str, Any]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for block in blocks:
        by_kind[block.block_type].append(block.id)
    found: dict[str, Any] = {}
    for kind, block_ids in by_kind.items():
        found |= ACTIVITIES[kind].companions(person, page, block_ids)
    return found
