"""The recovery school: last seats, a full programme, a term on paper, half a year in figures.

Baseline in the same run: of the programme one with a tenth of the sessions, of the paper one session, of
half a year in numbers one of a tenth of the sign-ups. A Danish school had 785 sign-ups in half a year; here
are ten times as many, or as BENCH_SCHOOL_TIMES says.
"""

import datetime as dt
import os
import re
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.rows import Row, compare
from bench.timing import count_queries, time_once, time_side_by_side
from courses.domain.site import ensure_site
from recoveryskole.domain.clearing import empty_what_is_past
from recoveryskole.domain.day import read_counts
from recoveryskole.domain.figures import school_figures
from recoveryskole.domain.prospectus import write_prospectus
from recoveryskole.domain.school import ensure_school
from recoveryskole.domain.sign_ups import sign_up
from recoveryskole.enums import Contact
from recoveryskole.models import Place, Session, SignUp, Teaching, Term, WorkshopPage
from seats.enums import SeatState
from tests.factories.school import make_pair, make_place, make_term, make_workshop, wish

SESSIONS, PEOPLE, LAST_SEATS = 10, 50, 3
FEW, MANY, PRINTED = 20, 200, 60
SIGN_UPS, WORKSHOPS, SEATS = 785, 14, 14
TIMES = int(os.environ.get("BENCH_SCHOOL_TIMES", "10"))
RUNS = 10
MAX_GROWTH = 2.5
ADDRESS = "https://example.org/recoveryskole/"


def measure() -> list[Row]:
    ensure_school(ensure_site().home)
    rows = [*_last_seats(), *_programme(), *_paper()]
    return [*rows, *_half_a_year()]


def _last_seats() -> list[Row]:
    """Fifty people at once, five for each of ten sessions that have three seats left."""
    sessions = _make_sessions(SESSIONS, seats=SEATS)
    _fill([(one, SEATS - LAST_SEATS) for one in sessions])
    barrier = threading.Barrier(PEOPLE)
    tries: list[int] = []

    def one(number: int) -> int:
        try:
            barrier.wait(timeout=60)
            with CaptureQueriesContext(connection) as asked:
                _sign_up_in_time(sessions[number % SESSIONS], number, tries)
            return len(asked)
        finally:
            connection.close()

    queries: list[int] = []

    def all_at_once() -> None:
        with ThreadPoolExecutor(PEOPLE) as pool:
            queries.extend(pool.map(one, range(PEOPLE)))

    took = time_once(all_at_once)
    held = [SignUp.objects.holding().filter(session=session).count() for session in sessions]
    waiting = SignUp.objects.waiting().count()
    if held != [SEATS] * SESSIONS or waiting != PEOPLE - SESSIONS * LAST_SEATS:
        raise RuntimeError(f"Seats were lost or given twice: {held}, {waiting} in line.")
    name = f"School, {PEOPLE} sign-ups at once for the last {LAST_SEATS} seats of {SESSIONS} sessions"
    return [
        Row(name=name, value=took, unit="s"),
        Row(name=f"{name}: queries of one, at most", value=max(queries), unit="queries"),
        Row(name=f"{name}: seats beyond the limit", value=sum(held) - SEATS * SESSIONS, unit="seats"),
        Row(name=f"{name}: tried again, the file being locked", value=len(tries), unit="tries"),
    ]


def _sign_up_in_time(session: Session, number: int, tries: list[int]) -> None:
    """SQLite lets one write at a time, and turns away whoever has waited too long: they press once more."""
    while True:
        try:
            sign_up(session.pk, wish(f"P{number}", f"p{number}@example.org"))
        except OperationalError:
            if connection.vendor != "sqlite":
                raise
            tries.append(number)
        else:
            return


def _programme() -> list[Row]:
    """A month of 200 sessions beside one of 20, of which a page lists forty."""
    client = Client()

    def read() -> None:
        assert client.get("/recoveryskole/").status_code == 200

    _empty()
    _make_sessions(FEW, seats=SEATS)
    read()
    few_queries = count_queries(read)
    few_s = time_side_by_side(read, runs=RUNS)[0]
    _make_sessions(MANY - FEW, seats=SEATS, first=FEW)
    read()
    many_queries = count_queries(read)
    many_s = time_side_by_side(read, runs=RUNS)[0]
    name = f"School, programme of {MANY} sessions beside {FEW}"
    return [
        compare(f"{name}, time", many_s * 1000, "ms", baseline=few_s * 1000, max_ratio=MAX_GROWTH),
        compare(f"{name}, queries", many_queries, "queries", baseline=few_queries, max_ratio=1),
    ]


