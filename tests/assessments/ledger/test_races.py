"""Two events at once in one person's ledger. Only PostgreSQL has the row locks that this is about."""

import threading

import pytest
from django.db import connection, transaction

from assessments.ledger.domain.evidence import lock_ledger, record_evidence
from assessments.ledger.domain.standing import rebuild_standings
from assessments.ledger.enums import EvidenceKind
from assessments.ledger.models import Evidence, Standing

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_who_writes_second_waits_and_sees_the_first(person, competences):
    written = threading.Event()

    def observe() -> None:
        try:
            record_evidence(
                person=person,
                outcomes=[(competences[0], 3)],
                kind=EvidenceKind.OBSERVATION,
                origin="test.observation:1",
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
            person=person,
            outcomes=[(competences[0], 2)],
            kind=EvidenceKind.COURSE_COMPLETION,
            origin="test.completion:1",
        )
    observer.join(10)
    assert written.is_set()
    assert (Evidence.objects.count(), Standing.objects.get().level) == (2, 3)
    assert rebuild_standings().changed == 0


def test_one_origin_from_two_threads_is_one_row(person, competences):
    start = threading.Barrier(2)
    added: list[int] = []

    def complete() -> None:
        try:
            start.wait(5)
            rows = record_evidence(
                person=person,
                outcomes=[(competences[0], 2)],
                kind=EvidenceKind.COURSE_COMPLETION,
                origin="test.completion:1",
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
