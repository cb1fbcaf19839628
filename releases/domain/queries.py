"""What readers get: the tables that were told, and sums of them. Nothing here is counted anew."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, Prefetch, Window
from django.db.models.functions import RowNumber

from releases.domain.steps import Told
from releases.models import Group, GroupPlace, Release, ReleasedTable


@dataclass(frozen=True, slots=True)
class Table:
    """What is told of a group in one part of a figure, and for which day."""

    group: int
    part: str
    date: dt.date
    told: Told


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those a sum speaks of are in a state: so many, or at least so many."""

    count: int
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """Tables of one part added up: `people` in all, from days `first` to `last`."""

    people: int
    shares: dict[str, Share]
    first: dt.date
    last: dt.date

    def share(self, state: str) -> Share:
        """Nobody, or nobody that may be told of, where the state is not among the shares."""
        return self.shares.get(state, Share(0, self.is_exact))

    @property
    def is_exact(self) -> bool:
        return all(share.is_exact for share in self.shares.values())


def released(figure: str, groups: Collection[int] | None = None, on: dt.date | None = None) -> list[Table]:
    """The newest table of each part and group that was told up to the day: of all groups, or of these.

    Every figure for a reader who does not lead these people comes from here. Ordered by part and group; one
    query.
    """
    tables = ReleasedTable.objects.filter(figure=figure)
    if groups is not None:
        tables = tables.filter(group__in=groups)
    if on is not None:
        tables = tables.filter(release__date__lte=on)
    newest = Window(RowNumber(), partition_by=[F("group"), F("part")], order_by=F("number").desc())
    rows = tables.annotate(place=newest).filter(place=1).order_by("part", "group")
    columns = ("group", "part", "release__date", "people", "told")
    return [
        Table(group, part, date, Told.from_json(people, told))
        for group, part, date, people, told in rows.values_list(*columns)
    ]


def add_up(tables: Iterable[Table]) -> dict[str, Sum]:
    """The tables added up by part. Where one of them says "at least", so does the sum."""
    by_part: defaultdict[str, list[Table]] = defaultdict(list)
    for table in tables:
        by_part[table.part].append(table)
    return {part: _sum(found) for part, found in by_part.items()}


def _sum(tables: list[Table]) -> Sum:
    counts: defaultdict[str, int] = defaultdict(int)
    for table in tables:
        told = table.told
        for state, count in told.counts.items() if told.is_exact else [(told.most, told.at_least)]:
            counts[state] += count
    is_exact = all(table.told.is_exact for table in tables)
    days = [table.date for table in tables]
    return Sum(
        people=sum(table.told.people for table in tables),
        shares={state: Share(count, is_exact) for state, count in counts.items()},
        first=min(days),
        last=max(days),
    )


def all_groups() -> list[Group]:
    """All groups with their workplaces, in the tree's order; two queries."""
    groups = Group.objects.prefetch_related(
        Prefetch("places", GroupPlace.objects.select_related("workplace"))
    )
    return sorted(groups, key=lambda group: [place.path for place in group.workplaces])


def release_days() -> list[dt.date]:
    """The days for which there are figures, newest first."""
    return list(Release.objects.values_list("date", flat=True))
