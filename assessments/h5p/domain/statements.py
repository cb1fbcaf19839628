"""xAPI in: what a piece of content says somebody did is kept, judged by us, and counted as an answer.

docs/decisions/xapi-in.md tells what is kept and why.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.domain.activities import Grade
from assessments.domain.drafts import drop_draft
from assessments.domain.refusals import Refusal, Refused
from assessments.h5p.models import XAPIStatement
from assessments.models import Attempt

from .actors import actor_of
from .forwarding import forward
from .grading import Report, find_misreporting, grade_content, grade_part, max_score
from .payload import ANSWERED, Posted, Said
from .reports import answers_in, parts_of, read_claim, report_of, report_with

VERSION = "1.0.3"
# A clock may be a little ahead of ours, and a statement may have waited for the network.
AHEAD, BEHIND = dt.timedelta(minutes=1), dt.timedelta(days=1)
# The newest statements of a play are enough: no content has more parts than that.
MAX_EARLIER = 500


class AlreadyTaken(Refused):
    """A statement with this id is stored. It says nothing of whose, or of what it says."""

    def __init__(self) -> None:
        super().__init__(_("That has been received already."), Refusal.ALREADY)


@dataclass(frozen=True, slots=True)
class Played:
    """The version that a statement is about. `params` may be left out for one that closes nothing."""

    version_id: int
    folder_id: uuid.UUID
    content_id: int
    title: str
    machine_name: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer that a statement belongs to (None: it closes nothing), and whether it was made just now."""

    attempt: Attempt | None
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A statement, whose it is and what it is about. `block` is the block as it lies in the page's body."""

    person: User
    page: Page
    block: Mapping[str, Any]
    played: Played
    posted: Posted


def take_statement(arrival: Arrival) -> Taken:
    """Keep a statement with those of its parts, judge it if it closes a play, and send it on.

    The caller is in a transaction, holds a lock that no other statement of this play gets past, and has seen
    that the person may play this version. Raises `AlreadyTaken`, after which the transaction is to be rolled
    back.
    """
    person, page, played, posted = arrival.person, arrival.page, arrival.played, arrival.posted
    if not posted.is_closing:
        _store([_row(arrival, posted.root)])
        return Taken(None, is_new=False)
    earlier = list(
        XAPIStatement.objects.filter(
            person=person, registration=posted.registration, block_id=posted.block_id
        )
        .filter(version=played.version_id, parent=None)
        .select_related("attempt")
        .order_by("-stored_at")[:MAX_EARLIER]
    )[::-1]
    if any(row.pk == posted.id for row in earlier):
        raise AlreadyTaken
    attempt = _attempt_to_join(posted, earlier)
    is_new = attempt is None
    misreporting = find_misreporting(played.version_id, played.folder_id, played.machine_name, played.params)
    grade: Grade | None
    if attempt is not None:
        grade = None if attempt.is_client_reported else Grade(attempt.score, attempt.max_score)
    else:
        report = _report(posted, earlier)
        grade = grade_content(played.machine_name, played.params, report, misreporting=misreporting)
        attempt = _new_attempt(arrival, report, grade)
        _insert(attempt)
        drop_draft(person, page, posted.block_id)
        data = {"page": page.pk, "block": posted.block_id, "statement": str(posted.id)}
        record_action(attempt, "assessments.submit_attempt", user=person, data=data)
    root = _row(arrival, posted.root)
    root.attempt = attempt
    _judge(root, grade)
    _store([root, *_children(root, arrival, misreporting)])
    return Taken(attempt, is_new)


def _attempt_to_join(posted: Posted, earlier: Sequence[XAPIStatement]) -> Attempt | None:
    """The answer of this play that the statement says once more in another word; None: it is a new answer.

    Content that says `answered` often says `completed` or `passed` of the same answer right after.
    """
    of_the_whole = [row for row in earlier if row.attempt_id is not None]
    if posted.root.verb == ANSWERED or not of_the_whole:
        return None
    latest = of_the_whole[-1]
    attempt = latest.attempt
    assert attempt is not None
    words = {row.verb for row in of_the_whole if row.attempt_id == attempt.pk}
    has_new_part = any(row.attempt_id is None and row.stored_at > latest.stored_at for row in earlier)
    if posted.root.verb in words or has_new_part:
        return None
    parts = answers_in(report_of(posted.root)).get("parts")
    if parts is not None and parts != attempt.response["answers"].get("parts"):
        return None
    if attempt.max_score == 0 and read_claim(posted.root.result) is not None:
        return None
    return attempt


def _report(posted: Posted, earlier: Sequence[XAPIStatement]) -> Report:
    if posted.root.children:
        return report_of(posted.root)
    return report_with(posted.root, [row for row in earlier if row.sub_content_id])


