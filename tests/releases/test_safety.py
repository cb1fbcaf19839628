"""Histories of people who come, go, move and change: no combination of all that was told singles out five."""

from hypothesis import given, settings
from hypothesis import strategies as st

from releases.domain.safety import Stay, choose_groups, extend
from tests.releases.force import fewest_singled_out

LEAST = 5


class House:
    """Groups that are told of date by date, with all that was told."""

    def __init__(self, least=LEAST, known=frozenset()):
        self.least, self.known = least, known
        self.stays, self.numbers, self.told = [], {}, []

    def release(self, now):
        chosen = choose_groups(self.stays, self.numbers, now, self.least, self.known)
        self.stays = extend(self.stays, self.numbers, {group: now[group] for group in chosen})
        for group in chosen:
            self.numbers[group] = self.numbers.get(group, 0) + 1
            self.told.append(frozenset((key, state) for key, state in now[group].items()))
        return chosen

    def fewest(self):
        """By linear algebra: an unknown is that somebody is in a state, wherever and whenever.

        What a reader knows by other ways is taken out of every table.
        """
        unknowns = sorted(one for one in set().union(*self.told) if one[0] not in self.known)
        tables = [[int(unknown in table) for unknown in unknowns] for table in self.told]
        return fewest_singled_out(tables, self.least - 1)


def people(*names, state="met"):
    return dict.fromkeys(names, state)


def test_group_of_four_is_not_told_of():
    house = House()
    assert house.release({1: people(*"abcd"), 2: people(*"efghi")}) == {2}


def test_same_people_again_are_told_of_again():
    house = House()
    assert house.release({1: people(*"abcde")}) == house.release({1: people(*"abcde")}) == {1}
    assert house.stays == [Stay(1, name, "met", 1, 2) for name in "abcde"]


def test_one_who_joins_leaves_or_changes_lets_the_group_wait():
    for other in (people(*"abcdefg"), people(*"abcde"), people(*"abcde") | people("f", state="gap")):
        house = House()
        assert house.release({1: people(*"abcdef")}) == {1}
        assert house.release({1: other}) == set()
        assert house.release({1: people(*"abcdef")}) == {1}


def test_five_who_join_are_told_of():
    house = House()
    house.release({1: people(*"abcde")})
    assert house.release({1: people(*"abcdefghij")}) == {1}


def test_trap_of_comparing_neighbours_only():
    """Six people, five join, then six leave: the third table would show the sixth by the first."""
    house = House()
    assert house.release({1: people(*"abcdef")}) == {1}
    assert house.release({1: people(*"abcdefghijk")}) == {1}
    assert house.release({1: people(*"abcde")}) == set()
    assert house.fewest() == float("inf")


def test_five_who_move_together_do_not_uncover_one_who_joins():
    """Each group's own tables differ by five and six; across the two groups one would stand alone."""
    house = House()
    house.release({1: people(*"abcdefghij"), 2: people(*"klmno")})
    assert house.release({1: people(*"abcde"), 2: people(*"klmnofghij", "q")}) == set()


def test_five_who_come_back_together_do_not_uncover_one_who_joins():
    house = House()
    house.release({1: people(*"abcdefghij")})
    assert house.release({1: people(*"abcde")}) == {1}
    assert house.release({1: people(*"abcdefghij", "q")}) == set()


def test_who_is_in_two_groups_protects_nobody():
    house = House()
    assert house.release({1: people(*"abcde"), 2: people(*"efghi")}) == set()


def test_who_is_known_hides_nobody():
    assert House(known={"a"}).release({1: people(*"abcde"), 2: people(*"fghij")}) == {2}
    house = House(known={"a"})
    assert house.release({1: people(*"abcdef")}) == {1}
    # One who is known may come, go and change, and shows nobody.
    assert house.release({1: people(*"bcdef")}) == {1}
    assert house.release({1: people(*"bcdef") | people("a", state="gap")}) == {1}
    assert house.release({1: people(*"bcde") | people("f", state="gap")}) == set()
    assert house.fewest() == float("inf")


MOVES = st.sampled_from(["", "one", "two"])
PERSON = st.tuples(MOVES, st.sampled_from(["met", "gap"]))
# Most stay as they are from date to date: else nothing is told after the first.
CHANGES = st.dictionaries(st.integers(0, 12), PERSON, max_size=7)


@settings(max_examples=150, deadline=None)
@given(
    start=st.lists(PERSON, min_size=8, max_size=13),
    changes=st.lists(CHANGES, min_size=1, max_size=4),
    least=st.sampled_from([2, 3, 5]),
    known=st.frozensets(st.integers(0, 12), max_size=3),
)
def test_no_combination_singles_out_fewer(start, changes, least, known):
    house, stand = House(least, known), dict(enumerate(start))
    for change in [{}, *changes]:
        stand |= {key: value for key, value in change.items() if key < len(start)}
        now = {}
        for key, (group, state) in stand.items():
            now.setdefault({"": 0, "one": 1, "two": 2}[group], {})[key] = state
        now.pop(0, None)
        house.release(now)
    if house.told:
        assert house.fewest() == float("inf")
