"""People who leave. Upper rooms say here what they have to see to, since this room does not know them."""

from collections.abc import Callable, Iterable

from django.db import transaction

from accounts.models import User

# What to do when the first can sign in no more; the second did it.
Farewell = Callable[[User, User], None]

_farewells: list[Farewell] = []


def on_leaving(farewell: Farewell) -> None:
    """Have this called for everybody who leaves. An app calls it in `ready()`."""
    if farewell not in _farewells:
        _farewells.append(farewell)


def see_off(people: Iterable[User], *, by: User) -> None:
    """Let the people sign in no more, and do what is to be done then; also before they are emptied."""
    leaving = list(people)
    with transaction.atomic():
        # All of them first: nobody who leaves gets what another one leaves behind.
        User.objects.filter(pk__in=[person.pk for person in leaving]).update(is_active=False)
        for person in leaving:
            for farewell in _farewells:
                farewell(person, by)
