"""Whom a manager has talks with: those whom nobody stands nearer to. Reads only."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from accounts.danish import danish_key
from accounts.models import Employment, User, Workplace
from accounts.rules import managed_paths
from development.domain.talks.plan import plan_of
from development.domain.talks.queries import TalkLine, lines_of
from development.models import AgreementVersion, Talk


@dataclass(frozen=True, slots=True)
class OwnPerson:
    """Somebody whom the manager leads, with the newest talk of the two and the next day in their plan."""

    person: User
    talk: TalkLine | None
    next_day: dt.date | None
    is_past: bool
    is_away: bool


def people_of(manager: User) -> list[User]:
    """Everybody who has this one among their managers (`managers_of`), in Danish order.

    Those below another manager have that one; the other manager has this one. At most three queries.
    """
    led = managed_paths(manager)
    if not led:
        return []
    below = Q(pk__in=[])
    for path in led:
        below |= Q(path__startswith=path)
    paths = dict(Workplace.objects.filter(below).values_list("pk", "path"))
    today = timezone.localdate()
    leading: dict[str, set[int]] = {}
    found = Employment.objects.active(today).filter(is_manager=True, user__is_active=True)
    for place, user in found.filter(workplace__in=paths).values_list("workplace", "user"):
        leading.setdefault(paths[place], set()).add(user)
    direct = [pk for pk, path in paths.items() if manager.pk in _nearest(path, None, leading)]
    # Whoever leads a place is led from above it.
    others = {user for users in leading.values() for user in users}
    held = Employment.objects.active(today).filter(user__is_active=True).exclude(user=manager)
    held = held.filter(Q(workplace__in=direct) | Q(user__in=others, workplace__in=paths))
    people = {
        job.user_id: job.user
        for job in held.select_related("user", "workplace").order_by()
        if manager.pk in _nearest(job.workplace.path, job.user_id, leading)
    }
    return sorted(people.values(), key=lambda one: danish_key(one.display_name))


def _nearest(path: str, user: int | None, leading: dict[str, set[int]]) -> set[int]:
    """Who stands nearest above somebody at the place; nobody leads themself."""
    for end in range(len(path), 0, -Workplace.steplen):
        if others := leading.get(path[:end], set()) - {user}:
            return others
    return set()


def own_people(manager: User) -> list[OwnPerson]:
    """The manager's people with their talks; the number of queries does not grow with them."""
    people = people_of(manager)
    if not people:
        return []
    ids = [one.pk for one in people]
    today = timezone.localdate()
    newest: dict[int, TalkLine] = {}
    talks = Talk.objects.filter(manager=manager, person__in=ids).order_by("-opened_at", "-pk")
    for line in lines_of(talks, manager):
        newest.setdefault(line.talk.person_id, line)
    next_day: dict[int, dt.date] = {}
    holding = AgreementVersion.objects.newest_agreed().filter(talk__manager=manager, talk__person__in=ids)
    for planned in plan_of(holding):
        if not planned.is_over:
            who = planned.talk.person_id
            next_day[who] = min(planned.day, next_day.get(who, planned.day))
    present = set(Employment.objects.present(today).filter(user__in=ids).values_list("user", flat=True))
    return [
        OwnPerson(
            person=one,
            talk=newest.get(one.pk),
            next_day=next_day.get(one.pk),
            is_past=one.pk in next_day and next_day[one.pk] < today,
            is_away=one.pk not in present,
        )
        for one in people
    ]
