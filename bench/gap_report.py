"""The gap report of a municipality: 10,000 staff, 27 requirements.

Baseline: the bare SQL aggregate that reads the same rows, that is how many standings and what mean level each
requirement has among those employed under the same workplace today.
"""

import datetime as dt
import itertools
import random
import tracemalloc
from collections.abc import Iterator
from typing import Any

from django.db.models import Avg, Count
from django.utils import timezone

from accounts.enums import JobFunction, Setting
from accounts.models import Employment, User, Workplace
from assessments.ledger.domain.evidence import Event, build_evidence
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence, Standing
from assessments.ledger.policy import Policy
from bench.rows import Row, compare
from bench.timing import time_side_by_side
from competences.domain.framework import load_house_framework
from competences.models import Competence
from reports.domain.gap import gap_report

STAFF = 10_000
UNITS_PER_CENTRE = 25
STAFF_PER_UNIT = 20
# One standing in so many rests on evidence that has run out since it was written: the ledger is asked.
ONE_IN_STALE = 100
ROWS_PER_BATCH = 5_000
SEED = 2019


def measure() -> list[Row]:
    _build()
    municipality = Workplace.objects.get(depth=1)
    report = gap_report(municipality)
    if report.people != STAFF or not report.total.met or not report.total.expired:
        raise RuntimeError("The measured report is not the one that was built.")
    seconds, bare, past = time_side_by_side(
        lambda: gap_report(municipality),
        lambda: bare_aggregate(municipality),
        lambda: gap_report(municipality, timezone.localdate() - dt.timedelta(days=30)),
        runs=5,
        warm_ups=1,
    )
    size = f"gap report, {STAFF:,} staff x {len(report.rows)} requirements"
    return [
        compare(size, seconds, "s", baseline=bare, max_value=1, max_ratio=2),
        Row(name=f"{size}: peak memory of Python and numpy", value=_peak_mb(municipality), unit="MB"),
        compare(f"{size}, of a past day beside today's", past, "s", baseline=seconds, max_ratio=3),
    ]


def bare_aggregate(workplace: Workplace) -> list[Any]:
    """What SQL alone needs for the same rows: standings of those at work here today, counted and averaged."""
    present = Employment.objects.at_or_below(workplace).present(timezone.localdate())
    return list(
        Standing.objects.filter(person__employments__in=present)
        .order_by()
        .values("competence_id")
        .annotate(number=Count("pk"), mean=Avg("level"))
    )


def _peak_mb(workplace: Workplace) -> float:
    """The most memory that one report holds at a time, without the database's own page cache."""
    tracemalloc.start()
    try:
        gap_report(workplace)
        return tracemalloc.get_traced_memory()[1] / 1024 / 1024
    finally:
        tracemalloc.stop()


def _build() -> None:
    """A municipality whose staff all stand somewhere in all requirements, the same every time."""
    load_house_framework()
    chance = random.Random(SEED)
    units = list(_units())
    jobs = [job for job in JobFunction if job != JobFunction.LEDER]
    User.objects.bulk_create(
        (
            User(email=f"bench-{number}@example.org", display_name=f"Ansat {number}", password="!")
            for number in range(STAFF)
        ),
        batch_size=ROWS_PER_BATCH,
    )
    people = list(User.objects.order_by("pk").values_list("pk", flat=True))
    Employment.objects.bulk_create(
        (
            Employment(
                user_id=person,
                workplace_id=units[number % len(units)],
                job_function=chance.choice(jobs),
                start=dt.date(2020, 1, 1),
            )
            for number, person in enumerate(people)
        ),
        batch_size=ROWS_PER_BATCH,
    )
    requirements = list(Competence.objects.current().requirements().values_list("pk", flat=True))
    ledger = _ledger(people, requirements, chance)
    while batch := list(itertools.islice(ledger, ROWS_PER_BATCH)):
        Evidence.objects.bulk_create(row for row, _ in batch)
        Standing.objects.bulk_create(standing for _, standing in batch)


def _units() -> Iterator[int]:
    municipality = Workplace.add_root(name="Kommunen", slug="kommunen", kind="municipality")
    number = STAFF // STAFF_PER_UNIT
    for centre_number in range(number // UNITS_PER_CENTRE):
        slug = f"center-{centre_number}"
        centre = municipality.add_child(name=slug, slug=slug, kind="centre")
        for unit_number in range(UNITS_PER_CENTRE):
            slug = f"enhed-{centre_number}-{unit_number}"
            setting = Setting.values[unit_number % len(Setting.values)]
            yield centre.add_child(name=slug, slug=slug, kind="unit", setting=setting).pk


def _ledger(
    people: list[int], requirements: list[int], chance: random.Random
) -> Iterator[tuple[Evidence, Standing]]:
    recorded_at = timezone.now() - dt.timedelta(days=400)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    for number, (person, requirement) in enumerate(itertools.product(people, requirements)):
        row = build_evidence(
            Event(
                kind=EvidenceKind.OBSERVATION,
                origin="bench.evidence:1",
                recorded_at=recorded_at,
                valid_until=yesterday if number % ONE_IN_STALE == 0 else None,
            ),
            Policy(ceiling=4),
            person_id=person,
            competence_id=requirement,
            level=chance.choice((1, 1, 2, 2, 3, 3, 4)),
        )
        yield (
            row,
            Standing(
                person_id=person,
                competence_id=requirement,
                level=row.confirms,
                kind=row.kind,
                expires=row.valid_until,
            ),
        )
