"""Proofs of completed courses and modules: made when the person asks, checked by anyone with the number."""

import secrets
import uuid
from typing import NotRequired, TypedDict, cast

from bs4 import BeautifulSoup
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.domain.refusals import Refusal, Refused
from assessments.ledger.basis import Basis
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence
from assessments.ledger.policy import strength_of
from competences.enums import Level
from courses.domain.queries import completion_origin
from courses.enums import CompletionKind
from courses.models import Completion, ContactSettings, CoursePage, LessonProgress, Outcome
from courses.proofs.models import Proof

# Crockford's base 32: no I, L, O or U, so that a number survives being read aloud and written down.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOK_ALIKES = str.maketrans("OIL", "011")
PREFIX = "LS"
# Three groups of five: 75 bits, which nobody guesses.
GROUPS, GROUP_LENGTH = 3, 5


class AlreadyRevoked(Exception):
    """The proof has been taken back before."""


class NothingToProve(Refused):
    """The completion was taken back: there is no proof of it, and none can be made."""

    def __init__(self) -> None:
        super().__init__(_("It was taken back, so there is no proof of it."), Refusal.ALREADY)


class ProvenRequirement(TypedDict):
    """A requirement that the proof counts towards. `level` 1 to 4 is what it confirms, `word` says it."""

    identifier: str
    code: str
    title: str
    level: int
    word: str
    is_proposal: bool


class ProofContent(TypedDict):
    """What a proof says, in Danish, as it stood when it was made.

    `public_name` is what the check page shows: the name, or its initials. `course` is the title that a
    module's course had then, empty for a course. `completed_on` is an ISO day; `minutes` 0 if unknown.
    `parts` are the modules of a course or the lessons of a module. `achievement` names what was completed
    to machines, the same for all who completed it. `proves` is the kind of evidence, `basis` how it was shown
    in figures, `how` both in words; proofs from before 2026-11-30 have none of the three.
    """

    name: str
    public_name: str
    kind: str
    title: str
    course: str
    completed_on: str
    minutes: int
    objectives: list[str]
    parts: list[str]
    requirements: list[ProvenRequirement]
    framework: str
    issuer: str
    achievement: str
    proves: NotRequired[str]
    basis: NotRequired[Basis]
    how: NotRequired[str]


def read_number(typed: str) -> str | None:
    """The number that somebody meant, in its one form; None when it cannot be one.

    Spaces, dashes and small letters do not matter, nor O for 0, I and L for 1, nor a missing LS.
    """
    letters = "".join(filter(str.isalnum, typed.upper()))
    length = GROUPS * GROUP_LENGTH
    # A number without its prefix may well begin with one and S, written LS.
    if len(letters) == len(PREFIX) + length:
        letters = letters.removeprefix(PREFIX)
    letters = letters.translate(LOOK_ALIKES)
    if len(letters) != length or set(letters) - set(ALPHABET):
        return None
    groups = (letters[start : start + GROUP_LENGTH] for start in range(0, length, GROUP_LENGTH))
    return "-".join((PREFIX, *groups))


