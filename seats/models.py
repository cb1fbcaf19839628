"""The abstract seat. A room with something to sign up for makes a table of it, with its own gathering."""

from collections.abc import Hashable
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from seats.enums import HOLDING_STATES, SeatState

S = TypeVar("S", bound="Seat")


class SeatQuerySet(models.QuerySet[S]):
    def living(self) -> Self:
        """Of those who are on the list still, whether with a seat or in line."""
        return self.exclude(state=SeatState.GIVEN_UP)

    def holding(self) -> Self:
        return self.filter(state__in=HOLDING_STATES)

    def waiting(self) -> Self:
        return self.filter(state=SeatState.WAITING)

    def in_line(self) -> Self:
        """Those who wait and may move up, first come first. A table leaves out who may not have a seat."""
        return self.waiting().order_by("signed_up_at", "pk")


class Seat(models.Model):
    """Somebody has signed up for a gathering. A seat given up stays; whoever comes again has a new row.

    Who that is, is for the table that is made of it: people of the house, or a name that somebody gives.
    """

    state = models.CharField(max_length=8, choices=SeatState, default=SeatState.WAITING)
    state_since = models.DateTimeField(default=timezone.now, editable=False)
    number = models.PositiveSmallIntegerField(
        null=True,
        editable=False,
        help_text="Which of the seats, from 1; none in line and when given up.",
    )
    signed_up_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[SeatQuerySet["Seat"]] = SeatQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        abstract = True
        ordering = ["signed_up_at", "pk"]

    def __str__(self) -> str:
        return f"{self.state}: {self.pk}"

    @property
    def party(self) -> Hashable:
        """Whose seats are given together or not at all; everybody by themself, unless a table says else."""
        return self.pk  # type: ignore[no-any-return]


def seat_constraints(*, gathering: str, holder: str, name: str) -> list[models.BaseConstraint]:
    """What the table of a concrete seat must hold to.

    `gathering` is its field for what one signs up for, `holder` the one for who does.

    Two people can never have the same number: with numbers given from 1 up to the limit, no more people than
    that get in, whatever the code does at the same moment. `name` begins the names of the constraints.
    """
    return [
        models.UniqueConstraint(fields=[gathering, "number"], name=f"{name}_number_once"),
        models.UniqueConstraint(
            fields=[gathering, holder],
            condition=~Q(state=SeatState.GIVEN_UP),
            name=f"{name}_one_living",
        ),
        models.CheckConstraint(
            # A comparison with NULL is neither true nor false, and lets the row in: hence `isnull` too.
            condition=Q(state__in=HOLDING_STATES, number__isnull=False, number__gte=1)
            | Q(state__in=(SeatState.WAITING, SeatState.GIVEN_UP), number=None),
            name=f"{name}_number_when_held",
        ),
    ]
