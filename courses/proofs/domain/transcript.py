"""Everything a person has learnt here, on one sheet: for the person alone. Reads only."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, QuerySet, Sum
from django.utils import timezone

from accounts.models import User
from assessments.ledger.domain.queries import evidence_rows
from assessments.ledger.models import Evidence
from assessments.models import TestSitting
from competences.models import Competence
from courses.enums import CompletionState
from courses.models import Completion, LessonProgress
from courses.proofs.domain.proofs import issuer_name
from courses.proofs.models import Proof

FORMAT = "laersammen.transcript/1"


@dataclass(frozen=True, slots=True)
class LessonsDone:
    """The lessons of one course that the person has completed: how many, their minutes, the last day."""

    course_id: int
    title: str
    lessons: int
    minutes: int
    last_on: dt.date


@dataclass(frozen=True, slots=True)
class PassedTest:
    """A knowledge test that the person has passed. `title` is empty where the test's page is gone."""

    title: str
    passed_on: dt.date
    score: int
    max_score: int


@dataclass(frozen=True, slots=True)
class EvidenceOf:
    """A requirement and what the person has shown in it, newest first."""

    competence: Competence
    rows: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Transcript:
    """All of it. Completions come newest first, those that were begun anew or taken back since among them."""

    person: User
    issuer: str
    made_on: dt.date
    completions: tuple[Completion, ...]
    lessons: tuple[LessonsDone, ...]
    tests: tuple[PassedTest, ...]
    evidence: tuple[EvidenceOf, ...]


def completions_of(person: User) -> QuerySet[Completion]:
    """What the person has completed, newest first, proofs as `made`; a course before its last module."""
    proofs = Prefetch("proofs", queryset=Proof.objects.order_by("-pk"), to_attr="made")
    return Completion.objects.filter(person=person).prefetch_related(proofs).order_by("-completed_at", "-pk")


def holding_number(completion: Completion) -> str:
    """The number of the completion's newest proof; empty where there is none that holds.

    The completion is one of `completions_of`.
    """
    made: list[Proof] = completion.made  # type: ignore[attr-defined]
    # The proof reads the completion it hangs on: the same, which is in memory.
    holds = bool(made) and made[0].revoked_at is None and completion.taken_back_at is None
    return str(made[0].number) if holds else ""


def lessons_done(person: User) -> list[LessonsDone]:
    """The lessons the person has completed, course by course, the latest first; one query.

    A lesson that was done in several rounds counts once.
    """
    done = LessonProgress.objects.filter(enrolment__person=person, completed_at__isnull=False)
    again = done.filter(lesson=OuterRef("lesson"), enrolment__round__gt=OuterRef("enrolment__round"))
    rows = (
        done.filter(~Exists(again))
        .order_by()
        .values_list("enrolment__course_id", "enrolment__course__title")
        .annotate(lessons=Count("pk"), minutes=Sum("lesson__minutes"), last=Max("completed_at"))
        .order_by("-last", "-enrolment__course_id")
    )
    return [
        LessonsDone(course_id, title, lessons, minutes, timezone.localdate(last))
        for course_id, title, lessons, minutes, last in rows
    ]


def passed_tests(person: User) -> list[PassedTest]:
    """The tests the person has passed, the latest first; one query."""
    sittings = (
        TestSitting.objects.filter(person=person, passed=True)
        .select_related("page", "attempt")
        .order_by("-attempt__submitted_at", "-pk")
    )
    return [
        PassedTest(
            title=sitting.page.title if sitting.page else "",
            passed_on=timezone.localdate(sitting.attempt.submitted_at),
            score=sitting.attempt.score,
            max_score=sitting.attempt.max_score,
        )
        for sitting in sittings
        if sitting.attempt
    ]


def evidence_by_requirement(person: User) -> list[EvidenceOf]:
    """What the ledger confirms today or once did, by requirement in the framework's order; one query.

    Left out: what was taken back, and the person's own view, which confirms nothing.
    """
    by_requirement: dict[int, list[Evidence]] = defaultdict(list)
    for row in evidence_rows(person).unrevoked().told_by_others():
        by_requirement[row.competence_id].append(row)
    found = [EvidenceOf(rows[0].competence, tuple(rows)) for rows in by_requirement.values()]
    return sorted(found, key=lambda entry: (entry.competence.framework_id, entry.competence.position))


def read_transcript(person: User) -> Transcript:
    """The whole transcript, for the PDF and the file; the number of queries does not grow with the rows."""
    completions = tuple(completions_of(person))
    return Transcript(
        person=person,
        issuer=issuer_name(),
        made_on=timezone.localdate(),
        completions=completions,
        lessons=tuple(lessons_done(person)),
        tests=tuple(passed_tests(person)),
        evidence=tuple(evidence_by_requirement(person)),
    )


def as_json(transcript: Transcript) -> dict[str, Any]:
    """The transcript as plain data, as docs/transcript.md describes it: days are ISO, levels 0 to 4."""
    return {
        "format": FORMAT,
        "made_on": transcript.made_on.isoformat(),
        "name": transcript.person.display_name,
        "issuer": transcript.issuer,
        "completions": [_completion(completion) for completion in transcript.completions],
        "lessons": [
            {
                "course": done.title,
                "lessons": done.lessons,
                "minutes": done.minutes,
                "last_on": done.last_on.isoformat(),
            }
            for done in transcript.lessons
        ],
        "tests": [
            {
                "title": test.title,
                "passed_on": test.passed_on.isoformat(),
                "score": test.score,
                "max_score": test.max_score,
            }
            for test in transcript.tests
        ],
        "evidence": [
            {
                "code": entry.competence.code,
                "requirement": entry.competence.title,
                "identifier": str(entry.competence.identifier),
                "shown": [_shown(row) for row in entry.rows],
            }
            for entry in transcript.evidence
        ],
    }


def _completion(completion: Completion) -> dict[str, Any]:
    return {
        "kind": completion.kind,
        "title": completion.title,
        "completed_on": timezone.localdate(completion.completed_at).isoformat(),
        "is_superseded": completion.state != CompletionState.STANDING,
        "is_taken_back": completion.state == CompletionState.TAKEN_BACK,
        "course": completion.course_title or None,
        "proves": completion.proves or None,
        "basis": completion.basis,
        "proof": holding_number(completion) or None,
    }


def _shown(row: Evidence) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "basis": row.basis,
        "title": row.title,
        "level": row.level,
        "confirms": row.confirms,
        "recorded_on": row.recorded_on.isoformat(),
        "runs_out_on": row.runs_out_on.isoformat() if row.runs_out_on else None,
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
    }
