"""How everybody stands, for those who release it."""

import datetime as dt
from collections.abc import Iterator

from accounts.models import Workplace
from releases.domain.figures import Counted
from reports.domain.grid import NOT_REQUIRED, STATES, read_grid
from reports.domain.people import MOST_TO_DO


def read_gap_states(day: dt.date) -> Iterator[Counted]:
    """Everybody at work on the day whom a post asks for a requirement, in the state of it.

    Whom nobody asks is not counted: colleagues know that from the job, so it would hide nobody. Whoever has
    two jobs in a group is counted by the one with most to do: it is given first.
    """
    grid = read_grid(*Workplace.get_root_nodes(), as_of=day)
    people, places = grid.staff["person"].tolist(), grid.staff["workplace"].tolist()
    for column, requirement in enumerate(grid.requirements):
        states = grid.state[:, column].tolist()
        for row in sorted(range(len(people)), key=lambda row: MOST_TO_DO[states[row]]):
            if states[row] != NOT_REQUIRED:
                yield Counted(requirement.code, people[row], places[row], STATES[states[row]].value)