def new_number() -> str:
    """A number that no proof has, as far as chance goes; the unique constraint says it for certain."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP_LENGTH))
    return cast(str, read_number(letters))


def make_proof(completion: Completion, *, shows_name: bool = True) -> Proof:
    """The proof of this completion, made now unless there is one already; asked twice, it is the same one.

    After one that was revoked there comes a new one, with a number of its own; so too where the one there is
    says that somebody took part, and they have solved it since: that one is revoked then. What was begun anew
    still happened. `shows_name` decides whether those who check the number see the name or its initials.
    Raises `NothingToProve` for what was taken back, unless a proof of it was made before and not revoked.
    """
    unrevoked = Proof.objects.filter(completion=completion, revoked_at=None)
    if completion.taken_back_at is not None and not unrevoked.exists():
        raise NothingToProve
    with transaction.atomic():
        for outdated in unrevoked:
            if says_less(outdated, completion):
                revoke_proof(outdated, by=completion.person, reason=str(_("A newer proof says more.")))
        proof, is_new = Proof.objects.get_or_create(
            completion=completion,
            revoked_at=None,
            defaults={"number": new_number(), "content": _describe(completion, shows_name)},
        )
        if is_new:
            data = {"completion": completion.pk}
            record_action(proof, "courses.make_proof", user=completion.person, data=data)
    return proof


def says_less(proof: Proof, completion: Completion) -> bool:
    """Whether the proof says that somebody took part in what they have solved since."""
    said = proof.content.get("proves", "")
    return bool(said) and completion.proves == EvidenceKind.SOLVED != said


def proofs_of(completion: Completion) -> list[Proof]:
    """Its proofs, the newest first: at most that one is not revoked."""
    return sorted(completion.proofs.all(), key=lambda proof: proof.pk, reverse=True)


def revoke_proof(proof: Proof, *, by: User, reason: str) -> None:
    """Take the proof back. The reason is for the holder; whoever checks the number only learns the day.

    What the completion counts for in the ledger stays: that is `revoke_evidence`'s business. Raises
    `AlreadyRevoked` for one that is void already, and ValueError without a reason.
    """
    reason = reason.strip()
    if not reason:
        raise ValueError("Revoking a proof needs a reason.")
    with transaction.atomic():
        holding = Proof.objects.filter(pk=proof.pk, revoked_at=None, completion__taken_back_at=None)
        changed = holding.update(revoked_at=timezone.now(), revoked_by=by, revoke_reason=reason)
        if not changed:
            raise AlreadyRevoked
        record_action(proof, "courses.revoke_proof", user=by, data={"completion": proof.completion_id})
    proof.refresh_from_db()


def initials(name: str) -> str:
    """The first letter of each part of a name: "L. K."."""
    return " ".join(f"{part[0].upper()}." for part in name.split())


def _describe(completion: Completion, shows_name: bool) -> ProofContent:
    page = _page_then(completion)
    modules = list(_modules_of(completion))
    rows = _evidence(completion, modules)
    name = completion.person.display_name
    with translation.override("da"):
        requirements = [_requirement(row) for row in rows]
        how = completion.proves_in_words
    _mark_proposals(requirements, rows, [completion, *modules])
    return {
        "name": name,
        "public_name": name if shows_name else initials(name),
        "kind": completion.kind,
        "title": completion.title,
        "course": _course_title(completion),
        "completed_on": timezone.localdate(completion.completed_at).isoformat(),
        "minutes": _minutes(completion, page),
        "objectives": _lines(page.objectives) if isinstance(page, CoursePage) else [],
        "parts": [module.title for module in modules] or _lesson_titles(completion),
        "requirements": requirements,
        "framework": rows[0].competence.framework.title if rows else "",
        "issuer": issuer_name(),
        "achievement": f"urn:uuid:{_key(completion)}",
        "proves": completion.proves,
        "basis": completion.basis,
        "how": how,
    }


def issuer_name() -> str:
    """Who runs the site, as a proof and a badge name them."""
    return ContactSettings.load().operator or settings.WAGTAIL_SITE_NAME


def _page_then(completion: Completion) -> Page | None:
    """The course or module as it was published on the day of the completion, else as it is, else None."""
    if completion.page is None:
        return None
    revision = Revision.objects.filter(pk=completion.revision_id).first() if completion.revision_id else None
    return revision.as_object() if revision else completion.page.specific


def _modules_of(completion: Completion) -> QuerySet[Completion]:
    """The modules whose completion led to that of the course, in the course's order; none for a module.

    They are of the same round, and none of them is later than the course.
    """
    if completion.kind != CompletionKind.COURSE:
        return Completion.objects.none()
    modules = Completion.objects.filter(
        taken_back_at=None,
        person=completion.person_id,
        enrolment=completion.enrolment_id,
        kind=CompletionKind.MODULE,
        completed_at__lte=completion.completed_at,
    )
    # The round names them wherever they were moved to since; where it is gone, only their place does.
    if completion.enrolment_id is None:
        if completion.page is None:
            return Completion.objects.none()
        modules = modules.filter(page__path__startswith=completion.page.path)
    return modules.order_by("page__path", "pk")


def _evidence(completion: Completion, modules: list[Completion]) -> list[Evidence]:
    """What the completion and its modules confirm in the ledger: the highest row of each requirement."""
    origins = [completion_origin(part.pk) for part in (completion, *modules)]
    rows = (
        Evidence.objects.unrevoked()
        .of_origin(*origins)
        .filter(person_id=completion.person_id, confirms__gt=0)
        .select_related("competence__framework")
    )
    by_weight = sorted(rows, key=lambda row: (row.confirms, strength_of(row.kind)))
    best = {row.competence_id: row for row in by_weight}
    return sorted(best.values(), key=lambda row: row.competence.position)


def _requirement(row: Evidence) -> ProvenRequirement:
    return {
        "identifier": str(row.competence.identifier),
        "code": row.competence.code,
        "title": row.competence.title,
        "level": row.confirms,
        "word": str(Level(row.confirms).label),
        "is_proposal": True,
    }


def _mark_proposals(
    requirements: list[ProvenRequirement], rows: list[Evidence], completions: list[Completion]
) -> None:
    """A level is a proposal until every outcome that says it has been decided by somebody."""
    outcomes = Outcome.objects.filter(
        page__in=[part.page_id for part in completions], competence__in=[row.competence_id for row in rows]
    ).values_list("competence_id", "is_proposal")
    decided: dict[int, bool] = {}
    for competence_id, is_proposal in outcomes:
        decided[competence_id] = decided.get(competence_id, True) and not is_proposal
    for requirement, row in zip(requirements, rows, strict=True):
        requirement["is_proposal"] = not decided.get(row.competence_id, False)


def _course_title(completion: Completion) -> str:
    """What the module's course was called then; what it is called now, where that was not kept."""
    if completion.kind == CompletionKind.COURSE or completion.course_title or completion.page is None:
        return completion.course_title
    course = completion.page.get_parent()
    return str(course.title) if course else ""


def _minutes(completion: Completion, page: Page | None) -> int:
    if isinstance(page, CoursePage):
        return int(page.duration_minutes)
    return sum(minutes for _title, minutes in _lessons(completion))


def _lesson_titles(completion: Completion) -> list[str]:
    return [title for title, _minutes in _lessons(completion)]


def _lessons(completion: Completion) -> list[tuple[str, int]]:
    """Title and minutes of the lessons of a module that the person has completed, in order."""
    if completion.kind != CompletionKind.MODULE or completion.page is None:
        return []
    return list(
        LessonProgress.objects.filter(
            enrolment=completion.enrolment_id,
            lesson__path__startswith=completion.page.path,
            completed_at__lte=completion.completed_at,
        )
        .order_by("lesson__path")
        .values_list("lesson__title", "lesson__minutes")
    )


def _lines(html: str) -> list[str]:
    """Rich text as plain lines: one for each paragraph or item of a list."""
    soup = BeautifulSoup(html, "html.parser")
    texts = (tag.get_text(" ", strip=True) for tag in soup.find_all(["p", "li"]))
    return [" ".join(text.split()) for text in texts if text]


def _key(completion: Completion) -> uuid.UUID:
    """The page's own key, which moving and renaming leave alone; without a page, the completion's own."""
    if completion.page:
        return uuid.UUID(str(completion.page.translation_key))
    return uuid.uuid5(uuid.NAMESPACE_OID, completion_origin(completion.pk))
