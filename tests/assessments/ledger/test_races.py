"""Two events at once in one person's ledger. Only PostgreSQL has the row locks that this is about."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from accounts.models import User
from assessments.ledger.domain.auditing import Fault, audit_ledger, audit_person
from assessments.ledger.domain.correcting import AlreadyCorrected, correct_evidence
from assessments.ledger.domain.evidence import (
    AlreadyRevoked,
    Event,
    Recording,
    lock_ledger,
    record_evidence,
    record_many,
    revoke_evidence,
)
from assessments.ledger.domain.heads import write_line
from assessments.ledger.domain.queries import positions
from assessments.ledger.domain.standing import rebuild_standings
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence, Standing

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_who_writes_second_waits_and_sees_the_first(person, competences):
    written = threading.Event()

    def observe() -> None:
        try:
            record_evidence(
                Event(kind=EvidenceKind.OBSERVATION, origin="test.observation:1"),
                person,
                [(competences[0], 3)],
            )
            written.set()
        finally:
            connection.close()

    observer = threading.Thread(target=observe)
    with transaction.atomic():
        lock_ledger(person.pk)
        observer.start()
        assert not written.wait(0.5)
        record_evidence(
            Event(kind=EvidenceKind.SOLVED, origin="test.completion:1"),
            person,
            [(competences[0], 2)],
        )
    observer.join(10)
    assert written.is_set()
    assert (Evidence.objects.count(), Standing.objects.get().level) == (2, 3)
    assert rebuild_standings().changed == 0


def test_who_revokes_waits_and_sees_what_was_written_meanwhile(person, competences):
    (seen,) = record_evidence(
        Event(kind=EvidenceKind.OBSERVATION, origin="test.observation:1"), person, [(competences[0], 3)]
    )
    revoked = threading.Event()

    def revoke() -> None:
        try:
            revoke_evidence(seen, by=None)
            revoked.set()
        finally:
            connection.close()

    revoker = threading.Thread(target=revoke)
    with transaction.atomic():
        completed = Event(kind=EvidenceKind.SOLVED, origin="test.completion:1")
        record_evidence(completed, person, [(competences[0], 2)])
        revoker.start()
        assert not revoked.wait(0.5)
    revoker.join(10)
    assert revoked.is_set()
    assert Standing.objects.values_list("level", flat=True).get() == 2
    assert rebuild_standings().changed == 0


def test_one_origin_from_two_threads_is_one_row(person, competences):
    start = threading.Barrier(2)
    added: list[int] = []

    def complete() -> None:
        try:
            start.wait(5)
            rows = record_evidence(
                Event(kind=EvidenceKind.SOLVED, origin="test.completion:1"),
                person,
                [(competences[0], 2)],
            )
            added.append(len(rows))
        finally:
            connection.close()

    threads = [threading.Thread(target=complete) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (sorted(added), Evidence.objects.count()) == ([0, 1], 1)


def both(*writes: Callable[[], object]) -> list[type[Exception] | None]:
    """Do these at once, each on a connection of its own; what became of each."""
    start = threading.Barrier(len(writes))
    ended: list[type[Exception] | None] = [None] * len(writes)

    def run(place: int, write: Callable[[], object]) -> None:
        try:
            start.wait(5)
            write()
        except Exception as problem:
            ended[place] = type(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(writes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return ended


def sound(person) -> bool:
    return not audit_person(person.pk) and rebuild_standings().changed == 0


def test_many_events_of_one_person_at_once_make_one_chain(person, competences):
    def record(number: int) -> Callable[[], object]:
        event = Event(kind=EvidenceKind.SOLVED, origin=f"test.completion:{number}")
        return lambda: record_evidence(event, person, [(competence, 2) for competence in competences])

    assert both(*map(record, range(6))) == [None] * 6
    assert Evidence.objects.count() == 18
    assert sound(person)


def test_lists_and_single_events_at_once_lose_nothing(person, competences):
    other = User.objects.create_user("b@example.org", display_name="B")

    def listed(number: int) -> Callable[[], object]:
        event = Event(kind=EvidenceKind.CERTIFICATE, origin=f"test.list:{number}")
        # One list in the order of the ids, the other against it: neither waits for the other for ever.
        people = [person, other] if number else [other, person]
        return lambda: record_many(
            [Recording(event, each.pk, ((competences[0].pk, 2),)) for each in people], by=None
        )

    single = Event(kind=EvidenceKind.SOLVED, origin="test.completion:1")
    writes = [*map(listed, range(4)), lambda: record_evidence(single, person, [(competences[0], 2)])]
    assert both(*writes) == [None] * 5
    assert (Evidence.objects.filter(person=person).count(), Evidence.objects.count()) == (5, 9)
    assert sound(person)
    assert sound(other)


def test_correction_against_correction_is_one(person, competences):
    chief = User.objects.create_user("c@example.org", display_name="C")
    (row,) = record_evidence(
        Event(kind=EvidenceKind.CERTIFICATE, origin="test.paper:1"), person, [(competences[0], 4)]
    )

    def correct(level: int) -> Callable[[], object]:
        return lambda: correct_evidence(row, level=level, valid_until=None, by=chief, reason="Forkert trin")

    ended = both(correct(1), correct(2), lambda: revoke_evidence(row, by=chief))
    assert Evidence.objects.filter(revokes=row).count() == 1
    corrected = Evidence.objects.filter(origin=f"ledger.correction:{row.pk}")
    assert [each for each in ended[:2] if each] == [AlreadyCorrected]
    assert ended[2] in (None, AlreadyRevoked)
    assert Standing.objects.get().level == corrected.get().level
    assert sound(person)


def test_the_day_turns_while_an_event_is_recorded(person, competences, settings, tmp_path, time_machine):
    """One writes before midnight and ends after it, one after it: both days, rows and lines are right."""
    settings.LEDGER_HEADS_FILE = tmp_path / "heads.jsonl"
    # Half a minute before midnight in Denmark. What is proved here counts on the first of the two days alone.
    evening = dt.datetime(2026, 3, 1, 22, 59, 30, tzinfo=dt.UTC)
    time_machine.move_to(evening, tick=False)
    write_line(evening)
    written = threading.Event()
    last_day = dt.date(2026, 3, 1)

    def late() -> None:
        try:
            event = Event(kind=EvidenceKind.CERTIFICATE, origin="test.paper:2", valid_until=last_day)
            record_evidence(event, person, [(competences[0], 3)])
            written.set()
        finally:
            connection.close()

    thread = threading.Thread(target=late)
    with transaction.atomic():
        event = Event(kind=EvidenceKind.CERTIFICATE, origin="test.paper:1", valid_until=last_day)
        record_evidence(event, person, [(competences[0], 4)])
        thread.start()
        assert not written.wait(0.3)
        time_machine.move_to(evening + dt.timedelta(minutes=1), tick=False)
    thread.join(10)
    assert written.is_set()
    key = (person.pk, competences[0].pk)
    assert positions([person.pk], last_day)[key].level == 4
    assert (positions([person.pk])[key].level, positions([person.pk])[key].lapsed_level) == (0, 4)
    time_machine.move_to(evening + dt.timedelta(days=1, hours=2), tick=False)
    assert write_line(evening + dt.timedelta(days=1, hours=2)) == 1
    told: list[Fault] = []
    audit_ledger(told.append)
    assert told == []
    assert sound(person)
