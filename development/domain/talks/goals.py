"""What the person wants, and what the manager suggests; and the person's own notes."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.domain.audit import record_action
from accounts.models import User
from development.domain.talks.opening import lock
from development.domain.talks.refusals import CannotWrite, NotTheWriter, TooMuch
from development.models import Goal, PrivateNote, Talk
from development.policy import MAX_GOALS
from development.rules import is_open, is_talked_about, writes_goals


@dataclass(frozen=True, slots=True)
class Wanted:
    """A goal in words, a few words why, and the requirement (by id) that it is about; or None."""

    text: str
    why: str = ""
    competence_id: int | None = None


def write_goal(talk: Talk, wanted: Wanted, *, by: User) -> Goal:
    """Add a goal. Raises `CannotWrite` and `TooMuch`."""
    with transaction.atomic():
        row = lock(talk)
        if not writes_goals(by, row):
            raise CannotWrite
        if row.goals.filter(removed_at=None).count() >= MAX_GOALS:
            raise TooMuch
        goal = Goal.objects.create(
            talk=row,
            written_by=by,
            text=wanted.text,
            why=wanted.why,
            competence_id=wanted.competence_id,
        )
        record_action(goal, "development.write_goal", user=by, data={"talk": row.pk})
    return goal


def change_goal(goal: Goal, wanted: Wanted, *, by: User) -> None:
    """Say it in other words; only who wrote it. Raises `CannotWrite` and `NotTheWriter`."""
    with transaction.atomic():
        row = _own(goal, by)
        row.text, row.why, row.competence_id = wanted.text, wanted.why, wanted.competence_id
        row.save(update_fields=["text", "why", "competence"])
        record_action(row, "development.change_goal", user=by, data={"talk": row.talk_id})


def remove_goal(goal: Goal, *, by: User) -> None:
    """Take it away; only who wrote it. The row stays. Raises `CannotWrite` and `NotTheWriter`."""
    with transaction.atomic():
        row = _own(goal, by)
        if row.removed_at is None:
            row.removed_at = timezone.now()
            row.save(update_fields=["removed_at"])
            record_action(row, "development.remove_goal", user=by, data={"talk": row.talk_id})


def _own(goal: Goal, by: User) -> Goal:
    talk = lock(goal.talk)
    row = Goal.objects.get(pk=goal.pk)
    if not writes_goals(by, talk):
        raise CannotWrite
    if row.written_by_id != by.pk:
        raise NotTheWriter
    return row


def save_note(talk: Talk, text: str, *, by: User) -> None:
    """Keep the person's own note. Raises `CannotWrite` for everybody else, and when the talk is over.

    It is not logged: who reads the log would else know that somebody writes.
    """
    with transaction.atomic():
        row = lock(talk)
        if not (is_talked_about(by, row) and is_open(by, row)):
            raise CannotWrite
        PrivateNote.objects.update_or_create(talk=row, defaults={"text": text, "saved_at": timezone.now()})


def read_note(talk: Talk, *, by: User) -> str | None:
    """The person's own note, empty where there is none; None for everybody else, without a query."""
    if not is_talked_about(by, talk):
        return None
    note = PrivateNote.objects.filter(talk=talk).first()
    return note.text if note else ""
