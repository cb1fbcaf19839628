"""Which groups may be told of at a date: where no table, taken from others, singles anybody out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from typing import NamedTuple

from releases.domain.cut import smallest_cut


class Stay(NamedTuple):
    """Somebody was in one state in the tables `first` to `last` of a group.

    The key is a number, and no UUID: a hundred thousand are compared for each part.
    """

    group: int
    key: int
    state: str
    first: int
    last: int


# How everybody stands at the new date, by group: state by person.
Now = Mapping[int, Mapping[int, str]]


def choose_groups(
    past: Iterable[Stay], numbers: Mapping[int, int], now: Now, least: int, known: Set[int] = frozenset()
) -> set[int]:
    """The groups whose table for the new date may be told, beside all that was told before.

    `numbers` says how many tables each group has. A table is of `least` people or more, and no combination of
    any tables of any groups, old and new, singles out fewer. Where a group would have to wait, it waits.

    Of those in `known` a reader may know the state, and take them out of each table: whoever is left then is
    what must not be fewer.
    """
    stays = [stay for stay in past if stay.key not in known]
    hidden = {
        group: {key: state for key, state in people.items() if key not in known}
        for group, people in now.items()
    }
    chosen = {group for group, people in now.items() if len(people) >= least}
    while chosen:
        all_stays = extend(stays, numbers, {group: hidden[group] for group in chosen})
        failing = _failing(all_stays, least)
        if not failing:
            break
        # A group that was told of before cannot be taken back: those wait whom its people have gone to.
        waits = failing & chosen or _others_of(failing, all_stays, chosen) or chosen
        chosen = chosen - waits
    return chosen


def extend(past: Iterable[Stay], numbers: Mapping[int, int], now: Now) -> list[Stay]:
    """The stays with one more table for each group in `now`: longer where nothing changed, else new ones."""
    found, stayed = [], set()
    for stay in past:
        is_same = now.get(stay.group, {}).get(stay.key) == stay.state
        if is_same and stay.last == numbers.get(stay.group, 0):
            stayed.add((stay.group, stay.key))
            # Not by `_replace`, which takes several times as long: there are a hundred thousand.
            found.append(Stay(stay.group, stay.key, stay.state, stay.first, stay.last + 1))
        else:
            found.append(stay)
    for group, people in now.items():
        number = numbers.get(group, 0) + 1
        found += [
            Stay(group, key, state, number, number)
            for key, state in people.items()
            if (group, key) not in stayed
        ]
    return found


def _failing(stays: Iterable[Stay], least: int) -> set[int]:
    """The groups that protect fewer than `least` people.

    Whoever stays twice in the same state, in two groups or with a break, may be the same unknown in both:
    then two tables can cancel each other out. Such people join points, and protect nobody.
    """
    stays = list(stays)
    times = Counter((stay.key, stay.state) for stay in stays)
    lines = defaultdict(list)
    for stay in stays:
        weight = int(times[stay.key, stay.state] == 1)
        lines[stay.group].append((stay.first - 1, stay.last, weight))
    return {group for group, drawn in lines.items() if smallest_cut(drawn, least) < least}


def _others_of(groups: set[int], stays: Iterable[Stay], chosen: set[int]) -> set[int]:
    """Those of the chosen groups that hold somebody of these groups in the same state."""
    stays = list(stays)
    theirs = {(stay.key, stay.state) for stay in stays if stay.group in groups}
    return {stay.group for stay in stays if (stay.key, stay.state) in theirs} & chosen
