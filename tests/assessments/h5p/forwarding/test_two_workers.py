"""Two workers at one store. Only PostgreSQL has the row locks that this is about."""

import threading

import pytest
from django.db import connection

from assessments.h5p.domain.forwarding import BATCH, deliver_waiting
from assessments.h5p.enums import DeliveryState
from assessments.h5p.models import Delivery

from .conftest import queue

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_each_statement_is_sent_by_one_of_them(said, store):
    queue([said() for _ in range(3 * BATCH)])
    start = threading.Barrier(2)

    def work() -> None:
        try:
            start.wait(5)
            deliver_waiting.call()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert sum(store.batches) == len(store.taken) == 3 * BATCH
    assert Delivery.objects.filter(state=DeliveryState.DELIVERED, tries=1).count() == 3 * BATCH
