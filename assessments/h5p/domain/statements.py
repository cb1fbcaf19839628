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
from assessments.domain.refusals import Refusal, Refused
from assessments.h5p.kinds import content_kind
from assessments.h5p.models import XAPIStatement
from assessments.models import Attempt

from .actors import actor_of
from .forwarding import forward
from .grading import Report, find_misreporting, grade_content, grade_part, max_score
from .payload import ANSWERED, Posted, Said
from .reports import (
    Claim,
    answers_in,
    has_answer,
    is_answered,
    parts_of,
    read_claim,
    report_of,
    report_with,
)

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
    """The answer that a statement belongs to (None: it closes nothing), and whether it changed what counts.

    `is_untouched`: it would have closed the play, and nobody had done anything in the frame by then.
    """

    attempt: Attempt | None
    is_news: bool
    is_untouched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A statement, whose it is and what it is about. `block` is the block as it lies in the page's body.

    `taking` is the number of the person's enrolment: who begins a course anew answers anew, also in a frame
    that was open.
    """

    person: User
    taking: int
    page: Page
    block: Mapping[str, Any]
    played: Played
    posted: Posted


def take_statement(arrival: Arrival) -> Taken:
    """Keep a statement with those of its parts, judge it if it closes a play, and send it on.

    One play is one answer: its first closing statement makes the attempt, and each later one that says
    something else takes its place there. What was said earlier stays as it was said, in the statements. A
    closing statement from before anybody has done anything in the frame is kept and counts nothing, and no
    other store hears of it: nobody has completed anything.

    The caller is in a transaction, holds a lock that no other statement of this play gets past, and has seen
    that the person may play this version. Raises `AlreadyTaken`, after which the transaction is to be rolled
    back.
    """
    played, posted = arrival.played, arrival.posted
    root = _row(arrival, posted.root)
    if not posted.is_closing:
        _store([root])
        return Taken(None, is_news=False)
    misreporting = find_misreporting(played.version_id, played.folder_id, played.machine_name, played.params)
    if not posted.has_acted:
        _store([root, *_children(root, arrival, misreporting)], is_passed_on=False)
        return Taken(None, is_news=False, is_untouched=True)
    earlier = _earlier(arrival)
    if any(row.pk == posted.id for row in earlier):
        raise AlreadyTaken
    attempt = _attempt_of(arrival, earlier)
    report = _report(posted, earlier)
    grade: Grade | None
    if attempt is not None and _says_the_same(posted, attempt, earlier):
        is_news = False
        grade = None if attempt.is_client_reported else Grade(attempt.score, attempt.max_score)
    else:
        grade = grade_content(played.machine_name, played.params, report, misreporting=misreporting)
        is_news = attempt is None or _is_newest(root, report, attempt, earlier)
        if attempt is None or is_news:
            attempt = _keep_attempt(arrival, attempt, report, grade)
    root.attempt = attempt
    _judge(root, grade)
    _store([root, *_children(root, arrival, misreporting)])
    return Taken(attempt, is_news)


def _earlier(arrival: Arrival) -> list[XAPIStatement]:
    """What was said in this play before, in the order in which it was said."""
    posted = arrival.posted
    rows = (
        XAPIStatement.objects.filter(
            person=arrival.person, registration=posted.registration, block_id=posted.block_id
        )
        .filter(version=arrival.played.version_id, page=arrival.page.pk, parent=None)
        .select_related("attempt")
        .order_by("-stored_at")[:MAX_EARLIER]
    )
    return sorted(rows, key=lambda row: (_moment_of(row), row.stored_at))


def _play_key(arrival: Arrival) -> uuid.UUID:
    """One play: a registration of one block on one page, in one version, in one taking of the course."""
    posted = arrival.posted
    name = f"{arrival.page.pk}/{posted.block_id}/{arrival.played.version_id}/{arrival.taking}"
    return uuid.uuid5(posted.registration, name)


def _attempt_of(arrival: Arrival, earlier: Sequence[XAPIStatement]) -> Attempt | None:
    """The answer that this play has been so far."""
    key = _play_key(arrival)
    for row in reversed(earlier):
        if row.attempt is not None and row.attempt.submission_key == key:
            return row.attempt
    if len(earlier) < MAX_EARLIER:
        return None
    return Attempt.objects.filter(person=arrival.person, submission_key=key).first()


def _is_newest(
    root: XAPIStatement, report: Report, attempt: Attempt, earlier: Sequence[XAPIStatement]
) -> bool:
    """Whether nothing that counts was said later. Statements of a page that was left may come out of order.

    The answer that an empty word is about counts too when it comes after that word.
    """
    said_before = [_moment_of(row) for row in earlier if row.attempt_id == attempt.pk]
    is_in_order = _moment_of(root) >= max(said_before, default=_moment_of(root))
    return is_in_order or (has_answer(report) and not is_answered(attempt.response["answers"]))


def _says_the_same(posted: Posted, attempt: Attempt, earlier: Sequence[XAPIStatement]) -> bool:
    """Whether the statement says the answer of this play once more, in another word.

    Content that says `answered` often says `completed` or `passed` of the same answer right after.
    """
    words: set[str] = set()
    is_open = True
    for row in earlier:
        if row.attempt_id == attempt.pk:
            words = words if words and not (is_open or row.verb in {*words, ANSWERED}) else set()
            words.add(row.verb)
            is_open = False
        elif row.sub_content_id:
            # A part was answered anew.
            is_open = True
    if is_open or posted.root.verb == ANSWERED:
        return False
    # Parts answered before the play's newest answer are in it: only what this one says itself is new.
    answers, itself = attempt.response["answers"], report_of(posted.root)
    said = answers_in(itself)
    if has_answer(itself) or not is_answered(answers):
        is_other = any(said[name] and said[name] != answers.get(name) for name in said)
        if posted.root.verb in words or is_other:
            return False
    return bool(attempt.max_score) or read_claim(posted.root.result) is None


def _report(posted: Posted, earlier: Sequence[XAPIStatement]) -> Report:
    if posted.root.children:
        return report_of(posted.root)
    return report_with(posted.root, [row for row in earlier if row.sub_content_id])


def _keep_attempt(arrival: Arrival, attempt: Attempt | None, report: Report, grade: Grade | None) -> Attempt:
    """The answer of the play as it stands now: a new row, or the one that it had, which says the newest."""
    played, posted = arrival.played, arrival.posted
    claim = read_claim(posted.root.result)
    answers = answers_in(report)
    if attempt is not None and posted.root.verb != ANSWERED and not is_answered(answers):
        # A word about what was answered before it.
        answers = attempt.response["answers"]
    worth = grade or _worth_of(claim, played, is_answered=is_answered(answers))
    says = {
        "response": {
            "registration": str(posted.registration),
            "claimed": {"score": claim.score, "max_score": claim.max_score} if claim else None,
            "answers": answers,
        },
        "score": worth.score,
        "max_score": worth.max_score,
        # Even that it was done at all is only what the browser says.
        "is_client_reported": grade is None,
        "submitted_at": timezone.now(),
    }
    if attempt is None:
        attempt = _new_attempt(arrival)
    for field, value in says.items():
        setattr(attempt, field, value)
    if attempt.pk is None:
        _insert(attempt)
    else:
        attempt.save(update_fields=list(says))
    data = {"page": arrival.page.pk, "block": posted.block_id, "statement": str(posted.id)}
    record_action(attempt, "assessments.submit_attempt", user=arrival.person, data=data)
    return attempt


def _worth_of(claim: Claim | None, played: Played, *, is_answered: bool) -> Grade:
    """What is given for an answer whose points we cannot count.

    Leaving out what was answered must not be worth more than answering wrong: points that are claimed and
    not answered for are none. Of a kind that tells no answers, a full claim says that it was done, no more.
    """
    points = claim.points() if claim else None
    if claim is None or points is None:
        return Grade(0, max_score(played.machine_name, played.params) or 0)
    score, highest = points
    if claim.score <= 0 or is_answered:
        return Grade(score, highest)
    kind = content_kind(played.machine_name)
    is_done = kind is not None and not kind.has_answers and score == highest
    return Grade(0, 0 if is_done else highest)


def _new_attempt(arrival: Arrival) -> Attempt:
    block, played = arrival.block, arrival.played
    return Attempt(
        person=arrival.person,
        page=arrival.page,
        block_id=arrival.posted.block_id,
        submission_key=_play_key(arrival),
        activity=block["type"],
        question={
            "question": played.title,
            "machine_name": played.machine_name,
            "content": played.content_id,
            "version": played.version_id,
            "alternative": block["value"].get("alternative") or "",
        },
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


def _moment_of(row: XAPIStatement) -> dt.datetime:
    """When it was said, as `_moment` took it."""
    return dt.datetime.fromisoformat(row.statement["timestamp"])


def _insert(attempt: Attempt) -> None:
    try:
        attempt.save(force_insert=True)
    except IntegrityError:
        raise AlreadyTaken from None


def _store(rows: list[XAPIStatement], *, is_passed_on: bool = True) -> None:
    # The database says which id is known: nothing is looked up beforehand, and nothing is written over.
    try:
        XAPIStatement.objects.bulk_create(rows)
    except IntegrityError:
        raise AlreadyTaken from None
    if is_passed_on:
        forward(rows)
