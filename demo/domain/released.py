"""Figures about groups, as they were made on the first of the last months."""

import datetime as dt

from releases.domain.making import make_release, newest_day

MONTHS = 2
# A large town is there to be measured, and is left for `tick`: a release of it takes minutes.
MOST_STAFF = 5_000


def build_releases(today: dt.date, staff: int) -> None:
    """Make the releases of the newest days, the oldest first."""
    if staff > MOST_STAFF:
        return
    days = [newest_day(today)]
    while len(days) < MONTHS:
        days.append(newest_day(days[-1] - dt.timedelta(days=1)))
    for day in reversed(days):
        make_release(day)
