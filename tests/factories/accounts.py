"""Plain makers of people, workplaces and employments."""

import datetime as dt
from itertools import count
from typing import Any

from django.contrib.auth.models import Group

from accounts.enums import JobFunction, Role, Setting, WorkplaceKind
from accounts.models import Employment, User, Workplace

_numbers = count(1)
PASSWORD = "laer-sammen-2026"


def make_person(*roles: Role, **fields: Any) -> User:
    """Someone who can sign in with `PASSWORD`, in the groups of the roles (made where they are missing)."""
    number = next(_numbers)
    fields.setdefault("email", f"person-{number}@example.org")
    fields.setdefault("display_name", f"Person {number}")
    is_superuser = fields.pop("is_superuser", False)
    make = User.objects.create_superuser if is_superuser else User.objects.create_user
    person = make(password=PASSWORD, **fields)
    person.groups.set([Group.objects.get_or_create(name=role.value)[0] for role in roles])
    return person


def make_workplace(parent: Workplace | None = None, **fields: Any) -> Workplace:
    """A municipality, or under one a centre, or under a centre a unit (a bosted unless said otherwise)."""
    number = next(_numbers)
    fields.setdefault("name", f"Sted {number}")
    fields.setdefault("slug", f"sted-{number}")
    if parent is None:
        return Workplace.add_root(kind=WorkplaceKind.MUNICIPALITY, **fields)
    if parent.kind == WorkplaceKind.MUNICIPALITY:
        return parent.add_child(kind=WorkplaceKind.CENTRE, **fields)
    fields.setdefault("setting", Setting.BOSTED)
    return parent.add_child(kind=WorkplaceKind.UNIT, **fields)


def make_unit(**fields: Any) -> Workplace:
    """A unit with a centre and a municipality of its own above it."""
    return make_workplace(make_workplace(make_workplace()), **fields)


def make_employment(
    person: User | None = None, workplace: Workplace | None = None, **fields: Any
) -> Employment:
    fields.setdefault("job_function", JobFunction.SOSU_ASSISTENT)
    fields.setdefault("start", dt.date(2024, 1, 1))
    return Employment.objects.create(
        user=person or make_person(), workplace=workplace or make_unit(), **fields
    )
