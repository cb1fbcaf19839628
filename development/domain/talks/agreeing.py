"""Agreements that two write together: version by version, until both say yes to the same one."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction

from accounts.domain.audit import record_action
from accounts.models import User
from competences.models import Competence
from development.domain.talks.opening import lock
from development.domain.talks.refusals import CannotWrite, ChangedMeanwhile, NothingToAgree, TooMuch
from development.models import Agreement, AgreementVersion, Confirmation, Talk
from development.policy import MAX_AGREEMENTS
from development.rules import writes_agreements


@dataclass(frozen=True, slots=True)
class Line:
    """One agreement in words. `line` names it through all versions; None: it is new.

    It may lead on to a requirement or to a course, by id; never to both.
    """

    what: str
    by_when: dt.date
    who: str = ""
    competence_id: int | None = None
    course_id: int | None = None
    line: uuid.UUID | None = None


def present_version(talk: Talk) -> AgreementVersion | None:
    """What is written now; None before anything is."""
    return AgreementVersion.objects.filter(talk=talk).order_by("-number").first()


def save_agreements(talk: Talk, lines: Sequence[Line], *, read: int, by: User) -> AgreementVersion:
    """Write all agreements anew; `read` is the number of the version that was changed, 0 for none.

    Whoever had said yes is asked again, since a yes counts for one version. Where the words are the same
    nothing is written, and every yes stands. Raises `ChangedMeanwhile` where the other one has saved since,
    `CannotWrite`, and `TooMuch`.
    """
    if len(lines) > MAX_AGREEMENTS:
        raise TooMuch
    with transaction.atomic():
        row = lock(talk)
        if not writes_agreements(by, row):
            raise CannotWrite
        present = present_version(row)
        if read != (present.number if present else 0):
            raise ChangedMeanwhile(present)
        known = _lines_of(present) if present else []
        named = _name(lines, {line.line for line in known})
        if present is not None and named == known:
            return present
        if present is None and not named:
            raise NothingToAgree
        version = _write(row, read + 1, named, by)
        record_action(
            version,
            "development.save_agreements",
            user=by,
            data={"talk": row.pk, "number": version.number, "agreements": len(named)},
        )
    return version


def say_yes(talk: Talk, fingerprint: str, *, by: User) -> bool:
    """Say yes to exactly the words with this fingerprint; whether both have now.

    Again does nothing. Raises `ChangedMeanwhile` where they are others now, `NothingToAgree` and
    `CannotWrite`.
    """
    with transaction.atomic():
        row = lock(talk)
        if not writes_agreements(by, row):
            raise CannotWrite
        present = present_version(row)
        if present is None or not present.agreements.exists():
            raise NothingToAgree
        if present.fingerprint != fingerprint:
            raise ChangedMeanwhile(present)
        _yes, is_new = Confirmation.objects.get_or_create(
            version=present, person=by, defaults={"fingerprint": fingerprint}
        )
        is_agreed = AgreementVersion.objects.agreed().filter(pk=present.pk).exists()
        if is_new:
            record_action(
                present,
                "development.say_yes",
                user=by,
                data={"talk": row.pk, "number": present.number, "both": is_agreed},
            )
    return is_agreed


def _name(lines: Iterable[Line], known: set[uuid.UUID | None]) -> list[Line]:
    """Each line under the name that it has in this talk, or under a new one."""
    named, taken = [], set[uuid.UUID | None]()
    for one in lines:
        name = one.line if one.line in known - taken else uuid.uuid4()
        taken.add(name)
        named.append(Line(one.what, one.by_when, one.who, one.competence_id, one.course_id, name))
    return named


def _lines_of(version: AgreementVersion) -> list[Line]:
    return [
        Line(row.what, row.by_when, row.who, row.competence_id, row.course_id, row.line)
        for row in version.agreements.all()
    ]


def _write(talk: Talk, number: int, lines: Sequence[Line], by: User) -> AgreementVersion:
    version = AgreementVersion.objects.create(
        talk=talk, number=number, written_by=by, fingerprint=fingerprint_of(talk.pk, number, lines)
    )
    Agreement.objects.bulk_create(
        Agreement(
            version=version,
            position=position,
            line=one.line or uuid.uuid4(),
            what=one.what,
            by_when=one.by_when,
            who=one.who,
            competence_id=one.competence_id,
            course_id=one.course_id,
        )
        for position, one in enumerate(lines, start=1)
    )
    return version


def fingerprint_of(talk_id: int, number: int, lines: Sequence[Line]) -> str:
    """What a yes counts for: all words in their order, and which version of which talk they are.

    The number is in it so that words that were changed and changed back are asked about anew. Where a button
    leads is no part of what is agreed, but the requirement that is named is.
    """
    codes = dict(
        Competence.objects.filter(pk__in=[one.competence_id for one in lines]).values_list("pk", "code")
    )
    words = [
        [one.what, one.by_when.isoformat(), one.who, codes.get(one.competence_id or 0, "")] for one in lines
    ]
    told = json.dumps([talk_id, number, words], ensure_ascii=False, separators=(",", ":"))
    return sha256(told.encode()).hexdigest()
