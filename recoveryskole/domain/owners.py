"""Whose own it is: what is written of one person's page is written one after the other."""

from collections.abc import Iterable

from accounts.models import User


def lock_owner(person: User) -> None:
    """Have others who write of this person's page wait for this transaction; so does whoever empties them."""
    lock_owners([person.pk])


def lock_owners(keys: Iterable[int]) -> list[int]:
    """Do so for several, in one order; who is there."""
    held = User.objects.select_for_update(no_key=True).filter(pk__in=set(keys)).order_by("pk")
    return list(held.values_list("pk", flat=True))
