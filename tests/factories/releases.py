"""Figures of a test's own, and people who are counted in them."""

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from accounts.models import Employment, User, Workplace
from releases.domain import figures
from releases.domain.figures import Counted
from tests.factories.accounts import make_employment, make_person

FIGURE = "test.figure"


@contextmanager
def only_this_figure(
    states: dict[int, str], *, part: str = "M.1", known: Collection[int] = ()
) -> Iterator[None]:
    """One figure and no other: everybody at work, in the state that `states` names by person, else "met".

    `known` are those whose state a reader may know by other ways.
    """

    def read(day: dt.date) -> Iterator[Counted]:
        for person, workplace in Employment.objects.present(day).values_list("user", "workplace"):
            yield Counted(part, person, workplace, states.get(person, "met"), person in known)

    as_it_was = dict(figures._figures)
    figures._figures.clear()
    figures._figures[FIGURE] = read
    try:
        yield
    finally:
        figures._figures.clear()
        figures._figures.update(as_it_was)


def staff(workplace: Workplace, number: int) -> list[User]:
    """So many people who work there."""
    people = [make_person() for _number in range(number)]
    for person in people:
        make_employment(person, workplace)
    return people
