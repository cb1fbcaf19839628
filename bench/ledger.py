"""The evidence ledger: one event, a list of ten thousand, its audit and its rebuild.

Baselines in the same run: the same rows inserted with nothing but `bulk_create`. The large ones are measured
in a process of its own, on rows that are inserted past the ORM and linked as the migration links them; how
many stands in `AUDITED` and `REBUILT`, or in BENCH_LEDGER_AUDITED and BENCH_LEDGER_REBUILT.
"""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from assessments.ledger.domain.auditing import audit_ledger
from assessments.ledger.domain.chain import link_the_unlinked
from assessments.ledger.domain.evidence import (
    Event,
    Recording,
    build_evidence,
    current_policies,
    record_evidence,
    record_many,
)
from assessments.ledger.domain.heads import write_line
from assessments.ledger.domain.standing import rebuild_standings
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import ChainHead, Evidence, Standing
from bench.rows import Row, compare
from bench.timing import count_queries, peak_memory, time_once, time_side_by_side
from competences.domain.framework import load_house_framework
from competences.models import Competence
from demo.domain.bulk import EvidenceRow, StandingRow, insert_evidence, insert_standings

IN_A_LIST = 10_000
AUDITED = int(os.environ.get("BENCH_LEDGER_AUDITED", "1000000"))
REBUILT = int(os.environ.get("BENCH_LEDGER_REBUILT", "2700000"))
# The requirements of the framework: a person has a standing in each.
REQUIREMENTS = 27
DAY = dt.datetime(2026, 3, 2, 12, tzinfo=timezone.get_default_timezone())


def measure() -> list[Row]:
    settings.LEDGER_HEADS_FILE = _heads_file()
    load_house_framework()
    requirements = list(Competence.objects.current().requirements())
    return [*_one_event(requirements), *_a_list(requirements), *_many(requirements)]


def _heads_file() -> Path:
    """Beside the database, and gone with it; the process that audits finds it there too."""
    return Path(settings.BASE_DIR) / "var" / "bench-ledger-heads.jsonl"


def _one_event(requirements: list[Competence]) -> list[Row]:
    """A certificate that runs out and is renewed: the most that an event asks."""
    (person,) = _make_people(1)
    numbers = iter(range(1, 1_000))

    def record() -> None:
        event = Event(kind=EvidenceKind.CERTIFICATE, origin=f"bench.paper:{next(numbers)}")
        record_evidence(event, person, [(requirement, 3) for requirement in requirements[:3]])

    record()
    return [
        compare(
            "Ledger: queries to record an event of three requirements",
            count_queries(record),
            "queries",
            max_value=12,
        ),
        Row(
            name="Ledger: an event of three requirements",
            value=1000 * time_side_by_side(record)[0],
            unit="ms",
        ),
    ]


def _a_list(requirements: list[Competence]) -> list[Row]:
    """Ten thousand rows of a thousand people, with standings, chain and log; beside nothing but the rows."""
    people = _make_people(1_000)
    policy = current_policies()[EvidenceKind.CERTIFICATE]
    numbers = iter(range(1, 1_000))

    def recordings(number: int) -> list[Recording]:
        event = Event(kind=EvidenceKind.CERTIFICATE, origin=f"bench.list:{number}")
        outcomes = tuple((requirement.pk, 3) for requirement in requirements[: IN_A_LIST // len(people)])
        return [Recording(event, person.pk, outcomes) for person in people]

    def bare() -> None:
        event = Event(kind=EvidenceKind.CERTIFICATE, origin=f"bench.bare:{next(numbers)}")
        Evidence.objects.bulk_create(
            build_evidence(event, policy, person_id=person.pk, competence_id=requirement.pk, level=3)
            for person in people
            for requirement in requirements[: IN_A_LIST // len(people)]
        )

    def recorded() -> None:
        record_many(recordings(next(numbers)), by=None)

    # Of empty tables each time: what lies there already is read again, by the one and not by the other.
    def anew(write: object) -> float:
        _empty()
        return time_once(write)  # type: ignore[arg-type]

    samples = [(anew(recorded), anew(bare)) for _ in range(5)]
    took, baseline = (sorted(each)[2] for each in zip(*samples, strict=True))
    anew(lambda: None)
    return [
        compare(f"Ledger: {IN_A_LIST:,} rows recorded as a list", took, "s", baseline=baseline, max_ratio=3)
    ]


def _many(requirements: list[Competence]) -> list[Row]:
    rows = [*_audited(requirements)]
    if REBUILT:
        _fill(requirements, REBUILT, standings=True)
        began = time_once(rebuild)
        peak = peak_memory("bench.ledger", "rebuild")
        rows += [
            Row(name=f"Ledger: {REBUILT:,} standings rebuilt", value=began, unit="s"),
            compare(f"Ledger: peak of rebuilding {REBUILT:,} standings", peak, "MB", max_value=300),
        ]
    return rows


def _audited(requirements: list[Competence]) -> list[Row]:
    _fill(requirements, AUDITED, standings=False)
    linked = time_once(link_the_unlinked)
    now = timezone.now() + dt.timedelta(days=1, hours=2)
    _heads_file().unlink(missing_ok=True)
    signed = time_once(lambda: write_line(now))
    took = time_once(audit)
    peak = peak_memory("bench.ledger", "audit")
    _heads_file().unlink()
    return [
        Row(name=f"Ledger: {AUDITED:,} rows linked, as the migration does", value=linked, unit="s"),
        Row(name=f"Ledger: the day's line over {AUDITED:,} rows", value=signed, unit="s"),
        Row(name=f"Ledger: audit of {AUDITED:,} rows", value=took, unit="s"),
        Row(name=f"Ledger: peak of the audit of {AUDITED:,} rows", value=peak, unit="MB"),
    ]


def audit() -> None:
    """Look through the ledger as `manage.py audit_ledger` does. Raises ValueError where it is not sound."""
    settings.LEDGER_HEADS_FILE = _heads_file()
    if audit_ledger(lambda fault: None).faults:
        raise ValueError("The ledger of the measurement is not sound.")


def rebuild() -> None:
    """Derive every standing anew. Raises ValueError where that changes one."""
    if rebuild_standings().changed:
        raise ValueError("The standings of the measurement were not those of its ledger.")


def _make_people(count: int) -> list[User]:
    first = User.objects.count()
    return User.objects.bulk_create(
        User(email=f"bench-{number}@example.org", display_name=f"Person {number}", password="!")
        for number in range(first, first + count)
    )


def _empty() -> None:
    """Without reading the rows first, as `delete` does."""
    for model in (ChainHead, Standing, Evidence):
        model._base_manager.all()._raw_delete("default")


def _fill(requirements: list[Competence], rows: int, *, standings: bool) -> None:
    """So many rows of evidence, a row for each requirement of each person, and no others."""
    _empty()
    people = [person.pk for person in _make_people(-(-rows // REQUIREMENTS))]
    policies = current_policies()

    def pairs() -> Iterator[tuple[int, int]]:
        done = 0
        for person in people:
            for requirement in requirements[:REQUIREMENTS]:
                if done == rows:
                    return
                done += 1
                yield person, requirement.pk

    kind = EvidenceKind.OBSERVATION
    insert_evidence(
        (
            EvidenceRow(*pair, kind, 2, 2, DAY, None, None, "bench.seen:1", "Set i praksis")
            for pair in pairs()
        ),
        policies,
    )
    if standings:
        insert_standings(StandingRow(*pair, 2, kind, None, 0) for pair in pairs())
