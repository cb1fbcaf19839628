"""How much a requirement weighs in a municipality's strategy."""

from competences.domain.queries import Area, Emphasis

FOCUS_WEIGHT = 2


def strategy_weights(strategy: Emphasis, areas: tuple[Area, ...]) -> dict[int, int]:
    """2 for a requirement that the strategy names, by itself or by its area; others weigh 1.

    The doubling is a proposal of ours: the strategies of seed 004 (bilag 1) name areas without weighing them.
    """
    return {
        requirement.id: FOCUS_WEIGHT
        for area in areas
        for requirement in area.requirements
        if area.id in strategy.focus or requirement.id in strategy.focus
    }
