"""What somebody says of themself: begun, saved answer by answer, changed, ended, forgotten."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import record_action
from accounts.models import User
from accounts.rules import jobs_of
from assessments.domain.refusals import FORM_IS_BROKEN, TOO_LONG, Refusal, Refused
from assessments.ledger.domain.evidence import Event, lock_ledger, record_evidence, revoke_evidence
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
from assessments.practice.enums import Preparedness
from assessments.practice.models import OwnAnswer, Round, SelfAssessment, SharedOwnView
from assessments.practice.policy import MAX_COMMENT
from competences.domain.requirements import required_of
from competences.enums import Level
from competences.models import Competence


class Ended(Refused):
    """The self-assessment is over: what it says stays as it is."""

    def __init__(self) -> None:
        super().__init__(
            _("You have ended this self-assessment. Begin a new one to say something else."), Refusal.ALREADY
        )


class NotAsked(Refused):
    """No job of the person asks for the requirement today."""

    def __init__(self) -> None:
        super().__init__(_("Your job does not ask for this requirement."), Refusal.NOT_THERE)


class RoundIsClosed(Refused):
    """The round takes no answers: its day has not come, or it has passed; or it is not the person's."""

    def __init__(self) -> None:
        super().__init__(_("This round is not open to you. You can still look at yourself."), Refusal.ALREADY)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as somebody gives it: levels 0 to 4; no `level` is "not relevant in my job".

    `then_level` only where the round looks back.
    """

    level: int | None
    then_level: int | None = None
    wants_more: bool = False
    comment: str = ""


def start_assessment(person: User, in_round: Round | None = None) -> SelfAssessment:
    """Begin to look at oneself, in a round or by oneself; what was under way is ended by it.

    Where it is under way already, that one is given back, and so is that of a round that is still open to
    whoever begins by themself. One that is ended in the same round goes on from where it was, as long as the
    round is open. Raises `RoundIsClosed`.
    """
    with transaction.atomic():
        lock_ledger(person.pk)
        now = timezone.now()
        rows = SelfAssessment.objects.filter(person=person, ended_at=None).select_related("round")
        under_way = rows.first()
        if under_way is not None and _goes_on(under_way, in_round, now):
            return under_way
        if in_round is not None and not _takes(in_round, person):
            raise RoundIsClosed
        if under_way is not None:
            _end(under_way, person)
        if in_round is not None:
            begun, is_new = SelfAssessment.objects.get_or_create(
                person=person, round=in_round, defaults={"started_at": now}
            )
            if not is_new:
                begun.ended_at = None
                begun.save(update_fields=["ended_at"])
        else:
            begun = SelfAssessment.objects.create(person=person, started_at=now)
        record_action(begun, "practice.start_own_view", user=person, data={"round": begun.round_id})
    return begun


def _goes_on(under_way: SelfAssessment, asked_for: Round | None, now: dt.datetime) -> bool:
    if asked_for is not None:
        return under_way.round_id == asked_for.pk
    return under_way.round is None or under_way.round.is_open_at(now)


def _takes(in_round: Round, person: User) -> bool:
    paths = [job.workplace.path for job in jobs_of(person)]
    return in_round.is_open_at(timezone.now()) and any(
        path.startswith(in_round.workplace.path) for path in paths
    )


def save_answer(person: User, assessment: SelfAssessment, competence_id: int, said: Said) -> OwnAnswer:
    """Keep what the person says of themself in one requirement, and add it to their ledger as an own view.

    The first answer stays as the first, whatever is said after the required level was shown; what is said
    anew is one more own view, and "not relevant" after a level takes that level back. Saying the same again
    changes nothing. The answer counts in the round if it is given before that closes; after that it is saved
    all the same, as the person's own. Raises `Ended`, `NotAsked`, and `Refused` for what no form of ours
    sends.
    """
    _check(said, looks_back=assessment.looks_back)
    with transaction.atomic():
        lock_ledger(person.pk)
        if SelfAssessment.objects.filter(pk=assessment.pk).exclude(ended_at=None).exists():
            raise Ended
        if competence_id not in required_of(person):
            raise NotAsked
        answer = OwnAnswer.objects.filter(assessment=assessment, competence=competence_id).first()
        if answer is None:
            answer = OwnAnswer.objects.create(
                assessment=assessment,
                competence_id=competence_id,
                level=said.level,
                then_level=said.then_level,
                first_level=said.level,
                first_then_level=said.then_level,
                wants_more=said.wants_more,
                comment=said.comment,
            )
            is_level_new = True
        elif not _is_news(answer, said):
            return answer
        else:
            is_level_new = (answer.level, answer.then_level) != (said.level, said.then_level)
            _change(answer, said, is_level_new=is_level_new)
        if is_level_new:
            _tell_ledger(person, assessment, answer)
        record_action(answer, "practice.save_own_answer", user=person, data={"competence": competence_id})
    return answer


def _check(said: Said, *, looks_back: bool) -> None:
    levels = [level for level in (said.level, said.then_level) if level is not None]
    if any(level not in Level.values for level in levels) or (said.then_level is not None) != looks_back:
        raise Refused(FORM_IS_BROKEN, Refusal.MALFORMED)
    if len(said.comment) > MAX_COMMENT:
        raise Refused(TOO_LONG, Refusal.TO_MEND)


def _is_news(answer: OwnAnswer, said: Said) -> bool:
    known = (answer.level, answer.then_level, answer.wants_more, answer.comment)
    return known != (said.level, said.then_level, said.wants_more, said.comment)


def _change(answer: OwnAnswer, said: Said, *, is_level_new: bool) -> None:
    answer.level, answer.then_level = said.level, said.then_level
    answer.wants_more, answer.comment = said.wants_more, said.comment
    if is_level_new:
        answer.changes += 1
        answer.changed_at = timezone.now()
    answer.save()


def _tell_ledger(person: User, assessment: SelfAssessment, answer: OwnAnswer) -> None:
    """The levels as own views, which confirm nothing; an answer without a level takes back those before."""
    before = f"practice.own_answer:{answer.pk}"
    if not answer.is_relevant:
        rows = Evidence.objects.unrevoked().filter(person=person, competence=answer.competence_id)
        for row in rows.filter(origin__in=[f"{before}.{change}" for change in range(answer.changes)]):
            revoke_evidence(row, by=person)
        return
    said = {EvidenceKind.SELF_NOW if assessment.looks_back else EvidenceKind.SELF_ASSESSMENT: answer.level}
    if answer.then_level is not None:
        said[EvidenceKind.SELF_THEN] = answer.then_level
    competence = Competence.objects.get(pk=answer.competence_id)
    for kind, level in said.items():
        assert level is not None
        event = Event(kind=kind, origin=f"{before}.{answer.changes}")
        record_evidence(event, person, [(competence, level)])


def end_assessment(person: User, assessment: SelfAssessment, *, prepared: int | None = None) -> None:
    """The person is through; in a round they are among those who have answered from now on.

    `prepared` is how well prepared they feel, 1 to 4, or None where they were not asked or did not answer.
    What is ended stays so: again does nothing. Raises `Refused` for a number that is no answer.
    """
    if prepared is not None and prepared not in Preparedness.values:
        raise Refused(FORM_IS_BROKEN, Refusal.MALFORMED)
    with transaction.atomic():
        lock_ledger(person.pk)
        current = SelfAssessment.objects.filter(pk=assessment.pk, ended_at=None).first()
        if current is not None:
            _end(current, person, prepared)


def _end(assessment: SelfAssessment, person: User, prepared: int | None = None) -> None:
    assessment.ended_at = timezone.now()
    if prepared is not None:
        assessment.prepared = prepared
    assessment.save(update_fields=["ended_at", "prepared"])
    record_action(assessment, "practice.end_own_view", user=person, data={"round": assessment.round_id})


def forget(person: User) -> int:
    """Delete all answers of somebody who goes, and what they shared; how many rows. The ledger stays."""
    with transaction.atomic():
        answers, _kinds = OwnAnswer.objects.filter(assessment__person=person).delete()
        assessments, _kinds = SelfAssessment.objects.filter(person=person).delete()
        shared, _kinds = SharedOwnView.objects.filter(person=person).delete()
    return answers + assessments + shared


def answers_of(assessments: Iterable[SelfAssessment]) -> dict[int, OwnAnswer]:
    """The answers by competence id; of several assessments the later ones win. One query."""
    order = {assessment.pk: number for number, assessment in enumerate(assessments)}
    rows = OwnAnswer.objects.filter(assessment__in=order)
    return {row.competence_id: row for row in sorted(rows, key=lambda row: order[row.assessment_id])}