def _paper() -> list[Row]:
    def write(number: int) -> Callable[[], bytes]:
        _empty()
        session = _make_sessions(number, seats=SEATS)[0]
        return lambda: write_prospectus(session.term, ADDRESS, timezone.now())

    one_s = time_side_by_side(write(1), runs=RUNS)[0]
    many = write(PRINTED)
    many_s = time_side_by_side(many, runs=RUNS)[0]
    name = f"School, prospectus of {PRINTED} sessions"
    return [
        compare(f"{name} beside one, time", many_s * 1000, "ms", baseline=one_s * 1000),
        Row(name=f"{name}: pages", value=len(re.findall(rb"/Type\s*/Page\b", many())), unit="pages"),
    ]


def _half_a_year() -> list[Row]:
    """Figures, one session's roll, and emptying it all, with ten times what a Danish school had."""
    few, many = (_one_half_year(times) for times in (max(TIMES // 10, 1), TIMES))
    name = f"School, half a year with {SIGN_UPS * TIMES:,} sign-ups beside a tenth"
    return [
        compare(f"{name}: figures", many[0] * 1000, "ms", baseline=few[0] * 1000),
        compare(f"{name}: queries of that", many[3], "queries", baseline=few[3], max_ratio=1),
        compare(f"{name}: attendance of all sessions", many[1] * 1000, "ms", baseline=few[1] * 1000),
        compare(f"{name}: emptied when its time has come", many[2], "s", baseline=few[2]),
    ]


def _one_half_year(times: int) -> tuple[float, float, float, int]:
    """Seconds of figures, of attendance and of emptying; and the queries of the figures."""
    _empty()
    term = _fill_half_a_year(SIGN_UPS * times)
    sessions = list(Session.objects.filter(term=term))
    figures_s = time_side_by_side(lambda: school_figures(term), runs=3, warm_ups=1)[0]
    queries = count_queries(lambda: school_figures(term))
    counts_s = time_side_by_side(lambda: read_counts(sessions), runs=3, warm_ups=1)[0]
    later = timezone.now() + dt.timedelta(days=800)
    emptied_s = time_once(lambda: empty_what_is_past(later))
    if SignUp.objects.exclude(name="").exists():
        raise RuntimeError("A name was left.")
    return figures_s, counts_s, emptied_s, queries


def _make_sessions(number: int, *, seats: int, first: int = 0) -> list[Session]:
    """So many in the next weeks, each with a pair; ten or more a day, of fourteen workshops."""
    workshops = list(WorkshopPage.objects.all()) or [make_workshop() for _number in range(WORKSHOPS)]
    term = Term.objects.first() or make_term()
    place = Place.objects.first() or make_place()
    pair = make_pair()
    tomorrow = timezone.now() + dt.timedelta(days=2)
    made = Session.objects.bulk_create(
        Session(
            workshop=workshops[one % len(workshops)],
            term=term,
            place=place,
            starts_at=tomorrow + dt.timedelta(hours=one),
            ends_at=tomorrow + dt.timedelta(hours=one + 2),
            seats=seats,
            is_published=True,
        )
        for one in range(first, first + number)
    )
    Teaching.objects.bulk_create(
        Teaching(session=session, facilitator=one) for session in made for one in pair
    )
    return made


def _fill(wanted: list[tuple[Session, int]], **fields: Any) -> None:
    """So many with a seat, each."""
    SignUp.objects.bulk_create(
        (
            SignUp(
                session=session,
                holder=uuid.uuid4().hex,
                name=f"P{number}",
                contact=Contact.CODE,
                number=number + 1,
                **{"state": SeatState.TAKEN, **fields},
            )
            for session, seats in wanted
            for number in range(seats)
        ),
        batch_size=1_000,
    )


def _fill_half_a_year(sign_ups: int) -> Term:
    sessions = _make_sessions(-(-sign_ups // SEATS), seats=SEATS)
    _fill([(one, SEATS) for one in sessions], state=SeatState.ATTENDED, needs="Nær døren")
    return sessions[0].term


def _empty() -> None:
    for model in (SignUp, Teaching, Session):
        model.objects.all().delete()
