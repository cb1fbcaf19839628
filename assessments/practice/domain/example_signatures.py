"""Signing the examples: by the rule of lessons (docs/decisions/two-signatures.md), on words from a file."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import record_action
from accounts.enums import SIGNING_ROLES, Role
from accounts.models import User
from accounts.rules import has_lived_experience_role, is_professional
from assessments.domain.refusals import Refusal, Refused
from assessments.practice.models import ExampleSignature
from competences.domain.framework import HOUSE_CODE
from competences.enums import Level
from competences.models import Competence

from .examples import fingerprint, read_texts

_HOLDS = {Role.LIVED_EXPERIENCE: has_lived_experience_role, Role.PROFESSIONAL: is_professional}

NOT_THERE = _("There are no examples for that requirement.")
NOT_THAT_ROLE = _("You cannot sign for a group that you are not in.")
CHANGED = _("The texts have been changed since you read them. Read them once more, and then sign.")
HAS_SIGNED = _("You have signed these texts. The other signature is somebody else's.")
NOT_SIGNED = _("No signature of yours stands under these texts.")
SOMEBODY_HAS = _("Somebody else has just signed these texts for your group.")


@dataclass(frozen=True, slots=True)
class Signature:
    """Whether and by whom the texts are signed for a role. `name` and `signed_at` only where they are."""

    role: Role
    name: str = ""
    is_mine: bool = False
    signed_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class ToSign:
    """A requirement's five examples and their signatures. `seen` names the words, for `sign_examples`.

    `may_sign_as`: the roles for which the person who reads may sign now.
    """

    code: str
    name: str
    seen: str
    levels: tuple[tuple[Level, str], ...]
    signatures: tuple[Signature, ...]
    may_sign_as: tuple[Role, ...]

    @property
    def is_mine(self) -> bool:
        """The person who reads has signed, and can take it back."""
        return any(signature.is_mine for signature in self.signatures)

    @property
    def is_signed(self) -> bool:
        return all(signature.signed_at for signature in self.signatures)


def sign_examples(person: User, code: str, as_role: Role, *, seen: str) -> ExampleSignature:
    """The person stands behind the five texts of a requirement, in one of the two roles.

    `seen` is the fingerprint of the words that the person has read. Raises `Refused`: FORBIDDEN for a role
    that the person is not in (administrators too), ALREADY when the words are others by now, when the
    person has signed them in the other role, and when the role has been signed for; NOT_THERE for a code that
    is no requirement.
    """
    if code not in read_texts():
        raise Refused(NOT_THERE, Refusal.NOT_THERE)
    if as_role not in roles_of(person):
        raise Refused(NOT_THAT_ROLE, Refusal.FORBIDDEN)
    if seen != fingerprint(code):
        raise Refused(CHANGED, Refusal.ALREADY)
    mine = ExampleSignature.objects.standing().filter(fingerprint=seen, signer=person)
    if mine.exists():
        raise Refused(HAS_SIGNED, Refusal.ALREADY)
    try:
        with transaction.atomic():
            signature = ExampleSignature.objects.create(
                code=code, fingerprint=seen, signer=person, as_role=as_role
            )
            record_action(signature, "practice.sign_examples", user=person, data={"requirement": code})
    except IntegrityError:
        # The database holds to one signature a role and a person, also where two sign at once.
        raise Refused(HAS_SIGNED if mine.exists() else SOMEBODY_HAS, Refusal.ALREADY) from None
    return signature


def withdraw_signature(person: User, code: str) -> ExampleSignature:
    """Whoever signed a requirement's texts as they stand takes that back: they are a proposal again.

    The row stays, with a date. Raises `Refused`: NOT_THERE for a code that is no requirement, ALREADY where
    no signature of the person stands.
    """
    if code not in read_texts():
        raise Refused(NOT_THERE, Refusal.NOT_THERE)
    with transaction.atomic():
        rows = ExampleSignature.objects.standing().filter(fingerprint=fingerprint(code), signer=person)
        # Two who do this at once: one finds the row, the other none that stands.
        signature: ExampleSignature | None = rows.select_for_update().first()
        if signature is None:
            raise Refused(NOT_SIGNED, Refusal.ALREADY)
        signature.withdrawn_at = timezone.now()
        signature.save(update_fields=["withdrawn_at"])
        record_action(
            signature, "practice.withdraw_example_signature", user=person, data={"requirement": code}
        )
    return signature


def roles_of(person: User) -> tuple[Role, ...]:
    """The roles in which the person may sign at all."""
    return tuple(role for role in SIGNING_ROLES if _HOLDS[role](person))


def read_signing(person: User) -> list[ToSign]:
    """Every requirement with its examples, in the framework's order: two queries besides the person's roles.

    Names of requirements are empty where the framework of the house has not been taken in.
    """
    rows = Competence.objects.requirements().filter(framework__code=HOUSE_CODE)
    names = {row.code: row.name for row in rows}
    present = {code: fingerprint(code) for code in read_texts()}
    signed: dict[str, dict[str, ExampleSignature]] = {}
    standing = ExampleSignature.objects.standing().filter(fingerprint__in=present.values())
    for row in standing.select_related("signer"):
        signed.setdefault(row.fingerprint, {})[row.as_role] = row
    mine = roles_of(person)
    return [
        _to_sign(person, mine, code, names.get(code, ""), words, signed.get(words, {}))
        for code, words in present.items()
    ]


def _to_sign(
    person: User, mine: tuple[Role, ...], code: str, name: str, words: str, rows: dict[str, ExampleSignature]
) -> ToSign:
    has_signed = any(row.signer_id == person.pk for row in rows.values())
    return ToSign(
        code=code,
        name=name,
        seen=words,
        levels=tuple((Level(level), text) for level, text in read_texts()[code].items()),
        signatures=tuple(_signature(person, role, rows.get(role)) for role in SIGNING_ROLES),
        may_sign_as=() if has_signed else tuple(role for role in mine if role not in rows),
    )


def _signature(person: User, role: Role, row: ExampleSignature | None) -> Signature:
    if row is None:
        return Signature(role)
    return Signature(role, row.signer.display_name, row.signer_id == person.pk, row.signed_at)
