"""What becomes of what was agreed, as either of the two tells it."""

import datetime as dt

from django.db import transaction

from accounts.domain.audit import record_action
from accounts.models import User
from development.domain.talks.opening import lock
from development.domain.talks.refusals import NothingSaid, NotTheNewest, NotYoursToTell
from development.enums import FollowUpKind
from development.models import Agreement, AgreementVersion, FollowUp
from development.rules import takes_part


def follow_up(
    agreement: Agreement,
    kind: FollowUpKind,
    *,
    by: User,
    new_day: dt.date | None = None,
    words: str = "",
) -> FollowUp:
    """Add what became of it. The agreed words stand: a day that moves is told here, and both see it.

    It can be told after the talk has ended. Told twice in a row, one is kept. Raises `NotYoursToTell`,
    `NotTheNewest` where both have agreed on something else since, and `NothingSaid`.
    """
    is_going_on = kind in (FollowUpKind.CHANGED, FollowUpKind.REOPENED)
    new_day = new_day if is_going_on else None
    if kind == FollowUpKind.CHANGED and not new_day and not words:
        raise NothingSaid
    with transaction.atomic():
        talk = lock(agreement.version.talk)
        if not takes_part(by, talk):
            raise NotYoursToTell
        if not AgreementVersion.objects.newest_agreed().filter(pk=agreement.version_id).exists():
            raise NotTheNewest
        known = (
            FollowUp.objects.filter(agreement__version__talk=talk, agreement__line=agreement.line)
            .order_by("-told_at", "-pk")
            .first()
        )
        if known and (known.kind, known.new_day, known.words) == (kind, new_day, words):
            return known
        entry = FollowUp.objects.create(
            agreement=agreement, kind=kind, new_day=new_day, words=words, told_by=by
        )
        record_action(
            entry, "development.follow_up", user=by, data={"agreement": agreement.pk, "kind": str(kind)}
        )
    return entry
