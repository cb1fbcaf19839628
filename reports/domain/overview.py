"""The places somebody leads, as a tree with figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Workplace
from reports.domain.gap import Figures, figures_by_group
from reports.domain.grid import read_grid
from reports.domain.heatmap import place_groups

# Where there are more places than this, those deepest in the tree are reached through the ones above them.
MAX_PLACES = 100


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A workplace with all that lies under it. `depth` is 0 for a place one leads, 1 right under it."""

    workplace: Workplace
    depth: int
    people: int
    on_leave: int
    figures: Figures


def read_overview(tops: Sequence[Workplace]) -> list[PlaceRow]:
    """The places and what lies under them, in the tree's order, with today's figures.

    `tops` must not lie under each other. Eight queries, however many places.
    """
    places = list(Workplace.objects.at_or_below(*tops).order_by("path"))
    grid = read_grid(*tops)
    groups = place_groups(grid, places, grid.staff)
    own = {pk: sum(figures, Figures()) for pk, figures in figures_by_group(grid, groups).items()}
    people = grid.staff["person"].groupby(groups).agg(set).to_dict()
    away = grid.away["person"].groupby(place_groups(grid, places, grid.away)).agg(set).to_dict()
    least = min((place.depth for place in tops), default=1)
    deepest = max((place.depth for place in places), default=1)
    while deepest > least and sum(place.depth <= deepest for place in places) > MAX_PLACES:
        deepest -= 1
    top_depths = {top.path: top.depth for top in tops}
    rows = []
    for place in places:
        if place.depth > deepest:
            continue
        below = [other.pk for other in places if other.path.startswith(place.path)]
        here, left = (set().union(*(some.get(pk, set()) for pk in below)) for some in (people, away))
        top_depth = next(depth for path, depth in top_depths.items() if place.path.startswith(path))
        rows.append(
            PlaceRow(
                workplace=place,
                depth=place.depth - top_depth,
                people=len(here),
                on_leave=len(left),
                figures=sum((own[pk] for pk in below if pk in own), Figures()),
            )
        )
    return rows
