"""Who works beside whom."""

from typing import NamedTuple

from django.utils import timezone

from accounts.danish import DanishOrder
from accounts.models import Employment, User

# A list to choose from. Where more than that work together, nobody finds a name in it.
MOST_COLLEAGUES = 200


class Colleague(NamedTuple):
    """Somebody at one's workplace, by the name they want to be called."""

    pk: int
    name: str


def colleagues_of(person: User) -> list[Colleague]:
    """Those who are at work today where the person is employed, in Danish order; one query."""
    today = timezone.localdate()
    workplaces = Employment.objects.active(today).filter(user=person).values("workplace")
    rows = (
        Employment.objects.present(today)
        .filter(workplace__in=workplaces, user__is_active=True)
        .exclude(user=person)
        .order_by(DanishOrder("user__display_name"), "user")
        .values_list("user", "user__display_name")
        .distinct()[:MOST_COLLEAGUES]
    )
    return [Colleague(*row) for row in rows]
