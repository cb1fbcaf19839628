"""Pages that go live or come down at a moment that somebody chose."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import DraftStateMixin, Page, Revision


def publish_due(now: dt.datetime) -> int:
    """Let pages go live and come down whose moment has come; how many.

    What Wagtail's `publish_scheduled` does, but each by itself: one that may not go live stays the draft that
    it is, with a line in its history, and keeps no other from its moment. What fails otherwise is tried again
    next time; the first such failure is raised when all others are done.
    """
    done, failures = 0, []
    for step in (*_coming_down(now), *_going_live(now)):
        try:
            with transaction.atomic():
                done += step()
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise failures[0]
    return done


def _coming_down(now: dt.datetime) -> Iterator[Callable[[], bool]]:
    for kind in apps.get_models():
        if kind is Page or (issubclass(kind, DraftStateMixin) and not issubclass(kind, Page)):
            for due in kind._default_manager.filter(live=True, expire_at__lte=now).order_by("expire_at"):
                yield partial(_come_down, due)


def _come_down(thing: DraftStateMixin) -> bool:
    thing.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


def _going_live(now: dt.datetime) -> Iterator[Callable[[], bool]]:
    due = Revision.objects.filter(approved_go_live_at__lte=now)
    for revision in due.order_by("approved_go_live_at", "pk"):
        yield partial(_go_live, revision)


def _go_live(revision: Revision) -> bool:
    try:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except ValidationError:
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
        log(revision.content_object, "courses.not_gone_live", revision=revision)
        return False
    return True
