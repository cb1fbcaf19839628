"""How much a requirement weighs in a municipality's strategy."""

from competences.domain.queries import Area
from competences.models import Strategy

FOCUS_WEIGHT = 2


def strategy_weights(strategy: Strategy, areas: tuple[Area, ...]) -> dict[int, int]:
    """2 for a requirement that the strategy names, by itself or by its area; others weigh 1. One query.

    The doubling is a proposal of ours: the strategies of seed 004 (bilag 1) name areas without weighing them.
    """
    focus = set(strategy.focus.values_list("pk", flat=True))
    return {
        requirement.id: FOCUS_WEIGHT
        for area in areas
        for requirement in area.requirements
        if area.id in focus or requirement.id in focus
    }
