"""Sitting a knowledge test: questions drawn, answers kept one by one, handed in and graded.

A question counts one when all of it is right. Until the test is handed in nothing of the key leaves the
server; the sitting holds the questions as they stood when they were drawn.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from random import SystemRandom
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.domain.activities import ACTIVITIES, Filled, Unfinished
from assessments.domain.asking import Question, Sent
from assessments.domain.attempts import refuse_unreadable
from assessments.domain.drafts import drop_draft, save_draft
from assessments.domain.refusals import NOT_ON_THE_PAGE, AnswerRefused, Refusal, Refused
from assessments.models import Attempt, Draft, TestSitting

TEST = "test"
# For what was on its way when the time ran out.
GRACE = dt.timedelta(seconds=30)
# What a form carries besides the answer.
NOT_ANSWERS = {"csrfmiddlewaretoken", "question", "submission_key", "sender", "number"}
_random = SystemRandom()


class TestClosed(Refused):
    """No try can begin now."""

    __test__ = False  # pytest: not a test case

    def __init__(self, message: str | Promise, why: Refusal = Refusal.TOO_EARLY) -> None:
        super().__init__(message, why)


class NotSitting(Refused):
    """There is no open try to answer in or to hand in; the test is over or has not begun."""

    def __init__(self) -> None:
        super().__init__(_("This try has been handed in already."), Refusal.ALREADY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A test's rule on a day. Zero tries: no limit; pause in hours; time in minutes, zero: no limit.

    `extra_time` is how much longer the person has, in per cent.
    """

    draws: int
    pass_mark: int
    tries: int = 0
    pause_hours: int = 0
    time_limit: int = 0
    extra_time: int = 0

    @property
    def minutes(self) -> int:
        """The time this person has, in whole minutes, never rounded down."""
        return -(-self.time_limit * (100 + self.extra_time) // 100)


@dataclass(frozen=True)
class Tries:
    """One person's tries at one test in this round, newest first."""

    rule: Rule
    sittings: tuple[TestSitting, ...]

    @property
    def open(self) -> TestSitting | None:
        return next((sitting for sitting in self.sittings if sitting.attempt_id is None), None)

    @property
    def newest(self) -> TestSitting | None:
        """The last one that was handed in."""
        return next((sitting for sitting in self.sittings if sitting.attempt_id is not None), None)

    @property
    def is_passed(self) -> bool:
        return any(sitting.passed for sitting in self.sittings)

    @property
    def left(self) -> int | None:
        """How many tries can still begin; None: as many as one likes."""
        return max(self.rule.tries - len(self.sittings), 0) if self.rule.tries else None

    @property
    def opens_at(self) -> dt.datetime | None:
        """When the pause after the last try is over; None: it is over, or there is none."""
        if self.newest is None or self.newest.attempt is None:
            return None
        moment = self.newest.attempt.submitted_at + dt.timedelta(hours=self.rule.pause_hours)
        return moment if moment > timezone.now() else None

    @property
    def may_begin(self) -> bool:
        return not (self.open or self.is_passed or self.left == 0 or self.opens_at)


def read_tries(person: User, page: Page, rule: Rule, since: dt.datetime | None = None) -> Tries:
    """The person's tries at the test since a moment, and one that is still open; one query."""
    sittings: QuerySet[TestSitting] = TestSitting.objects.filter(person=person, page_id=page.pk)
    rows = sittings.select_related("attempt").order_by("-number")
    return Tries(
        rule,
        tuple(row for row in rows if since is None or row.started_at >= since or row.attempt_id is None),
    )


def start_sitting(
    *, person: User, page: Page, rule: Rule, pool: Iterable[Any], since: dt.datetime | None = None
) -> TestSitting:
    """Begin a try: draw questions from the pool's blocks and start the clock. An open try is given back.

    The caller holds a lock for the person and the test. Raises `TestClosed` when the test is passed, the
    tries are used up, or the pause is not over.
    """
    tries = read_tries(person, page, rule, since)
    if tries.open is not None:
        return tries.open
    if tries.is_passed:
        raise TestClosed(_("You have passed this test already."), Refusal.ALREADY)
    if tries.left == 0:
        raise TestClosed(_("You have used your tries. Ask the coordinator for one more."), Refusal.ALREADY)
    if tries.opens_at is not None:
        raise TestClosed(_("There is a pause before the next try. Come back a little later."))
    blocks = list(pool)
    drawn = _random.sample(blocks, min(rule.draws, len(blocks)))
    now = timezone.now()
    newest = TestSitting.objects.filter(person=person, page_id=page.pk).order_by("-number").first()
    sitting = TestSitting.objects.create(
        person=person,
        page_id=page.pk,
        number=newest.number + 1 if newest else 1,
        # Where the pool is smaller than it was, nobody has to answer more than there is.
        rule=asdict(rule) | {"draws": len(drawn), "pass_mark": min(rule.pass_mark, len(drawn))},
        questions=[
            {
                "id": block.id,
                "activity": block.block_type,
                "question": ACTIVITIES[block.block_type].snapshot(block.value),
            }
            for block in drawn
        ],
        started_at=now,
        closes_at=now + dt.timedelta(minutes=rule.minutes) if rule.time_limit else None,
    )
    record_action(
        sitting, "assessments.start_test", user=person, data={"page": page.pk, "number": sitting.number}
    )
    return sitting


def lock_open_sitting(person: User, page: Page) -> TestSitting:
    """The person's open try at the test, locked until the transaction ends. Raises `NotSitting`."""
    sitting = (
        TestSitting.objects.select_for_update(of=("self",))
        .filter(person=person, page_id=page.pk, attempt=None)
        .first()
    )
    if sitting is None:
        raise NotSitting
    return sitting


def overdue_sittings(now: dt.datetime) -> QuerySet[TestSitting]:
    """Open tries whose time was up, and what was on its way has had time to arrive; the longest first."""
    return TestSitting.objects.filter(attempt=None, closes_at__lt=now - GRACE).order_by("closes_at", "pk")


def is_overdue(closes_at: dt.datetime, now: dt.datetime) -> bool:
    """What `overdue_sittings` says of a try that is open, and closes then."""
    return closes_at < now - GRACE


def is_over(sitting: TestSitting, *, grace: dt.timedelta = dt.timedelta(0)) -> bool:
    """Whether the time is up, and `grace` besides."""
    return sitting.closes_at is not None and timezone.now() > sitting.closes_at + grace


def keep_answer(sitting: TestSitting, block_id: str, fields: Filled) -> None:
    """Keep the answer to one question of an open try, in place of one given before.

    Raises `AnswerRefused`, with nothing kept. It is not logged: what counts is what is handed in.
    """
    refuse_unreadable(fields)
    drawn = next((drawn for drawn in sitting.questions if drawn["id"] == block_id), None)
    if drawn is None:
        raise AnswerRefused(NOT_ON_THE_PAGE, Refusal.MALFORMED)
    response = ACTIVITIES[drawn["activity"]].read(drawn["question"], fields)
    if isinstance(response, Unfinished):
        raise AnswerRefused(NOT_ON_THE_PAGE, Refusal.MALFORMED)
    sitting.answers[block_id] = {"response": response, "filled": _filled(fields)}
    sitting.save(update_fields=["answers"])
    Draft.objects.filter(person=sitting.person_id, page=sitting.page_id, block_id=block_id).delete()


def keep_begun(sitting: TestSitting, page: Page, block_id: str, fields: Filled) -> None:
    """Keep what stands in the form of one question of an open try, beside the answer that is kept.

    It is given back and never graded. What says the same as the answer is not kept beside it, and neither is
    what a form of another try says. Raises `AnswerRefused`.
    """
    refuse_unreadable(fields)
    if all(drawn["id"] != block_id for drawn in sitting.questions):
        raise AnswerRefused(NOT_ON_THE_PAGE, Refusal.MALFORMED)
    filled = _filled(fields)
    is_of_this_try = fields.get("submission_key") == [str(_submission_key(sitting))]
    kept = sitting.answers.get(block_id, {}).get("filled", {})
    if not is_of_this_try or filled == kept or not any(text.strip() for text in _texts(filled)):
        drop_draft(sitting.person, page, block_id)
    else:
        save_draft(sitting.person, page, block_id, filled)


def ended_at(sitting: TestSitting) -> dt.datetime:
    """When an open try that ends now has ended: now, or when its time was up, whoever came back when."""
    now = timezone.now()
    return min(now, sitting.closes_at) if sitting.closes_at is not None else now


def hand_in(sitting: TestSitting) -> TestSitting:
    """Grade an open try that the caller has locked. The attempt keeps questions, rule and answers.

    One whose time was up was handed in then: dates and the pause before the next try count from that moment.
    """
    responses = {block_id: answer["response"] for block_id, answer in sitting.answers.items()}
    score = sum(is_right(drawn, responses.get(drawn["id"])) for drawn in sitting.questions)
    sitting.attempt = Attempt.objects.create(
        person=sitting.person,
        page_id=sitting.page_id,
        # The same for the same try, so that the database refuses a second.
        submission_key=_submission_key(sitting),
        activity=TEST,
        question={"rule": sitting.rule, "questions": sitting.questions},
        response=responses,
        score=score,
        max_score=len(sitting.questions),
        submitted_at=ended_at(sitting),
    )
    Draft.objects.filter(person=sitting.person_id, page=sitting.page_id).delete()
    sitting.passed = score >= sitting.rule["pass_mark"]
    sitting.save(update_fields=["attempt", "passed"])
    record_action(
        sitting,
        "assessments.hand_in_test",
        user=sitting.person,
        data={"page": sitting.page_id, "number": sitting.number, "passed": sitting.passed},
    )
    return sitting


def is_right(drawn: dict[str, Any], response: Any) -> bool:
    """Whether all of a drawn question is right; an unanswered one is not."""
    if response is None:
        return False
    grade = ACTIVITIES[drawn["activity"]].grade(drawn["question"], response)
    return grade.score == grade.max_score


def waits_for(sitting: TestSitting, sent: Sent) -> bool:
    """Whether a form was made for a question of this very try, and says something else than what is kept."""
    kept = sitting.answers.get(sent.block_id, {})
    return (
        any(drawn["id"] == sent.block_id for drawn in sitting.questions)
        and sent.fields.get("submission_key") == [str(_submission_key(sitting))]
        and _filled(sent.fields) != kept.get("filled")
    )


def ask(
    sitting: TestSitting, number: int, sent: Sent | None = None, begun: Mapping[str, Draft] | None = None
) -> Question:
    """The drawn question with this number, from 1, as its form shows it.

    `sent` is a form that comes back, `begun` what was written and not sent, by block id.
    """
    drawn = sitting.questions[number - 1]
    mine = sent if sent is not None and sent.block_id == drawn["id"] else None
    draft = (begun or {}).get(drawn["id"])
    kept = draft.fields if draft else sitting.answers.get(drawn["id"], {}).get("filled", {})
    filled = mine.fields if mine else kept
    return Question(
        id=drawn["id"],
        activity=drawn["activity"],
        is_required=True,
        asked=ACTIVITIES[drawn["activity"]].ask(drawn["question"], filled, f"{sitting.pk}/{drawn['id']}"),
        draft=draft,
        submission_key=_submission_key(sitting),
        error=mine.error if mine else "",
        unsent=mine.unsent if mine else "",
    )


def review(sitting: TestSitting) -> list[Question]:
    """The questions of a try that was handed in, each with what was answered and what was right."""
    responses = sitting.attempt.response if sitting.attempt else {}
    return [_look_back(drawn, responses) for drawn in sitting.questions]


def _look_back(drawn: dict[str, Any], responses: dict[str, Any]) -> Question:
    """One drawn question, with its own points: the attempt of a test holds those of the whole test."""
    activity, question = ACTIVITIES[drawn["activity"]], drawn["question"]
    looked_back = Question(id=drawn["id"], activity=drawn["activity"], is_required=True)
    if drawn["id"] not in responses:
        return replace(looked_back, asked=activity.ask(question, {}, drawn["id"]))
    response = responses[drawn["id"]]
    score, max_score = activity.grade(question, response)
    attempt = Attempt(question=question, response=response, score=score, max_score=max_score)
    return replace(looked_back, attempt=attempt, review=activity.review(question, response))


def first_unanswered(sitting: TestSitting) -> int | None:
    """The number of the first question without an answer, from 1; None where all have one."""
    return next(
        (
            number
            for number, drawn in enumerate(sitting.questions, start=1)
            if drawn["id"] not in sitting.answers
        ),
        None,
    )


def _submission_key(sitting: TestSitting) -> uuid.UUID:
    """The same for the whole try: its forms carry it, and so does what is handed in."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"sitting:{sitting.pk}")


def _texts(filled: Filled) -> list[str]:
    return [text for texts in filled.values() for text in texts]


def _filled(fields: Filled) -> dict[str, list[str]]:
    """The answer in a form, without what the form carries besides."""
    return {name: list(texts) for name, texts in fields.items() if name not in NOT_ANSWERS}
