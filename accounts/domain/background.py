"""Tasks whose worker was killed, and those that were done long ago."""

import datetime as dt

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.policy import TASK_HOLDS, TASK_TRIES, TASKS_ARE_KEPT

CACHE_TABLE = "django.core.cache.backends.db.DatabaseCache"


class WorkerDied(Exception):
    """Every worker that took the task was killed while it did it."""


def reap_tasks(now: dt.datetime) -> int:
    """Give what killed workers left to the next one; how many tasks those were.

    No worker takes a task that says it is running. So each task of the house may be done again, and twice at
    once where a worker was only slow: it claims what it works on. After `TASK_TRIES` workers it has failed.
    """
    silent = DBTaskResult.objects.running().filter(started_at__lt=now - TASK_HOLDS)
    reaped = 0
    for task in silent.only("pk", "started_at", "worker_ids"):
        # Only while it is as it was: its worker may end it this moment.
        same = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
        if len(task.worker_ids) < TASK_TRIES:
            reaped += same.update(status=TaskResultStatus.READY)
        else:
            kind = f"{WorkerDied.__module__}.{WorkerDied.__qualname__}"
            reaped += same.update(status=TaskResultStatus.FAILED, finished_at=now, exception_class_path=kind)
    return reaped


def prune_tasks(now: dt.datetime) -> int:
    """Forget tasks that came to their end long ago, well or badly; how many."""
    ended = DBTaskResult.objects.finished().filter(finished_at__lte=now - TASKS_ARE_KEPT)
    pruned, _kinds = ended.delete()
    return pruned


def clear_sessions(now: dt.datetime) -> int:
    """Forget sessions that have run out, as `clearsessions` does; how many."""
    cleared, _kinds = Session.objects.filter(expire_date__lt=now).delete()
    return cleared


def clear_cache(now: dt.datetime) -> int:
    """Forget counts that have run out, where the cache is a table; how many. Redis does so itself."""
    if settings.CACHES["default"]["BACKEND"] != CACHE_TABLE:
        return 0
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    with connection.cursor() as cursor:
        # Microseconds are not kept there.
        before = connection.ops.adapt_datetimefield_value(now.replace(microsecond=0))
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [before])
        return int(cursor.rowcount)
