"""The activities of a page as one person meets them: open to answer, or answered."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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


@dataclass(kw_only=True)
class Question:
    """An activity as the page shows it. Until there is an answer, nothing in it gives the key away.

    `asked` is what the form shows; `review` what is shown of the answer; one of the two is empty. `beside` is
    what its kind reads from the database besides: votes, what others shared, what was written earlier. In a
    test the submission key is that of the try, there is no trying again, and the button says `send_label`.
    """

    id: str
    activity: str
    is_required: bool
    asked: dict[str, Any] = field(default_factory=dict)
    review: dict[str, Any] = field(default_factory=dict)
    beside: Any = None
    attempt: Attempt | None = None
    draft: Draft | None = None
    submission_key: uuid.UUID | None = None
    error: str = ""
    unsent: str = ""
    action: str = ""
    draft_action: str = ""
    sender: str = ""
    href: str = ""
    retry_href: str = ""
    send_label: str = ""


def ask_questions(
    person: Any,
    page: Page,
    blocks: Mapping[str, Any],
    *,
    again: str = "",
    sent: Sent | None = None,
    is_first_look: bool = False,
    is_preview: bool = False,
    since: dt.datetime | None = None,
) -> dict[str, Question]:
    """These activity blocks as the person meets them, by block id.

    `again` is the block the person wants to answer once more, `sent` a form that comes back. On the first
    look at a page there are no answers to read; those from before `since` are left out. Queries: one for
    answers, one for drafts, and one for each kind that has companions.
    """
    has_past = person.is_authenticated and not (is_first_look or is_preview)
    attempts = latest_attempts(person, page, since=since) if has_past else {}
    drafts = read_drafts(person, page) if has_past and _keep_drafts(blocks.values()) else {}
    beside = {} if is_preview or not person.is_authenticated else _companions(person, page, blocks.values())
    questions: dict[str, Question] = {}
    for block_id, block in blocks.items():
        activity = ACTIVITIES[block.block_type]
        attempt, draft = attempts.get(block_id), drafts.get(block_id)
        mine = sent if sent is not None and sent.block_id == block_id else None
        question = questions[block_id] = Question(
            id=block_id,
            activity=block.block_type,
            is_required=is_required(block),
            beside=beside.get(block_id),
            draft=draft,
            error=mine.error if mine else "",
            unsent=mine.unsent if mine else "",
        )
        if attempt is not None and not (mine or draft or again == block_id):
            question.attempt = attempt
            question.review = activity.review(attempt.question, attempt.response)
            continue
        filled = mine.fields if mine else draft.fields if draft else {}
        question.asked = activity.ask(activity.snapshot(block.value), filled, f"{block_id}/{person.pk}")
        question.submission_key = None if is_preview else _form_key(mine)
    return questions


def _form_key(sent: Sent | None) -> uuid.UUID:
    """A form that comes back keeps the key it had: it may have been taken after all."""
    try:
        return uuid.UUID(sent.fields["submission_key"][0]) if sent else uuid.uuid4()
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
