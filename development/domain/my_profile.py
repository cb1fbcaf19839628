"""The page of requirements and evidence: where one stands with each, and what it rests on. Reads only."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from assessments.ledger.domain.queries import evidence_rows
from assessments.ledger.domain.standing import lapsed_on
from assessments.ledger.models import Evidence
from assessments.ledger.policy import KINDS
from competences.domain.queries import Told, conditions, told_of_areas
from development.domain.me import read_me
from development.domain.my_requirements import Demand, MyArea, MyRequirements, my_requirements
from development.domain.recommendations import Offer, Offers, find_offers

MAX_OFFERS = 3
MAX_EVIDENCE = 20


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A row of the ledger as its owner reads it on a day."""

    row: Evidence
    revoked_by: Evidence | None
    is_expired: bool

    @property
    def is_valid(self) -> bool:
        """It confirms something today."""
        return not self.revoked_by and not self.is_expired and self.row.confirms > 0

    @property
    def is_capped(self) -> bool:
        return self.row.confirms < self.row.level

    @property
    def ceiling(self) -> int:
        """The highest level that this kind could confirm by the rule of that day."""
        return int(self.row.rule.get("ceiling", self.row.confirms))

    @property
    def ceiling_in_words(self) -> str:
        return KINDS[self.row.kind].say_ceiling(self.ceiling)


@dataclass(frozen=True, slots=True)
class ProfileEntry:
    """A requirement with its evidence, newest first, and what would lift the person in it."""

    demand: Demand
    lines: tuple[EvidenceLine, ...]
    older: int
    strongest: Evidence | None
    lapsed_on: dt.date | None
    offers: tuple[Offer, ...]
    practice_level: int

    @property
    def evidence_count(self) -> int:
        return len(self.lines) + self.older


@dataclass(frozen=True, slots=True)
class ProfileArea:
    """An area, and what the page says of each requirement in it."""

    area: MyArea
    entries: tuple[ProfileEntry, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class MyProfile:
    """All that the page shows. Without a job nothing is asked for, but own evidence is there to read."""

    requirements: MyRequirements
    areas: tuple[ProfileArea, ...]
    beyond: tuple[ProfileEntry, ...]
    conditions: list[tuple[str, tuple[Told, ...]]]


def read_my_profile(person: User) -> MyProfile:
    """The person's requirements with their evidence. The number of queries does not grow with the rows."""
    me = read_me(person)
    requirements = my_requirements(me.posts, me.ledger.positions)
    offers = find_offers(me.record.holds_by_path(me.ledger.expired_origins), requirements.demands)
    ledger: dict[int, list[Evidence]] = defaultdict(list)
    for row in evidence_rows(person):
        ledger[row.competence_id].append(row)

    told = told_of_areas()

    def entries(demands: Iterable[Demand]) -> tuple[ProfileEntry, ...]:
        return tuple(_entry(demand, ledger[demand.requirement.id], offers, me.today) for demand in demands)

    return MyProfile(
        requirements=requirements,
        areas=tuple(
            ProfileArea(area, entries(area.demands), told.get(area.area.id, ()))
            for area in requirements.areas_with_demands
        ),
        beyond=entries(requirements.beyond),
        conditions=conditions(),
    )


def _entry(demand: Demand, rows: list[Evidence], offers: Offers, today: dt.date) -> ProfileEntry:
    lines = [
        EvidenceLine(
            row=row,
            revoked_by=getattr(row, "revoked_by", None),
            is_expired=not row.holds_on(today),
        )
        for row in rows
    ]
    position = demand.position
    strongest = next(
        (
            line.row
            for line in lines
            if position
            and line.is_valid
            and (line.row.confirms, line.row.kind) == (position.level, position.kind)
        ),
        None,
    )
    return ProfileEntry(
        demand=demand,
        lines=tuple(lines[:MAX_EVIDENCE]),
        older=max(len(lines) - MAX_EVIDENCE, 0),
        strongest=strongest,
        lapsed_on=lapsed_on((line.row for line in lines if not line.revoked_by), position, today),
        offers=tuple(offers.for_demand(demand)[:MAX_OFFERS]),
        practice_level=offers.practice_level(demand) if offers.needs_practice(demand) else 0,
    )
