"""Reading observations: what waits for somebody, what they have asked for, how strongly something is seen."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Q, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from assessments.ledger.domain.queries import read_own_ledger
from assessments.practice.domain.observation.proving import kind_of, level_shown
from assessments.practice.enums import ObservationState
from assessments.practice.models import Observation
from assessments.practice.models.observation import FOR_OBSERVER, ObservationQuerySet
from competences.domain.requirements import required_of

# A page of what is over; what is open is bounded by how many may be.
SHOWN = 50


class Waiting(NamedTuple):
    """How many observations wait for somebody: to look on, and to read and sign."""

    to_observe: int
    to_sign: int


def waiting_row(person: User) -> Any:
    """What waits for the person today as one row, or none: for a page that asks for more in the same query.

    Each row is the two figures of `Waiting`, as `to_observe` and `to_sign`.
    """
    found = Observation.objects.filter(
        Q(observer=person) | Q(person=person), expires_on__gte=timezone.localdate()
    )
    return (
        found.order_by()
        .annotate(nothing=Value(1))
        .values("nothing")
        .annotate(
            to_observe=Count("pk", filter=Q(observer=person, state__in=FOR_OBSERVER)),
            to_sign=Count("pk", filter=Q(person=person, state=ObservationState.SEEN)),
        )
    )


def count_waiting(person: User) -> Waiting:
    """What waits for the person today; one query."""
    rows = waiting_row(person).values_list("to_observe", "to_sign")
    return next((Waiting(*row) for row in rows), Waiting(0, 0))


def _whole() -> ObservationQuerySet:
    return Observation.objects.select_related("person", "competence", "observer", "asked_by", "supervisor")


def waiting_for(observer: User) -> list[Observation]:
    """Where the person is asked to look on or to correct something, the oldest first; one query."""
    rows = _whole().waiting_for_observer(timezone.localdate()).filter(observer=observer)
    return list(rows.order_by("waiting_since", "pk")[:SHOWN])


def told_by(observer: User) -> list[Observation]:
    """What the person has seen in others, newest first; one query."""
    rows = _whole().filter(observer=observer, state__in=[ObservationState.SEEN, ObservationState.SIGNED])
    return list(rows.order_by("-observer_signed_at", "-pk")[:SHOWN])


def observations_of(person: User) -> list[Observation]:
    """Everything that was asked for about the person, newest first; one query."""
    return list(_whole().filter(person=person)[:SHOWN])


def read_observation(pk: int) -> Observation | None:
    """One observation with all that its page says."""
    return _whole().select_related("attempt").filter(pk=pk).first()


class Seen(NamedTuple):
    """How many observers have seen it, in how many situations."""

    observers: int
    situations: int

    @property
    def words(self) -> str:
        """How strongly it is seen: once, by two, in three situations."""
        if self.situations >= 3:
            return _("seen in %(number)d situations") % {"number": self.situations}
        if self.observers >= 2:
            return ngettext("seen by %(number)d", "seen by %(number)d", self.observers) % {
                "number": self.observers
            }
        return ngettext("seen once", "seen %(number)d times", self.situations) % {"number": self.situations}


def read_seen(person: User, competences: Collection[int]) -> dict[int, Seen]:
    """How often the person was seen in these requirements, by id; no entry for never. One query."""
    rows = Observation.objects.signed().filter(person=person, competence__in=competences).order_by()
    found: dict[int, list[Observation]] = defaultdict(list)
    for row in rows.only("competence", "observer", "supervisor", "seen_on"):
        assert row.competence_id is not None
        found[row.competence_id].append(row)
    return {competence: _count(seen) for competence, seen in found.items()}


def _count(rows: list[Observation]) -> Seen:
    # Of somebody from outside only a name is known: each counts as another.
    return Seen(len({row.observer_key or row.pk for row in rows}), len({row.seen_on for row in rows}))


@dataclass(frozen=True, slots=True)
class Rise:
    """Where the person stands in the requirement, and where they would if they signed. Levels 0 to 4."""

    before: int
    after: int
    required: int
    own: int | None
    kind: str
    seen: Seen


def read_rise(row: Observation) -> Rise:
    """What the person's signature would do to their level today."""
    assert row.competence is not None
    ledger = read_own_ledger(row.person, timezone.localdate())
    position = ledger.positions.get(row.competence.pk)
    before = position.level if position else 0
    before_it = Observation.objects.signed().filter(person=row.person, competence=row.competence)
    return Rise(
        before=before,
        after=max(before, level_shown(row)),
        required=required_of(row.person).get(row.competence.pk, 0),
        own=ledger.own_views.get(row.competence.pk),
        kind=kind_of(row),
        seen=_count([*before_it, row]),
    )
