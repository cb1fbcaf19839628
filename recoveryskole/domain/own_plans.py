"""A learning plan of one's own: what only the one who has the code can read (docs/decisions/own-plans.md).

The code makes the key, slowly; the code is not kept. Whoever has the database, the server's secret and all
rights in the CMS has no plan.
"""

import datetime as dt
import json
import uuid
from collections.abc import Collection
from dataclasses import asdict, dataclass, fields
from hashlib import scrypt, sha512
from secrets import SystemRandom

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from assessments.domain.refusals import Refusal
from recoveryskole.domain.links import code_from, plain_code
from recoveryskole.domain.owners import lock_owner
from recoveryskole.domain.seals import derive, open_with, seal, seal_with, unseal
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.models import Erasure, KeptPlan, OwnPlan
from recoveryskole.policy import PLAN_KEPT_MONTHS

PURPOSE = "kept_plan"
# Three words of 128 and three numbers of four digits: some 60 bits. A place's code is shorter, since only the
# server can try it; this one could be tried by whoever has a copy.
CODE_PARTS = 3
# 32 MB and about a tenth of a second for each try.
SLOW = {"n": 2**15, "r": 8, "p": 1, "maxmem": 2**26, "dklen": 32}
# A plan is as long as the next multiple of this: its length says little.
BLOCK = 4096


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What somebody has written. Any of it may be empty."""

    hopes: str = ""
    wants: str = ""
    helps: str = ""
    leave: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """A plan as it stands, and the number of its version."""

    words: PlanWords
    version: int


class OwnPlanChanged(SchoolRefused):
    """It was saved in another window since it was read. `present` is what stands now."""

    def __init__(self, present: OpenPlan) -> None:
        super().__init__(_("You have saved the plan in another window. Nothing is lost."))
        self.present = present


class PlanGone(SchoolRefused):
    """No plan has this code, or no more."""

    def __init__(self) -> None:
        super().__init__(_("There is no plan with that code. It may be deleted."), Refusal.NOT_THERE)


def code_for(key: uuid.UUID) -> str:
    """The code of a plan that begins: LIND-4827-MOSE-1935-BIRK-0412.

    `key` was drawn with the form and is kept nowhere: sent twice, it is one plan.
    """
    return code_from(sha512(key.bytes).digest(), CODE_PARTS)


def root_of(code: str) -> bytes:
    """What the code is worth, 32 bytes, however it is spelt. Slow on purpose: see `SLOW`."""
    return scrypt(plain_code(code).encode(), salt=b"recoveryskole.own_plan", **SLOW)


def mark_of(root: bytes) -> str:
    """Which plan it is, in signs that open nothing: a form says by it what it was made for."""
    return derive(root, "own_plan.mark").hex()[:16]


def begin_plan(root: bytes, words: PlanWords) -> OpenPlan:
    """Store a new plan. Sent twice it is one; where other words were saved meanwhile: `OwnPlanChanged`."""
    with transaction.atomic():
        _row, is_new = OwnPlan.objects.get_or_create(
            code_hash=_code_hash(root), defaults={"sealed": _seal(root, words), "opened_in": this_month()}
        )
        return OpenPlan(words, 1) if is_new else save_own_plan(root, words, read=0)


def read_plan(root: bytes) -> OpenPlan | None:
    """The plan; None: it is gone. Writes nothing."""
    row = OwnPlan.objects.filter(code_hash=_code_hash(root)).first()
    return None if row is None else _open(root, row)


def open_plan(root: bytes) -> OpenPlan | None:
    """The plan, which somebody has opened this month; None: there is none."""
    OwnPlan.objects.filter(code_hash=_code_hash(root)).update(opened_in=this_month())
    return read_plan(root)


def save_own_plan(root: bytes, words: PlanWords, *, read: int) -> OpenPlan:
    """Write the plan anew; `read` is the version that was changed. The same words are written once.

    Raises `OwnPlanChanged` where it was saved since, and `PlanGone`.
    """
    with transaction.atomic():
        row = OwnPlan.objects.select_for_update().filter(code_hash=_code_hash(root)).first()
        if row is None:
            raise PlanGone
        present = _open(root, row)
        if present.words == words:
            return present
        if present.version != read:
            raise OwnPlanChanged(present)
        row.sealed, row.version, row.opened_in = _seal(root, words), row.version + 1, this_month()
        row.save()
    return OpenPlan(words, row.version)


def delete_plan(root: bytes) -> None:
    """Delete the plan at once, so that it is deleted again where a copy is put back. Twice is once."""
    with transaction.atomic():
        for row in OwnPlan.objects.select_for_update().filter(code_hash=_code_hash(root)):
            Erasure.objects.get_or_create(sign_up=row.pk, defaults={"erased_on": this_month()})
            row.delete()


def put_together(mine: PlanWords, theirs: PlanWords) -> PlanWords:
    """All of both, field by field; what is the same, or stands in the other, stands once."""
    return PlanWords(**{key: _both(one, asdict(theirs)[key]) for key, one in asdict(mine).items()})


def keep_plan(person: User, root: bytes) -> None:
    """Let the person open the plan from their page: the server's secret opens it then too.

    Raises `SchoolRefused` where they keep another that is there still, and `PlanGone`.
    """
    with transaction.atomic():
        lock_owner(person)
        if read_plan(root) is None:
            raise PlanGone
        kept = kept_root(person)
        if kept is not None and kept != root and read_plan(kept) is not None:
            raise SchoolRefused(_("You keep another plan on your page. Take that one off first."))
        KeptPlan.objects.update_or_create(person=person, defaults={"sealed": _seal_root(root, person.pk)})


def drop_plan(person: User) -> None:
    """Take the plan off the person's page: only the code opens it then. Twice is once."""
    with transaction.atomic():
        lock_owner(person)
        KeptPlan.objects.filter(person=person).delete()


