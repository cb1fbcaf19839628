"""A development talk begins, gets its day and its place, and ends."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.practice.domain.own_view_sharing import managers_of
from development.domain.talks.letters import tell_opened
from development.domain.talks.refusals import CannotWrite, NotYourManager
from development.models import AgreementVersion, Talk
from development.rules import writes_goals


def open_talk(person: User, manager: User, *, by: User) -> Talk:
    """Begin to prepare a talk; `by` is one of the two, and the other gets a mail.

    Where the two have one that is not agreed yet, that one is given back. One that is agreed ends with this:
    its agreements are followed up as before. Raises `NotYourManager`.
    """
    if manager not in managers_of(person):
        raise NotYourManager
    with transaction.atomic():
        # Begun by both at once, the second waits here and finds the talk of the first.
        User.objects.select_for_update().filter(pk=person.pk).values_list("pk").first()
        known = Talk.objects.open().filter(person=person, manager=manager).first()
        if known is not None:
            if not AgreementVersion.objects.agreed().filter(talk=known).exists():
                return known
            _end(known, by)
        talk = Talk.objects.create(person=person, manager=manager, opened_by=by)
        record_action(talk, "development.open_talk", user=by)
        tell_opened(talk)
    return talk


def plan_talk(talk: Talk, planned_for: dt.datetime | None, place: str, *, by: User) -> None:
    """Say when and where it is, in words of their own; either of the two may. Raises `CannotWrite`."""
    with transaction.atomic():
        row = lock(talk)
        if not writes_goals(by, row):
            raise CannotWrite
        row.planned_for, row.place = planned_for, place
        row.save(update_fields=["planned_for", "place"])
        record_action(row, "development.plan_talk", user=by)


def end_talk(talk: Talk, *, by: User) -> None:
    """Nothing more is written in it. Ending it again does nothing. Raises `CannotWrite` for anybody else."""
    with transaction.atomic():
        row = lock(talk)
        if row.ended_at is not None:
            return
        if not writes_goals(by, row):
            raise CannotWrite
        _end(row, by)


def _end(talk: Talk, by: User) -> None:
    talk.ended_at = timezone.now()
    talk.save(update_fields=["ended_at"])
    record_action(talk, "development.end_talk", user=by)


def lock(talk: Talk) -> Talk:
    """The row as it stands now; whoever writes in the talk waits until the transaction ends."""
    return Talk.objects.select_for_update(of=("self",)).select_related("person", "manager").get(pk=talk.pk)
