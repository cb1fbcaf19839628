"""What several tables of one group give away when they are added and subtracted.

A combination of the tables 1..m with the weights a(t) counts somebody who is in the tables s..e, in one
state, S(e) - S(s-1) times, where S are the running sums of a. So let the tables' borders be points 0..m, and
everybody a line from s-1 to e: whom a combination leaves out are those whose two ends have the same S. The
fewest people that any combination singles out is then the smallest cut of this graph that has a line in it.
"""

from collections import defaultdict
from collections.abc import Iterable
from math import inf

# Two points, and how many people the line counts for.
Line = tuple[int, int, int]
_Graph = dict[int, dict[int, int]]


def smallest_cut(lines: Iterable[Line], enough: float = inf) -> float:
    """The least weight of the lines that have to be cut to part what is joined; infinite where nothing is.

    A line of weight 0 joins its ends as well: those on it are not to be singled out, and count for nobody.
    Where a cut of `enough` will do, the answer is exact only below it, and found much sooner. Stoer and
    Wagner, A Simple Min-Cut Algorithm, Journal of the ACM 44 (1997).
    """
    graph = _merge_heavy(_graph_of(lines), enough)
    return min((_cut_of(part) for part in _parts(graph) if len(part) > 1), default=inf)


def _graph_of(lines: Iterable[Line]) -> _Graph:
    graph: _Graph = defaultdict(dict)
    for one, other, weight in lines:
        graph[one][other] = graph[one].get(other, 0) + weight
        graph[other][one] = graph[one][other]
    return dict(graph)


def _merge(graph: _Graph, kept: int, gone: int) -> None:
    for other, weight in graph.pop(gone).items():
        del graph[other][gone]
        if other != kept:
            graph[kept][other] = graph[other][kept] = graph[kept].get(other, 0) + weight


def _merge_heavy(graph: _Graph, enough: float) -> _Graph:
    """Points that no cut below `enough` parts, as one."""
    waiting = list(graph)
    while waiting:
        point = waiting.pop()
        heavy = next((other for other, weight in graph.get(point, {}).items() if weight >= enough), None)
        if heavy is not None:
            _merge(graph, point, heavy)
            waiting.append(point)
    return graph


def _parts(graph: _Graph) -> Iterable[_Graph]:
    """What is joined, each for itself."""
    seen: set[int] = set()
    for start in graph:
        found: list[int] = [] if start in seen else [start]
        seen.add(start)
        for point in found:
            new = graph[point].keys() - seen
            seen |= new
            found += new
        if found:
            yield {point: dict(graph[point]) for point in found}


def _cut_of(graph: _Graph) -> float:
    """The smallest cut of joined points, of which there are two at least."""
    best: float = inf
    while len(graph) > 1:
        start = next(iter(graph))
        held = dict.fromkeys(graph, 0)
        order = []
        point = start
        while held:
            order.append((point, held.pop(point)))
            for other, weight in graph[point].items():
                if other in held:
                    held[other] += weight
            point = max(held, key=held.__getitem__, default=start)
        (before, _weight), (last, weight) = order[-2:]
        best = min(best, weight)
        _merge(graph, before, last)
    return best
