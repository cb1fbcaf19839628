"""What one group's tables give away: the cut says what trying all combinations says."""

import random

import pytest

from releases.domain.cut import smallest_cut
from tests.releases.force import fewest_singled_out, tables_of


def cut_of(stays, enough=float("inf")):
    return smallest_cut(((first - 1, last, 1) for first, last in stays), enough)


@pytest.mark.parametrize("seed", range(400))
def test_cut_agrees_with_all_combinations(seed):
    draw = random.Random(seed)  # noqa: S311
    number = draw.randint(1, 5)
    stays = [tuple(sorted(draw.choices(range(1, number + 1), k=2))) for _ in range(draw.randint(1, 9))]
    found = fewest_singled_out(tables_of(stays, number))
    assert cut_of(stays) == found
    for enough in (2, 3, 5):
        assert min(cut_of(stays, enough), enough) == min(found, enough)


def test_neighbours_alone_do_not_show_what_three_tables_give_away():
    """Six people, five join, then six leave: next to each other the tables differ by five and by six."""
    stays = [(1, 3)] * 5 + [(1, 2)] + [(2, 2)] * 5
    assert cut_of([(1, 2)] * 6 + [(2, 2)] * 5) == 5
    # The third table leaves five of the first: the sixth stands alone.
    assert cut_of(stays) == 1


def test_who_counts_for_nobody_still_joins():
    assert smallest_cut([(0, 1, 5), (1, 2, 0)]) == 0
    assert smallest_cut([(0, 1, 5), (1, 2, 0)], 5) == 0
    assert smallest_cut([]) == float("inf")


def test_hundred_tables_of_a_large_group_are_judged():
    draw = random.Random(1)  # noqa: S311
    stays = [tuple(sorted(draw.choices(range(1, 101), k=2))) for _ in range(500)]
    assert min(cut_of(stays), 5) == min(cut_of(stays, 5), 5)
