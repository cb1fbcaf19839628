"""What time brings: upper rooms say here what is to be done, and `manage.py tick` does it."""

import datetime as dt
import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Q

from accounts.models import TimedJob
from accounts.policy import CLAIM_HOLDS

logger = logging.getLogger(__name__)

# Does what is due at the moment given; how many things that were. It may come late or twice, and be killed.
Work = Callable[[dt.datetime], int]

EVERY_MINUTE = dt.timedelta()
HOURLY = dt.timedelta(hours=1)
DAILY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do when `every` has passed since it was last done."""

    name: str
    work: Work
    every: dt.timedelta


class Ending(Enum):
    """What became of a job."""

    DONE = "done"
    FAILED = "failed"
    # Done not long ago, or somebody else is at it.
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job, and how many things it did."""

    name: str
    ending: Ending
    done: int = 0


_jobs: dict[str, Job] = {}


def on_tick(name: str, work: Work, *, every: dt.timedelta = EVERY_MINUTE) -> None:
    """Have `work` done whenever `every` has passed. An app calls it in `ready()`.

    `name` is the job's for ever, like `courses.fill_seats`: by it the database knows when it was last done.
    """
    known = _jobs.setdefault(name, Job(name, work, every))
    if known.work is not work:
        raise ValueError(f"Two jobs are named {name}.")


def jobs() -> list[Job]:
    """All that time brings, by name."""
    return [_jobs[name] for name in sorted(_jobs)]


def do_what_is_due(now: dt.datetime) -> Iterator[Outcome]:
    """Do each job that is due, one after the other; what became of each as it ends.

    A job that fails is logged and keeps no other from being done. Two who do this at once share the jobs.
    """
    for job in jobs():
        try:
            outcome = _do(job, now)
        except Exception as problem:
            # Its words may name a person: databases repeat the row that they refuse.
            logger.error("%s failed: %s", job.name, _where(problem))
            outcome = Outcome(job.name, Ending.FAILED)
        # A connection that broke with a job is made anew for the next.
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        yield outcome


def _do(job: Job, now: dt.datetime) -> Outcome:
    until = now + CLAIM_HOLDS
    TimedJob.objects.get_or_create(name=job.name)
    is_due = Q(done_at=None) | Q(done_at__lte=now - job.every)
    is_free = Q(held_until=None) | Q(held_until__lte=now)
    if not TimedJob.objects.filter(is_due, is_free, name=job.name).update(held_until=until):
        return Outcome(job.name, Ending.LEFT)
    ours = TimedJob.objects.filter(name=job.name, held_until=until)
    try:
        done = job.work(now)
    except BaseException:
        ours.update(held_until=None)
        raise
    ours.update(held_until=None, done_at=now)
    return Outcome(job.name, Ending.DONE, done)


def _where(problem: Exception) -> str:
    """The kind of a problem and the line of ours that it came from."""
    ours = [
        (path.relative_to(settings.BASE_DIR), frame.lineno)
        for frame in traceback.extract_tb(problem.__traceback__)
        if (path := Path(frame.filename)).is_relative_to(settings.BASE_DIR) and ".venv" not in path.parts
    ]
    place = "".join(f" at {path}:{line}" for path, line in ours[-1:])
    return f"{type(problem).__name__}{place}"
