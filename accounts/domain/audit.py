"""The audit log, as Wagtail keeps it, at the price of one query."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.log_actions import registry as log_actions
from wagtail.models import ModelLogEntry

_waiting: ContextVar[list[ModelLogEntry] | None] = ContextVar("_waiting", default=None)


@contextmanager
def one_act() -> Iterator[None]:
    """Write all that is recorded inside with one query, at the end; nothing when it ends in an exception.

    For acts of several steps, such as an answer that completes a lesson. Put it inside the transaction.
    """
    entries: list[ModelLogEntry] = []
    token = _waiting.set(entries)
    try:
        yield
    finally:
        _waiting.reset(token)
    ModelLogEntry.objects.bulk_create(entries)


def record_action(
    instance: Model,
    action: str,
    *,
    user: Any = None,
    data: dict[str, Any] | None = None,
    at: dt.datetime | None = None,
) -> None:
    """Log that `user` did `action` to `instance`; the entry shows in the CMS like Wagtail's own.

    `wagtail.log_actions.log` checks the entry with two more queries, which an answer in a lesson cannot
    afford three times over; both things checked (the person, the content type) were just read. `data` holds
    numbers and codes: never a name, an address or an answer. An action that no `wagtail_hooks.py` has
    registered raises ValueError. `at` is for what is not to be known to the minute; without it, it is now.
    """
    if not log_actions.action_exists(action):
        raise ValueError(f"The log action {action!r} is not registered.")
    context = get_active_log_context()
    entry = ModelLogEntry(
        content_type=ContentType.objects.get_for_model(instance, for_concrete_model=False),
        object_id=str(instance.pk),
        label=f"{instance._meta.label} {instance.pk}",
        action=action,
        data=data or {},
        timestamp=at or timezone.now(),
        user=user or context.user,
        uuid=context.uuid,
    )
    waiting = _waiting.get()
    if waiting is None:
        # As it is: without the checks that `save` makes, and without a transaction for one row.
        entry.save_base(raw=True, force_insert=True)
    else:
        waiting.append(entry)
