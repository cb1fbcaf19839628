"""A release of all figures about groups: the first, and one a month later, of 100,000 staff.

Baseline in the same run: the same states read and counted, with nothing judged and nothing kept. How many
staff stands in `STAFF`, or in BENCH_RELEASED_STAFF.
"""

import datetime as dt
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.enums import JobFunction, Setting
from accounts.models import Employment, User, Workplace
from assessments.ledger.domain.evidence import current_policies
from assessments.ledger.enums import EvidenceKind
from assessments.practice.domain.citizen_questions import QUESTIONS
from assessments.practice.models import CitizenVoice
from bench.rows import Row, compare
from bench.timing import peak_memory, time_once
from competences.domain.framework import load_house_framework
from competences.models import Competence
from demo.domain.bulk import EvidenceRow, insert_evidence
from releases.domain.figures import figures
from releases.domain.making import make_release, newest_day
from releases.models import Episode, ReleasedTable

STAFF = int(os.environ.get("BENCH_RELEASED_STAFF", "100000"))
STAFF_PER_UNIT = 20
UNITS_PER_CENTRE = 25
ROWS_PER_BATCH = 5_000
# Of all requirements, so many are shown to others, and so many are answered by people themselves.
SHOWN, ANSWERED = 0.8, 0.4
# What changes from one month to the next.
CHANGED = 0.03
# One staff member in so many hands slips to citizens.
ONE_IN_ASKS = 10
SEED = 2019


def measure() -> list[Row]:
    before_last, last, newest = _days()
    fill(before_last)
    first = time_once(lambda: _make(before_last))
    _change(last)
    queries = _Tally()
    with connection.execute_wrapper(queries):
        later = time_once(lambda: _make(last))
    bare = time_once(lambda: count_states(last))
    _change(newest)
    size = f"Releases, {STAFF:,} staff"
    return [
        compare(f"{size}: the first, beside its states only counted", first, "s", baseline=bare),
        compare(f"{size}: a month later, beside the same", later, "s", baseline=bare, max_value=900),
        Row(name=f"{size}: queries of that", value=queries.number, unit="queries"),
        Row(name=f"{size}: tables told by then", value=ReleasedTable.objects.count(), unit="tables"),
        Row(name=f"{size}: rows kept by then of who was counted", value=Episode.objects.count(), unit="rows"),
        Row(
            name=f"{size}: peak of a fresh process that makes the next",
            value=peak_memory("bench.releases", "make_newest"),
            unit="MB",
        ),
    ]


class _Tally:
    """Counts queries, and keeps none of them: some carry thousands of rows."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.number += 1
        return execute(*arguments)


def _days() -> list[dt.date]:
    """The three newest days of release, oldest first."""
    days = [newest_day(timezone.localdate())]
    for _month in range(2):
        days.append(newest_day(days[-1] - dt.timedelta(days=1)))
    return days[::-1]


def _make(day: dt.date) -> None:
    if make_release(day) is None:
        raise RuntimeError("The measured release had been made before.")


def make_newest() -> None:
    """What the peak of a fresh process is taken of."""
    _make(newest_day(timezone.localdate()))


def count_states(day: dt.date) -> Counter[tuple[str, str, int, str]]:
    """How many stand in which state: the bare figures, told without a thought of who could be singled out."""
    return Counter(
        (name, row.part, row.workplace, row.state)
        for name, reader in figures().items()
        for row in reader(day)
    )


def fill(day: dt.date) -> None:
    """A municipality as it stands before the day, the same every time."""
    load_house_framework()
    chance = random.Random(SEED)
    units = list(_units())
    jobs = [job for job in JobFunction if job != JobFunction.LEDER]
    numbers = range(STAFF)
    User.objects.bulk_create(
        (
            User(email=f"bench-{one}@example.org", display_name=f"Ansat {one}", password="!")
            for one in numbers
        ),
        batch_size=ROWS_PER_BATCH,
    )
    people = list(User.objects.order_by("pk").values_list("pk", flat=True))
    start = day - dt.timedelta(days=2_000)
    Employment.objects.bulk_create(
        (
            Employment(
                user_id=person,
                workplace_id=units[number % len(units)],
                job_function=chance.choice(jobs),
                start=start,
            )
            for number, person in enumerate(people)
        ),
        batch_size=ROWS_PER_BATCH,
    )
    CitizenVoice.objects.bulk_create(
        (_voice(person, chance, day) for person in people[::ONE_IN_ASKS]), batch_size=ROWS_PER_BATCH
    )
    insert_evidence(_said_and_shown(people, day, SHOWN, ANSWERED, chance), current_policies())


def _change(day: dt.date) -> None:
    """What comes in the month before the day."""
    people = list(User.objects.order_by("pk").values_list("pk", flat=True))
    chance = random.Random(day.toordinal())
    insert_evidence(_said_and_shown(people, day, CHANGED, CHANGED, chance), current_policies())


def _units() -> Iterator[int]:
    municipality = Workplace.add_root(name="Kommunen", slug="kommunen", kind="municipality")
    number = max(STAFF // STAFF_PER_UNIT, 1)
    for centre_number in range(-(-number // UNITS_PER_CENTRE)):
        slug = f"center-{centre_number}"
        centre = municipality.add_child(name=slug, slug=slug, kind="centre")
        for unit_number in range(min(UNITS_PER_CENTRE, number - centre_number * UNITS_PER_CENTRE)):
            slug = f"enhed-{centre_number}-{unit_number}"
            setting = Setting.values[unit_number % len(Setting.values)]
            yield centre.add_child(name=slug, slug=slug, kind="unit", setting=setting).pk


def _voice(person: int, chance: random.Random, day: dt.date) -> CitizenVoice:
    yes = chance.randint(0, 8)
    counts = {question.key: {"yes": yes, "no": 10 - yes} for question in QUESTIONS}
    month = day.replace(day=1)
    return CitizenVoice(person_id=person, answered=10, first_month=month, last_month=month, counts=counts)


def _said_and_shown(
    people: list[int], day: dt.date, shown: float, answered: float, chance: random.Random
) -> Iterator[EvidenceRow]:
    """Rows of the ledger from the middle of the month before the day, by a share of all requirements."""
    requirements = list(Competence.objects.current().requirements().values_list("pk", flat=True))
    moment = timezone.make_aware(dt.datetime.combine(day - dt.timedelta(days=15), dt.time(12)))
    for person in people:
        for requirement in requirements:
            if chance.random() < shown:
                kind, level = EvidenceKind.OBSERVATION, chance.randint(1, 3)
                origin = f"bench.seen:{day.toordinal()}"
                yield EvidenceRow(person, requirement, kind, level, level, moment, None, None, origin, "")
            if chance.random() < answered:
                kind, level = EvidenceKind.SELF_ASSESSMENT, chance.randint(0, 4)
                origin = f"bench.said:{day.toordinal()}"
                yield EvidenceRow(person, requirement, kind, level, 0, moment, None, None, origin, "")