def _new_attempt(arrival: Arrival, report: Report, grade: Grade | None) -> Attempt:
    block, played, posted = arrival.block, arrival.played, arrival.posted
    claim = read_claim(posted.root.result)
    # Leaving out what was answered must not be worth more than answering wrong.
    nothing = (0, max_score(played.machine_name, played.params) or 0)
    score, highest = grade or (claim.points() if claim else None) or nothing
    return Attempt(
        person=arrival.person,
        page=arrival.page,
        block_id=posted.block_id,
        submission_key=posted.id,
        activity=block["type"],
        question={
            "question": played.title,
            "machine_name": played.machine_name,
            "content": played.content_id,
            "version": played.version_id,
            "alternative": block["value"].get("alternative") or "",
        },
        response={
            "registration": str(posted.registration),
            "claimed": {"score": claim.score, "max_score": claim.max_score} if claim else None,
            "answers": answers_in(report),
        },
        score=score,
        max_score=highest,
        # Even that it was done at all is only what the browser says.
        is_client_reported=grade is None,
    )


def _children(root: XAPIStatement, arrival: Arrival, misreporting: frozenset[str]) -> Iterator[XAPIStatement]:
    played, posted = arrival.played, arrival.posted
    parts = parts_of(played.params) if posted.root.children else {}
    seen: set[str] = set()
    for said in posted.root.below():
        if not said.sub_content_id or said.sub_content_id in seen:
            continue
        seen.add(said.sub_content_id)
        row = _row(arrival, said)
        row.pk = uuid.uuid5(posted.id, said.sub_content_id)
        row.statement["id"] = str(row.pk)
        row.parent = root
        if said.sub_content_id in parts and row.claimed_score is not None:
            part = parts[said.sub_content_id]
            _judge(row, grade_part(*part, report_of(said), misreporting=misreporting))
        yield row


def _row(arrival: Arrival, said: Said) -> XAPIStatement:
    posted = arrival.posted
    claim = read_claim(said.result)
    return XAPIStatement(
        pk=posted.id,
        person=arrival.person,
        page_id=arrival.page.pk,
        block_id=posted.block_id,
        version_id=arrival.played.version_id,
        registration=posted.registration,
        verb=said.verb,
        sub_content_id=said.sub_content_id or "",
        claimed_score=claim.score if claim else None,
        claimed_max_score=claim.max_score if claim else None,
        statement=_as_kept(arrival, said),
    )


def _judge(row: XAPIStatement, grade: Grade | None) -> None:
    if grade is None:
        return
    row.score, row.max_score = grade
    claim = read_claim(row.statement.get("result", {}))
    row.is_mismatch = claim is not None and claim.differs_from(*grade)


def _as_kept(arrival: Arrival, said: Said) -> dict[str, Any]:
    """The statement with what we know better: who, where, in which play, when.

    The content's own addresses go: they hold the token that the frame plays with.
    """
    posted = arrival.posted
    whole = f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}/h5p/{arrival.played.content_id}"
    given = said.statement.get("context", {})
    activities = {
        name: given["contextActivities"][name]
        for name in ("category",)
        if name in given.get("contextActivities", {})
    }
    if said.sub_content_id:
        activities["parent"] = [{"objectType": "Activity", "id": whole}]
    context = {
        "registration": str(posted.registration),
        **({"contextActivities": activities} if activities else {}),
        **{name: given[name] for name in ("extensions", "language") if name in given},
    }
    thing = {
        "objectType": "Activity",
        "id": f"{whole}?subContentId={said.sub_content_id}" if said.sub_content_id else whole,
        **({"definition": said.definition} if said.definition else {}),
    }
    return {
        "id": str(posted.id),
        "actor": actor_of(arrival.person),
        "verb": said.statement["verb"],
        "object": thing,
        **({"result": said.result} if said.result else {}),
        "context": context,
        "timestamp": _moment(said.statement.get("timestamp")).isoformat(),
        "version": VERSION,
    }


def _moment(told: Any) -> dt.datetime:
    """When it happened: by the content's clock where that can be, else now."""
    now = timezone.now()
    try:
        moment = parse_datetime(told) if isinstance(told, str) else None
    except ValueError:
        return now
    if moment is None or timezone.is_naive(moment) or not now - BEHIND <= moment <= now + AHEAD:
        return now
    return moment


def _insert(attempt: Attempt) -> None:
    try:
        attempt.save(force_insert=True)
    except IntegrityError:
        raise AlreadyTaken from None


def _store(rows: list[XAPIStatement]) -> None:
    # The database says which id is known: nothing is looked up beforehand, and nothing is written over.
    try:
        XAPIStatement.objects.bulk_create(rows)
    except IntegrityError:
        raise AlreadyTaken from None
    forward(rows)
