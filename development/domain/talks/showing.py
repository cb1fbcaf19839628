"""A talk with a manager of before is shown to a new one, until the person takes it back."""

from django.db import transaction
from django.utils import timezone

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.practice.domain.own_view_sharing import managers_of
from development.domain.talks.opening import lock
from development.domain.talks.refusals import NotYourManager
from development.models import ShownTalk, Talk
from development.rules import is_talked_about


def show_talk(talk: Talk, reader_id: int, *, by: User) -> None:
    """Let one who leads the person today read it. Raises `NotYourManager`; so for anybody but the person."""
    reader = next((one for one in managers_of(by) if one.pk == reader_id), None)
    if reader is None or reader.pk == talk.manager_id or not is_talked_about(by, talk):
        raise NotYourManager
    with transaction.atomic():
        row = lock(talk)
        shown, is_new = ShownTalk.objects.holding().get_or_create(talk=row, reader=reader)
        if is_new:
            record_action(shown, "development.show_talk", user=by, data={"talk": row.pk, "reader": reader.pk})


def hide_talk(talk: Talk, reader_id: int, *, by: User) -> None:
    """Take it back. Nothing happens where it is not shown. Raises `NotYourManager` for all but the person."""
    if not is_talked_about(by, talk):
        raise NotYourManager
    with transaction.atomic():
        row = lock(talk)
        for shown in ShownTalk.objects.holding().filter(talk=row, reader=reader_id):
            shown.withdrawn_at = timezone.now()
            shown.save(update_fields=["withdrawn_at"])
            record_action(shown, "development.hide_talk", user=by, data={"talk": row.pk, "reader": reader_id})
