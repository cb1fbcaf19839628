"""Two events at once in one person's ledger. Only PostgreSQL has the row locks that this is about."""

import threading

import pytest
from django.db import connection, transaction

from assessments.ledger.domain.evidence import Event, lock_ledger, record_evidence, revoke_evidence
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
