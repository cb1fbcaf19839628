"""What tables give away, found by trying: linear algebra instead of graphs."""

import itertools
from collections.abc import Iterable, Sequence
from math import inf

import numpy as np

Matrix = Sequence[Sequence[int]]


def fewest_singled_out(tables: Matrix, most: float = inf) -> float:
    """The fewest columns (unknowns) that some combination of the rows (tables) speaks of, and of no other.

    Looked for up to `most`. Some row combination is zero outside of a set of columns, and not on it, exactly
    when the columns outside have a smaller rank than all.
    """
    rows = np.array(tables, dtype=float)
    if not rows.size:
        return inf
    rank = np.linalg.matrix_rank(rows)
    width = rows.shape[1]
    for size in range(1, int(min(most, width)) + 1):
        for some in itertools.combinations(range(width), size):
            others = [column for column in range(width) if column not in some]
            if rank > (np.linalg.matrix_rank(rows[:, others]) if others else 0):
                return size
    return inf


def tables_of(stays: Iterable[tuple[int, int]], number: int) -> Matrix:
    """One group's tables 1 to `number`: who is counted in which."""
    stays = list(stays)
    return [[int(first <= table <= last) for first, last in stays] for table in range(1, number + 1)]
