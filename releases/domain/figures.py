"""Which figures there are: the rooms above say it, since this room knows only people and workplaces."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import NamedTuple


class Counted(NamedTuple):
    """A person (by number) at a workplace is in one of the states of one part of a figure.

    The states of a part are one partition of those whom it is about. Whoever can be known by their job not to
    be among them is not given: that would hide nobody.
    Of somebody who is given twice for a part and a group the first state counts. `is_known`: a reader may
    know the state by another way, so the person hides nobody else (`safety.choose_groups`).
    """

    part: str
    person: int
    workplace: int
    state: str
    is_known: bool = False


# Everybody who is counted on the day, part by part: the rows of a part come together, so that only one part
# need be held at a time.
Reader = Callable[[dt.date], Iterable[Counted]]

_figures: dict[str, Reader] = {}


def register(name: str, reader: Reader) -> None:
    """Have the figure released. An app calls it in `ready()`. `name` is the figure's for ever."""
    if _figures.setdefault(name, reader) is not reader:
        raise ValueError(f"Two figures are named {name}.")


def figures() -> dict[str, Reader]:
    """All that is released, by name."""
    return {name: _figures[name] for name in sorted(_figures)}
