"""What somebody learnt elsewhere: brought as a paper, looked at by another, and evidence if it holds.

waiting -> approved | lowered | rejected        by a reviewer, once
waiting -> withdrawn                            by its owner; its files go
approved | lowered -> revoked                   by a reviewer; its evidence goes with it
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.domain.refusals import Refusal, Refused
from assessments.ledger.basis import Way
from assessments.ledger.domain.evidence import (
    AlreadyRevoked,
    Event,
    add_months,
    current_policies,
    record_evidence,
    revoke_evidence,
)
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
from assessments.practice.domain.method_certificates import end_certificates_of, give_certificate
from assessments.practice.domain.paper_files import (
    PaperNotTaken,
    clean_files,
    drop_files,
    keep_files,
    keeping_files,
    sweep,
)
from assessments.practice.domain.paper_mail import tell_decided
from assessments.practice.enums import PaperKind, PaperState
from assessments.practice.models import Claim, PriorLearning
from assessments.practice.policy import FILES_KEPT_MONTHS, MOST_WAITING
from assessments.practice.rules import reviews_paper
from competences.models import Competence, Method

WAYS = {PaperKind.CERTIFICATE: Way.PAPER, PaperKind.PRIOR_ASSESSMENT: Way.PRIOR_ASSESSMENT}

NO_CLAIM = _("Choose at least one requirement that the paper shows.")
BROKEN = _("Something in the form was lost on the way. Open the page again and fill it in once more.")
TOO_MANY_WAIT = _("Ten of your papers are waiting already. Wait for an answer to one of them first.")
NOT_IN_FUTURE = _("This day has not come yet.")
RUN_OUT = _("This day has passed. A paper that has run out does not count.")
ALREADY_DECIDED = _("Somebody else has decided about this paper meanwhile. What you chose was not stored.")
NOT_WAITING = _("There is an answer to this paper already. You can read it here.")
WORDS_NEEDED = _("Write a few words. They are needed when you lower a level or say no.")
NOT_YOURS = _("You cannot decide about a paper of your own.")
TOO_HIGH = _("Choose a level on the list.")
NOT_APPROVED = _("This paper does not count, so there is nothing to take back.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A paper as its owner tells of it; `claims` is the level (1 to 4) shown, by the requirement's id."""

    title: str
    issuer: str
    issued_on: dt.date
    day_is_known: bool = True
    valid_until: dt.date | None = None
    claims: Mapping[int, int]
    form_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a reviewer finds: the level of each claim by its id, 0 where the paper does not show it.

    `method`: the paper says that the person may use it.
    """

    granted: Mapping[int, int]
    kind: PaperKind = PaperKind.CERTIFICATE
    valid_until: dt.date | None = None
    words: str = ""
    method: Method | None = None


def bring_paper(person: User, brought: Brought, files: Sequence[object]) -> PriorLearning:
    """Keep what somebody shows of themselves, its files made clean; the same form again is the same paper.

    Raises `PaperNotTaken` for what can be mended, and `Refused`. Then no file and no row is kept.
    """
    today = timezone.localdate()
    if brought.issued_on > today:
        raise PaperNotTaken(NOT_IN_FUTURE, "issued")
    if brought.valid_until is not None and brought.valid_until < today:
        raise PaperNotTaken(RUN_OUT, "valid_until")
    if not brought.claims:
        raise PaperNotTaken(NO_CLAIM, "claims")
    _check_claims(brought.claims)
    form_id = brought.form_id or uuid.uuid4()
    same = PriorLearning.objects.of(person).filter(form_id=form_id)
    if (known := same.first()) is not None:
        return known
    cleaned = clean_files(files)
    with keeping_files() as names:
        # One form of a person after the other: two at once are counted, and the same one is known again.
        User.objects.select_for_update().filter(pk=person.pk).values_list("pk").first()
        if (known := same.first()) is not None:
            return known
        if PriorLearning.objects.waiting().of(person).count() >= MOST_WAITING:
            raise Refused(TOO_MANY_WAIT, Refusal.TOO_OFTEN)
        paper = PriorLearning.objects.create(
            person=person,
            title=brought.title,
            issuer=brought.issuer,
            issued_on=brought.issued_on,
            day_is_known=brought.day_is_known,
            valid_until=brought.valid_until,
            form_id=form_id,
        )
        Claim.objects.bulk_create(
            Claim(prior_learning=paper, competence_id=competence, level=level)
            for competence, level in brought.claims.items()
        )
        keep_files(paper, cleaned, names)
        record_action(paper, "practice.bring_paper", user=person, data={"files": len(cleaned)})
    return paper


def withdraw(paper: PriorLearning, *, by: User) -> None:
    """Its owner takes a paper back before the answer: its files are gone. Raises `Refused` afterwards."""
    with transaction.atomic():
        paper = _lock(paper)
        if paper.state != PaperState.WAITING:
            raise Refused(NOT_WAITING, Refusal.ALREADY)
        drop_files(paper, timezone.now())
        paper.state = PaperState.WITHDRAWN
        paper.save(update_fields=["state"])
        record_action(paper, "practice.withdraw_paper", user=by)


def decide(paper: PriorLearning, verdict: Verdict, *, by: User) -> PriorLearning:
    """Approve the paper, at a lower level, or not at all, as `verdict` finds; what holds becomes evidence.

    One of two reviewers decides, the other is told. Words to the person are needed where anything is less
    than the person says. Raises `PaperNotTaken` and `Refused`; then nothing has changed.
    """
    with transaction.atomic():
        paper = _lock(paper)
        if not reviews_paper(by, paper):
            raise Refused(NOT_YOURS, Refusal.FORBIDDEN)
        if paper.state != PaperState.WAITING:
            raise Refused(ALREADY_DECIDED, Refusal.ALREADY)
        claims = list(paper.claims.select_related("competence"))
        _grant(claims, verdict.granted)
        is_less = any((claim.granted or 0) < claim.level for claim in claims)
        if is_less and not verdict.words:
            raise PaperNotTaken(WORDS_NEEDED, "words")
        shown = [(claim.competence, claim.granted) for claim in claims if claim.granted]
        if shown and verdict.valid_until is not None and verdict.valid_until < timezone.localdate():
            raise PaperNotTaken(RUN_OUT, "valid_until")
        paper.state = (
            PaperState.REJECTED if not shown else PaperState.LOWERED if is_less else PaperState.APPROVED
        )
        paper.kind, paper.valid_until = verdict.kind, verdict.valid_until
        paper.reviewer, paper.reason, paper.decided_at = by, verdict.words, timezone.now()
        paper.save(update_fields=["state", "kind", "valid_until", "reviewer", "reason", "decided_at"])
        Claim.objects.bulk_update(claims, ["granted"])
        record_action(paper, "practice.decide_paper", user=by, data={"state": str(paper.state)})
        record_evidence(_event(paper, by), paper.person, [(one, level) for one, level in shown])
        if shown and verdict.method is not None:
            give_certificate(paper, verdict.method, by=by)
        tell_decided.enqueue(paper.pk)
    return paper


def revoke(paper: PriorLearning, *, by: User, words: str) -> PriorLearning:
    """Take an approval back, with the evidence and the method certificate that came of it.

    `words` are for the person. Raises `PaperNotTaken` without them, and `Refused`.
    """
    with transaction.atomic():
        paper = _lock(paper)
        if not reviews_paper(by, paper):
            raise Refused(NOT_YOURS, Refusal.FORBIDDEN)
        if paper.state not in (PaperState.APPROVED, PaperState.LOWERED):
            raise Refused(NOT_APPROVED, Refusal.ALREADY)
        if not words:
            raise PaperNotTaken(WORDS_NEEDED, "words")
        for row in Evidence.objects.unrevoked().filter(person=paper.person).of_origin(paper.origin):
            try:
                revoke_evidence(row, by=by)
            except AlreadyRevoked:
                continue
        end_certificates_of(paper, by=by)
        paper.state, paper.reason = PaperState.REVOKED, words
        paper.save(update_fields=["state", "reason"])
        record_action(paper, "practice.revoke_paper", user=by)
        tell_decided.enqueue(paper.pk)
    return paper


def delete_files(paper: PriorLearning, *, by: User) -> int:
    """Its owner lets the files go after the answer; what the paper proved stands. How many files.

    Raises `Refused` while it waits: then it is withdrawn as a whole.
    """
    with transaction.atomic():
        paper = _lock(paper)
        if paper.state == PaperState.WAITING:
            raise Refused(BROKEN, Refusal.TOO_EARLY)
        gone = drop_files(paper, timezone.now())
        if gone:
            record_action(paper, "practice.delete_paper_files", user=by, data={"files": gone})
    return gone


def files_kept_until(paper: PriorLearning) -> dt.date | None:
    """The day on which the files of a decided paper go by themselves; None while it waits."""
    if paper.decided_at is None:
        return None
    return add_months(timezone.localdate(paper.decided_at), FILES_KEPT_MONTHS)


def clear_away(now: dt.datetime) -> int:
    """Let the files go whose papers were decided long ago, and those that nobody knows of. How many files."""
    gone = 0
    today = timezone.localdate(now)
    # No month is shorter than 28 days: none that is due is left out, and each is judged by its own day.
    long_ago = now - dt.timedelta(days=28 * FILES_KEPT_MONTHS)
    decided = PriorLearning.objects.filter(files__isnull=False, decided_at__lte=long_ago).distinct()
    for paper in decided.order_by("pk"):
        until = files_kept_until(paper)
        if until is not None and until <= today:
            with transaction.atomic():
                gone += drop_files(paper, now)
    return gone + sweep(now)


def forget(person: User) -> int:
    """Empty what the room knows of a person's papers: files, titles, words. How many rows it changed.

    What a paper proved stands in the ledger, with nobody's name.
    """
    changed = 0
    with transaction.atomic():
        now = timezone.now()
        papers = PriorLearning.objects.of(person)
        for paper in papers:
            drop_files(paper, now)
        papers.filter(state=PaperState.WAITING).update(state=PaperState.WITHDRAWN)
        changed += papers.exclude(title="", issuer="", reason="").update(title="", issuer="", reason="")
        changed += person.method_certificates.exclude(issuer="").update(issuer="")  # type: ignore[attr-defined]
    return changed


def ceiling() -> int:
    """How high a paper may confirm (1 to 4), by the rule of the ledger."""
    return current_policies()[EvidenceKind.CERTIFICATE].ceiling


def _event(paper: PriorLearning, by: User) -> Event:
    return Event(
        kind=EvidenceKind.CERTIFICATE,
        origin=paper.origin,
        title=paper.title,
        basis={"way": WAYS[PaperKind(paper.kind)]},
        recorded_by=by,
        valid_until=paper.valid_until,
    )


def _lock(paper: PriorLearning) -> PriorLearning:
    # The row of the paper alone: nobody waits for a person.
    return PriorLearning.objects.select_for_update(of=("self",)).select_related("person").get(pk=paper.pk)


def _check_claims(claims: Mapping[int, int]) -> None:
    """Only requirements of the framework in use, and only levels that a paper can show."""
    known = Competence.objects.current().requirements().filter(pk__in=claims)
    highest = ceiling()
    if known.count() != len(claims) or not all(1 <= level <= highest for level in claims.values()):
        raise Refused(BROKEN, Refusal.MALFORMED)


def _grant(claims: Sequence[Claim], granted: Mapping[int, int]) -> None:
    if {claim.pk for claim in claims} != granted.keys():
        raise Refused(BROKEN, Refusal.MALFORMED)
    highest = ceiling()
    for claim in claims:
        level = granted[claim.pk]
        if not 0 <= level <= min(claim.level, highest):
            raise PaperNotTaken(TOO_HIGH, "claims")
        claim.granted = level
