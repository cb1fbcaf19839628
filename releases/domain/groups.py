"""Which people are told of together: groups of workplaces, made once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Count

from accounts.models import Employment, Workplace
from releases.models import Group, GroupPlace
from releases.policy import LEAST


def arrange_groups(day: dt.date) -> None:
    """Give each workplace where people are at work on the day a group, if it has none; five queries.

    A unit with five people or more is a group of its own. A smaller one joins the smallest of its centre, and
    so on until they are five; a centre's own staff stand beside its units. Where a whole centre has fewer, it
    waits until it has more. Nothing is joined across centres, and what is joined stays so, also when a unit
    grows or shrinks: a group that changed with its people could be subtracted from what was told before.
    """
    size = dict(
        Employment.objects.present(day)
        .order_by()
        .values_list("workplace")
        .annotate(Count("user", distinct=True))
    )
    group_of = dict(GroupPlace.objects.values_list("workplace", "group"))
    new: defaultdict[str, list[Workplace]] = defaultdict(list)
    standing: defaultdict[str, list[Workplace]] = defaultdict(list)
    for place in Workplace.objects.filter(pk__in=size.keys() | group_of.keys()).order_by("path"):
        (standing if place.pk in group_of else new)[_centre_of(place)].append(place)
    for centre, places in new.items():
        groups = _join([(size[place.pk], [place.pk]) for place in places])
        small = [place for number, found in groups if number < LEAST for place in found]
        rows = []
        for _number, found in (one for one in groups if one[0] >= LEAST):
            group = Group.objects.create()
            rows += [GroupPlace(group=group, workplace_id=place) for place in found]
        target = _smallest(standing[centre], group_of, size)
        if target is not None:
            rows += [GroupPlace(group_id=target, workplace_id=place) for place in small]
        GroupPlace.objects.bulk_create(rows)


def _centre_of(place: Workplace) -> str:
    """The path of the centre whose place it is. A centre's own staff are one of its places; so is the whole
    municipality's, for itself."""
    return str(place.path[: 2 * Workplace.steplen])


def _join(places: list[tuple[int, list[int]]]) -> list[tuple[int, list[int]]]:
    """Places with their people, the two smallest joined until each has five; one may be left that is smaller.

    Of several that are equally small the first in the tree is joined first.
    """
    groups = list(places)
    while len(groups) > 1:
        groups.sort(key=lambda group: group[0])
        (least, places_of_least), (next_least, places_of_next), *rest = groups
        if least >= LEAST:
            break
        groups = [*rest, (least + next_least, places_of_least + places_of_next)]
    return groups


def _smallest(places: list[Workplace], group_of: Mapping[int, int], size: Mapping[int, int]) -> int | None:
    """The group among those of a centre that has fewest people today."""
    sizes: defaultdict[int, int] = defaultdict(int)
    for place in places:
        sizes[group_of[place.pk]] += size.get(place.pk, 0)
    return min(sizes, key=lambda group: (sizes[group], group), default=None)
