"""Who may do what, as named predicates. Views and templates ask these, never a group's name."""

import datetime as dt
from typing import TYPE_CHECKING, Any

import rules
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db.models import BigIntegerField, DateField, Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.enums import Role
from accounts.prepared import Prepared

if TYPE_CHECKING:
    from accounts.models import Employment, User, Workplace


def _groups(user: Any) -> dict[str, bool]:
    """The person's groups and whether each opens the CMS, read once for each user object (each request)."""
    if not user.is_authenticated:
        return {}
    if not hasattr(user, "_opens_cms_by_group"):
        user._opens_cms_by_group = dict(_GROUPS(user=user.pk))
    groups: dict[str, bool] = user._opens_cms_by_group
    return groups


def _groups_with_door(user: Any) -> QuerySet[Group, tuple[Any, ...]]:
    door = Permission.objects.filter(
        group=OuterRef("pk"), content_type__app_label="wagtailadmin", codename="access_admin"
    )
    return Group.objects.filter(user=user).annotate(opens_cms=Exists(door)).values_list("name", "opens_cms")


_GROUPS = Prepared(_groups_with_door, user=BigIntegerField())


def _roles(user: Any) -> frozenset[str]:
    return frozenset(_groups(user))


@rules.predicate
def is_author(user: "User") -> bool:
    return Role.AUTHOR in _roles(user)


@rules.predicate
def has_lived_experience_role(user: "User") -> bool:
    """Signs lessons for lived experience. Says nothing of anybody who only takes part."""
    return Role.LIVED_EXPERIENCE in _roles(user)


@rules.predicate
def is_professional(user: "User") -> bool:
    return Role.PROFESSIONAL in _roles(user)


@rules.predicate
def is_coordinator(user: "User") -> bool:
    return Role.COORDINATOR in _roles(user)


is_in_workshop = is_author | has_lived_experience_role | is_professional | is_coordinator


def managed_paths(user: Any, on: dt.date | None = None) -> tuple[str, ...]:
    """Tree paths of the workplaces that the person leads on the day (today if none is given)."""
    return tuple(job.workplace.path for job in jobs_of(user, on) if job.is_manager)


def jobs_of(user: Any, on: dt.date | None = None) -> "list[Employment]":
    """The person's employments on the day with their workplaces, newest first; on leave counts too.

    Today's are read once for each user object (each request).
    """
    if not user.is_authenticated:
        return []
    if on is not None:
        return _JOBS(user=user.pk, on=on)
    if not hasattr(user, "_jobs"):
        user._jobs = _JOBS(user=user.pk, on=timezone.localdate())
    jobs: list[Employment] = user._jobs
    return jobs


def _held(user: Any, on: Any) -> "QuerySet[Employment]":
    # The models name these predicates.
    employments = apps.get_model("accounts", "Employment").objects
    held: QuerySet[Employment] = employments.active(on).filter(user=user).select_related("workplace")
    return held


_JOBS = Prepared(_held, user=BigIntegerField(), on=DateField())


@rules.predicate
def is_manager(user: "User") -> bool:
    """Leads at least one workplace today, by employment."""
    return bool(managed_paths(user))


@rules.predicate
def manages_workplace(user: "User", workplace: "Workplace | None" = None) -> bool:
    """Leads the workplace itself or one above it in the tree."""
    return workplace is not None and any(workplace.path.startswith(path) for path in managed_paths(user))


@rules.predicate
def opens_cms(user: "User") -> bool:
    """May open the CMS. Through a group: nobody is given single permissions here."""
    return user.is_authenticated and (user.is_superuser or any(_groups(user).values()))