def kept_root(person: User) -> bytes | None:
    """What opens the plan that the person keeps on their page; None: there is none. One query."""
    row = KeptPlan.objects.filter(person=person).first()
    return None if row is None else unseal(row.sealed, PURPOSE, bound_to=str(person.pk))


def delete_kept_plan(person: User) -> None:
    """Delete the plan that the person keeps on their page, if there is one."""
    root = kept_root(person)
    if root is not None:
        delete_plan(root)
    drop_plan(person)


def stir_kept_plans(people: Collection[int]) -> int:
    """Seal anew what keeps the plans of these people, who are locked, as places are; how many fell away."""
    rows = list(KeptPlan.objects.filter(person__in=people))
    roots = {row.pk: unseal(row.sealed, PURPOSE, bound_to=str(row.person_id)) for row in rows}
    hashes = [_code_hash(root) for root in roots.values() if root]
    there = set(OwnPlan.objects.filter(code_hash__in=hashes).values_list("code_hash", flat=True))
    fresh = []
    for row in rows:
        root = roots[row.pk]
        if root is None or _code_hash(root) in there:
            sealed = row.sealed if root is None else _seal_root(root, row.person_id)
            fresh.append(KeptPlan(person_id=row.person_id, sealed=sealed))
    SystemRandom().shuffle(fresh)
    KeptPlan.objects.filter(pk__in=roots).delete()
    KeptPlan.objects.bulk_create(fresh)
    return len(rows) - len(fresh)


def delete_unopened(now: dt.datetime) -> int:
    """Delete plans that nobody has opened for `PLAN_KEPT_MONTHS`; how many."""
    month = timezone.localdate(now).replace(day=1)
    years, months = divmod(month.year * 12 + month.month - 1 - PLAN_KEPT_MONTHS, 12)
    deleted, _kinds = OwnPlan.objects.filter(opened_in__lt=dt.date(years, months + 1, 1)).delete()
    return deleted


def this_month() -> dt.date:
    """The first day of the month: no other time is kept of a plan."""
    return timezone.localdate().replace(day=1)


def _both(one: str, other: str) -> str:
    if other in one:
        return one
    return other if one in other else f"{one}\n{other}"


def _code_hash(root: bytes) -> str:
    return derive(root, "own_plan.find").hex()


def _seal(root: bytes, words: PlanWords) -> bytes:
    said = json.dumps(asdict(words)).encode()
    padded = said.ljust(-(-len(said) // BLOCK) * BLOCK)
    return seal_with(derive(root, "own_plan.seal"), padded, bound_to=_code_hash(root))


def _open(root: bytes, row: OwnPlan) -> OpenPlan:
    opened = open_with(derive(root, "own_plan.seal"), bytes(row.sealed), bound_to=row.code_hash)
    if opened is None:
        raise PlanGone
    said = json.loads(opened)
    return OpenPlan(PlanWords(**{one.name: said.get(one.name, "") for one in fields(PlanWords)}), row.version)


def _seal_root(root: bytes, person_id: int) -> bytes:
    return seal(root, PURPOSE, bound_to=str(person_id))
