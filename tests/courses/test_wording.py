"""What courses say beside a module and about a run."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import translation

from courses.domain.outline import HowFar
from courses.domain.wording import module_state, run_days, run_place, run_seats
from courses.models import CourseRun

MONDAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def state(*, is_enrolled: bool = False, **fields: object) -> str:
    usual = {"completion_id": None, "is_attended": False, "test": None, "lessons": [1, 2]}
    usual["how_far"] = HowFar(done=1, needed=2, optional=0)
    return module_state(SimpleNamespace(**{**usual, **fields}), is_enrolled=is_enrolled)


def test_module_says_what_it_is_and_how_far_one_has_come() -> None:
    assert state() == "2 lessons"
    assert state(lessons=[1]) == "1 lesson"
    assert state(is_enrolled=True) == "1 of 2 lessons"
    assert state(is_enrolled=True, how_far=HowFar(1, 1, 1)) == "1 of 1 lesson that is needed"
    assert state(is_enrolled=True, how_far=HowFar(0, 0, 2)) == "2 lessons"
    assert state(lessons=[], test=object(), is_enrolled=True) == "Test"
    assert state(lessons=[]) == ""
    assert state(is_attended=True, is_enrolled=True) == "In person"
    assert state(is_attended=True, completion_id=7) == "Done"


def test_run_says_one_day_once() -> None:
    assert run_days(CourseRun(starts_on=MONDAY, ends_on=MONDAY)) == "2 March 2026"
    both = run_days(CourseRun(starts_on=MONDAY, ends_on=MONDAY + dt.timedelta(days=1)))
    assert both == "2 March 2026 to 3 March 2026"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ""),
        ({"place": "Elmegade 4"}, "Elmegade 4"),
        ({"online_url": "https://x.dk"}, "Online"),
        ({"place": "Elmegade 4", "online_url": "https://x.dk"}, "Elmegade 4, and online"),
        ({"provider": "SOSU Nord"}, "held by SOSU Nord"),
        ({"online_url": "https://x.dk", "provider": "SOSU Nord"}, "Online, held by SOSU Nord"),
    ],
)
def test_run_says_where_and_by_whom(fields: dict[str, str], words: str) -> None:
    assert run_place(CourseRun(**fields)) == words


@pytest.mark.parametrize(
    ("left", "waiting", "words"),
    [
        (1, 0, "1 of 12 seats is free"),
        (3, 0, "3 of 12 seats are free"),
        (0, 1, "Full, 1 is waiting"),
        (0, 0, "Full, 0 are waiting"),
    ],
)
def test_run_says_how_many_seats_are_left(left: int, waiting: int, words: str) -> None:
    assert run_seats(seats=12, left=left, waiting=waiting) == words
