"""Who may look on: who can do it without help by the ledger of the day, or is a method supervisor."""

import datetime as dt
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.danish import DanishOrder
from accounts.enums import JobFunction
from accounts.models import Employment, User, Workplace
from accounts.rules import jobs_of
from assessments.ledger.domain.queries import positions
from assessments.practice.models import MethodSupervisor
from assessments.practice.policy import OBSERVER_LEVEL
from competences.models import Competence

# A list to choose from. Where more than that can do it, nobody finds a name in it.
MOST_OBSERVERS = 100
# Municipality and centre: whoever works in one's own centre can be asked.
FLOORS_ASKED = 2


class Observer(NamedTuple):
    """Somebody who can be asked, and what tells who it is."""

    pk: int
    name: str
    what: str


def may_observe(observer: User, competence: Competence, day: dt.date) -> bool:
    """Whether what the person sees in others counts, on the day."""
    if not observer.is_active:
        return False
    if MethodSupervisor.objects.on(day).filter(user=observer).exists():
        return True
    position = positions([observer.pk], day).get((observer.pk, competence.pk))
    return position is not None and position.level >= OBSERVER_LEVEL


def find_observers(person: User, competence: Competence) -> list[Observer]:
    """Whom the person may ask today: method supervisors first, then their own place, then their centre.

    The number of queries does not grow with the people.
    """
    today = timezone.localdate()
    supervisors = (
        MethodSupervisor.objects.on(today)
        .filter(user__is_active=True)
        .exclude(user=person)
        .order_by(DanishOrder("user__display_name"), "user")
        .values_list("user", "user__display_name")
    )
    found = {pk: Observer(pk, name, _("Method supervisor")) for pk, name in supervisors[:MOST_OBSERVERS]}
    for one in _who_can(person, competence, today):
        found.setdefault(one.pk, one)
    return list(found.values())[:MOST_OBSERVERS]


def find_outside_supervisors() -> list[MethodSupervisor]:
    """Method supervisors without an account, by name."""
    rows = MethodSupervisor.objects.on(timezone.localdate()).filter(user=None)
    return list(rows.order_by(DanishOrder("name"), "pk")[:MOST_OBSERVERS])


def _who_can(person: User, competence: Competence, today: dt.date) -> list[Observer]:
    jobs = jobs_of(person)
    own = {job.workplace_id for job in jobs}
    near = Q(pk__in=[])
    for job in jobs:
        near |= Q(workplace__path__startswith=job.workplace.path[: FLOORS_ASKED * Workplace.steplen])
    rows = list(
        Employment.objects.present(today)
        .filter(
            near,
            user__is_active=True,
            user__standings__competence=competence,
            user__standings__level__gte=OBSERVER_LEVEL,
        )
        .exclude(user=person)
        .order_by(DanishOrder("user__display_name"), "user", "pk")
        .values_list("user", "user__display_name", "job_function", "workplace", "workplace__name")
    )
    rows.sort(key=lambda row: row[3] not in own)
    rows = rows[: 2 * MOST_OBSERVERS]
    # A stored standing may have run out since: the ledger of today decides.
    standing = positions({row[0] for row in rows}, today)
    return [
        Observer(pk, name, f"{JobFunction(job).label}, {place}")
        for pk, name, job, _workplace, place in rows
        if (position := standing.get((pk, competence.pk))) and position.level >= OBSERVER_LEVEL
    ]
