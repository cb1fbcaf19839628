"""Who has looked at somebody's data, in words for that person."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain.reads import sentence_of
from accounts.enums import Role
from accounts.models import Employment, PersonalRead, User


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody has looked. `work` is what they were to the person then, in words; empty: nothing is known."""

    at: dt.datetime
    name: str
    work: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Month:
    """The looks of one month, the newest first; `first` is its first day."""

    first: dt.date
    looks: tuple[Look, ...]


def tell_reads(person: User, reads: Sequence[PersonalRead]) -> list[Month]:
    """The reads, newest first and with their readers, month by month; two queries."""
    jobs = _jobs_of({person.pk, *(read.reader_id for read in reads)})
    roles = _roles_of({read.reader_id for read in reads})
    looks = [
        Look(
            at=timezone.localtime(read.read_at),
            name=read.reader.display_name,
            work=_work(read, jobs, roles),
            sentence=sentence_of(read.what),
        )
        for read in reads
    ]
    return [
        Month(first, tuple(of_month))
        for first, of_month in groupby(looks, key=lambda look: look.at.date().replace(day=1))
    ]


def _jobs_of(people: set[int]) -> dict[int, list[Employment]]:
    jobs = defaultdict(list)
    for job in Employment.objects.filter(user__in=people).select_related("workplace"):
        jobs[job.user_id].append(job)
    return jobs


def _roles_of(people: set[int]) -> set[int]:
    """Who of them is a coordinator now: a group has no history."""
    return set(User.objects.filter(pk__in=people, groups__name=Role.COORDINATOR).values_list("pk", flat=True))


def _work(read: PersonalRead, jobs: dict[int, list[Employment]], coordinators: set[int]) -> str:
    """What the reader was on the day of the read: the person's manager before all else."""
    if read.reader.is_gone:
        # What they were would say who.
        return ""
    day = timezone.localdate(read.read_at)
    held = [job for job in jobs.get(read.reader_id, []) if job.start <= day and (job.end or day) >= day]
    led = [job.workplace.path for job in held if job.is_manager]
    # Whoever has left is still led by who sees the report of a day when they were here.
    mine = [job.workplace.path for job in jobs.get(read.person_id, [])]
    if any(path.startswith(above) for path in mine for above in led):
        return _("your manager")
    if read.reader_id in coordinators:
        return str(Role.COORDINATOR.label).lower()
    if read.reader.is_superuser:
        return _("administrator")
    return str(held[0].get_job_function_display()).lower() if held else ""
