"""What a teaching pair prepares together: the plan of a session, notes to each other. Only they read it."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.domain.refusals import Refusal
from recoveryskole.domain.seating import lock_session
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.models import Facilitator, PlanRow, PlanVersion, Session, TeachingNote

MOST_STEPS = 30
# Which half of the day a step lies in: nearer than this before the session begins it stands first.
PREPARING = dt.timedelta(hours=12)
LOOKING_BACK = dt.timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the day: from when by the clock on the wall, what, and more words."""

    begins: dt.time | None
    what: str
    words: str = ""


class NotTheirs(SchoolRefused):
    """Somebody asked for a session that they do not teach."""

    def __init__(self) -> None:
        super().__init__(_("You do not teach this one."), Refusal.NOT_THERE)


class PlanChanged(SchoolRefused):
    """The other one has saved since it was read. `present` is what stands now."""

    def __init__(self, present: PlanVersion | None) -> None:
        super().__init__(_("The other one has saved the plan meanwhile. Nothing of yours is lost."))
        self.present = present


def taught_sessions(person: User) -> QuerySet[Session]:
    """What the person teaches, from a month back: the first of them first; shown, hidden or cancelled."""
    since = timezone.now() - LOOKING_BACK
    taught: QuerySet[Session] = Session.objects.taught_by(person).upcoming(since)
    return taught.select_related("workshop", "place")


def lock_taught(pk: int, by: User) -> tuple[Session, Facilitator]:
    """The session, locked as `lock_session` does, and who `by` is in it. Raises `NotTheirs`."""
    session = lock_session(pk)
    facilitator = Facilitator.objects.filter(teachings__session=session, person=by).first()
    if facilitator is None:
        raise NotTheirs
    return session, facilitator


def present_plan(session: Session) -> PlanVersion | None:
    """The plan that stands, with its rows and who wrote it; None before there is one. Two queries."""
    plans = PlanVersion.objects.filter(session=session).select_related("written_by").prefetch_related("rows")
    return plans.order_by("-number").first()


def steps_of(plan: PlanVersion | None) -> list[Step]:
    """The plan's steps in their order."""
    return [Step(row.begins, row.what, row.words) for row in plan.rows.all()] if plan else []


def save_plan(session: Session, steps: Sequence[Step], *, read: int, by: User) -> PlanVersion | None:
    """Write the plan anew; `read` is the number of the version that was changed, 0 for none.

    The steps stand by the clock. Where the words are the same nothing is written. Raises `PlanChanged` where
    the other one has saved since, and `NotTheirs`.
    """
    with transaction.atomic():
        session, facilitator = lock_taught(session.pk, by)
        present = present_plan(session)
        steps = in_order(session, steps)[:MOST_STEPS]
        if steps == steps_of(present):
            return present
        number = present.number if present else 0
        if read != number:
            raise PlanChanged(present)
        plan = PlanVersion.objects.create(session=session, number=number + 1, written_by=facilitator)
        PlanRow.objects.bulk_create(
            PlanRow(version=plan, position=position, begins=one.begins, what=one.what, words=one.words)
            for position, one in enumerate(steps, start=1)
        )
        record_action(session, "recoveryskole.save_plan", user=by)
    return plan


def write_note(session: Session, words: str, *, key: uuid.UUID, by: User) -> None:
    """Write to the other one. With the same `key` again nothing more is written. Raises `NotTheirs`."""
    with transaction.atomic():
        session, facilitator = lock_taught(session.pk, by)
        if not TeachingNote.objects.filter(pk=key).exists():
            TeachingNote.objects.create(pk=key, session=session, written_by=facilitator, words=words)
            record_action(session, "recoveryskole.write_note", user=by)


def delete_note(session: Session, key: uuid.UUID, *, by: User) -> None:
    """Take one's own note away. Twice is once. Raises `NotTheirs`."""
    with transaction.atomic():
        session, facilitator = lock_taught(session.pk, by)
        TeachingNote.objects.filter(pk=key, session=session, written_by=facilitator).delete()


def in_order(session: Session, steps: Sequence[Step]) -> list[Step]:
    """By the clock, also across midnight; a step without a time stays after the one before it."""
    first = timezone.localtime(session.starts_at - PREPARING)
    placed, last = [], 0
    for step in steps:
        if step.begins is not None:
            last = _minutes(step.begins) - _minutes(first.time())
            last %= 24 * 60
        placed.append((last, step))
    return [step for _minute, step in sorted(placed, key=lambda one: one[0])]


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute
