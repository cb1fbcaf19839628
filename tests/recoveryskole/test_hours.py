"""Until when one may answer: never at night, never in the last hours, whatever the clock does."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoveryskole import policy
from recoveryskole.domain.hours import answer_by, keep_until

HERE = ZoneInfo("Europe/Copenhagen")
# Across both nights on which the clock is changed, and New Year.
FIRST = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
MOMENTS = st.timedeltas(dt.timedelta(0), dt.timedelta(days=240)).map(lambda later: FIRST + later)
AHEAD = st.timedeltas(dt.timedelta(0), dt.timedelta(days=40))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=HERE).astimezone(dt.UTC)


@given(now=MOMENTS, ahead=AHEAD)
def test_deadline_is_by_day_in_time_and_late_enough(now: dt.datetime, ahead: dt.timedelta) -> None:
    starts_at = now + ahead
    for deadline, last in (
        (answer_by(starts_at, now), policy.LAST_ANSWER_BEFORE),
        (keep_until(starts_at, now), policy.PAUSE_ENDS_BEFORE),
    ):
        if deadline is None:
            continue
        assert policy.NIGHT_ENDS <= deadline.astimezone(HERE).time() <= policy.NIGHT_BEGINS
        assert now + policy.OFFER_LASTS_AT_LEAST <= deadline <= starts_at - last


@given(now=MOMENTS, ahead=st.timedeltas(dt.timedelta(days=5), dt.timedelta(days=40)))
def test_with_time_enough_there_is_a_day_to_answer(now: dt.datetime, ahead: dt.timedelta) -> None:
    deadline = answer_by(now + ahead, now)
    assert deadline is not None
    assert dt.timedelta(hours=24) <= deadline - now <= dt.timedelta(hours=24) + dt.timedelta(hours=13)


@pytest.mark.parametrize(
    ("now", "starts_at", "deadline"),
    [
        ("2027-02-01T14:00", "2027-02-09T16:30", "2027-02-02T14:00"),
        # Into the night, hence the morning after.
        ("2027-02-01T22:00", "2027-02-09T16:30", "2027-02-03T09:00"),
        # Sunday before: a quarter of what is left.
        ("2027-02-08T16:30", "2027-02-09T16:30", "2027-02-09T09:00"),
        ("2027-02-09T08:30", "2027-02-09T16:30", "2027-02-09T10:30"),
        # The evening before is too late to begin asking, and the morning is in the last hours.
        ("2027-02-08T21:00", "2027-02-09T10:00", None),
        ("2027-02-09T12:00", "2027-02-09T16:30", None),
        ("2027-02-09T17:00", "2027-02-09T16:30", None),
        # The morning would be too late: the evening before.
        ("2027-02-08T10:00", "2027-02-09T10:00", "2027-02-08T16:00"),
        # On the night when the clock is put forward, a day is a day.
        ("2027-03-27T12:00", "2027-04-09T16:30", "2027-03-28T13:00"),
    ],
)
def test_deadlines_of_some_days(now: str, starts_at: str, deadline: str | None) -> None:
    assert answer_by(at(starts_at), at(now)) == (at(deadline) if deadline else None)


@pytest.mark.parametrize(
    ("now", "starts_at", "until"),
    [
        ("2027-02-01T14:00", "2027-02-09T16:30", "2027-02-03T14:00"),
        ("2027-02-06T14:00", "2027-02-09T16:30", "2027-02-07T16:30"),
        ("2027-02-07T15:00", "2027-02-09T16:30", None),
        ("2027-02-08T14:00", "2027-02-09T16:30", None),
    ],
)
def test_places_are_kept_till_two_days_before(now: str, starts_at: str, until: str | None) -> None:
    assert keep_until(at(starts_at), at(now)) == (at(until) if until else None)
