"""The way of a statement to a store that does as it should."""

import base64
import json
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from accounts.enums import Role
from assessments.h5p.domain.forwarding import BATCH, deliver_waiting, forward, queue_deliveries, try_again
from assessments.h5p.enums import DeliveryState
from assessments.h5p.models import Delivery
from tests.factories.accounts import make_employment, make_person

from .conftest import named, queue

pytestmark = pytest.mark.django_db


def work_off() -> None:
    """Do all tasks that wait, as a worker does (which would close the connection that the test lives in)."""
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="background",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )
    while (waiting := DBTaskResult.objects.ready().first()) is not None:
        worker.run_task(waiting)


def states() -> Counter[str]:
    return Counter(Delivery.objects.values_list("state", flat=True))


def test_no_store_no_query_and_no_row(said, django_assert_num_queries):
    row = said()

    with django_assert_num_queries(0):
        forward([row])

    assert not Delivery.objects.exists()


@pytest.mark.parametrize("count", [1, 7])
@pytest.mark.parametrize("places", [1, 3])
def test_forwarding_takes_one_query_whatever_there_is(
    said, store, settings, django_assert_num_queries, count, places
):
    settings.LEARNING_RECORD_STORES = [named(f"sted-{n}", store.endpoint) for n in range(places)]
    rows = [said() for _ in range(count)]

    with django_assert_num_queries(1):
        forward(rows)
    assert DBTaskResult.objects.count() == 1
    assert not store.requests
    assert not Delivery.objects.exists()

    task = DBTaskResult.objects.get()
    # Savepoint, who is employed, deliveries, the task that sends them, release.
    with django_assert_num_queries(5):
        queue_deliveries.call(**task.args_kwargs["kwargs"])
    assert Delivery.objects.count() == count * places


def test_statement_arrives_with_the_version_and_the_key(said, store):
    row = said()
    forward([row])

    work_off()

    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries, delivery.last_error) == (DeliveryState.DELIVERED, 1, "")
    assert delivery.delivered_at is not None
    path, headers, body = store.requests[0]
    assert path == "/xAPI/statements"
    assert headers["X-Experience-API-Version"] == "1.0.3"
    assert headers["Content-Type"] == "application/json"
    assert base64.b64decode(headers["Authorization"].split()[1]).decode() == "laersammen:hemmelig æøå"
    assert [one["id"] for one in json.loads(body)] == [str(row.pk)]
    assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


def test_citizen_s_statement_goes_nowhere(said, store):
    citizen = make_person(email="borger@example.org")
    author = make_person(Role.AUTHOR)
    rows = [said(person=citizen), said(person=author)]

    forward(rows)
    work_off()

    assert not Delivery.objects.exists()
    assert not store.requests
    assert DBTaskResult.objects.get().task_path == queue_deliveries.module_path


def test_only_what_employed_people_did_is_sent(said, store):
    former = make_employment(end="2025-01-31").user
    rows = [said(person=make_person()), said(), said(person=former)]

    forward(rows)
    work_off()

    assert list(store.taken) == [str(rows[1].pk)]


def test_no_name_and_no_address_is_in_the_bytes(said, store, employee):
    parent = said()
    forward([parent, said(parent=parent, sub_content_id="a")])

    work_off()

    sent = b"".join(body for _, _, body in store.requests)
    assert len(store.taken) == 2
    for secret in ("aase", "Åse", "Ærø", "example.org", json.dumps("Åse")[1:-1], json.dumps("Ærø")[1:-1]):
        assert secret.encode() not in sent


def test_every_store_gets_it(said, store, lrs, settings):
    settings.LEARNING_RECORD_STORES = [named(name, f"{lrs.endpoint}/{name}/") for name in ("a", "b")]
    row = said()
    forward([row])

    work_off()

    assert [path for path, _, _ in store.requests] == ["/xAPI/a/statements", "/xAPI/b/statements"]
    assert states() == {DeliveryState.DELIVERED: 2}


@pytest.mark.parametrize("count", [1, 30])
def test_delivering_a_batch_takes_as_many_queries_as_one(said, store, count):
    parent = said()
    queue([parent, *[said(parent=parent) for _ in range(count)]])
    DBTaskResult.objects.all().delete()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        deliver_waiting.call()

    assert store.batches == [count + 1]
    # What was left; savepoint, claim, lease, release; savepoint, settle, release; the next claim, empty; the
    # next plan.
    assert len(queries) <= 13


def test_many_go_in_batches(said, store):
    forward([said() for _ in range(BATCH + 3)])

    work_off()

    assert store.batches == [BATCH, 3]
    assert states() == {DeliveryState.DELIVERED: BATCH + 3}


def test_dead_letters_start_anew_and_the_rest_is_left(said, store):
    coordinator = make_person(Role.COORDINATOR)
    forward([said(), said()])
    work_off()
    dead = Delivery.objects.first()
    Delivery.objects.filter(pk=dead.pk).update(state=DeliveryState.DEAD, tries=11, last_error="HTTP 400")
    store.requests.clear()

    count = try_again(Delivery.objects.all(), coordinator)
    work_off()

    assert count == 1
    assert store.batches == [1]
    dead.refresh_from_db()
    assert (dead.state, dead.tries, dead.last_error) == (DeliveryState.DELIVERED, 1, "")
    assert try_again(Delivery.objects.all(), coordinator) == 0


def test_command_sends_without_a_worker_and_says_how_things_stand(said, store, capsys):
    store.judge = lambda statements: 400
    forward([said()])

    call_command("send_statements")

    assert capsys.readouterr().out == "kommunen: waiting 0, delivered 0, dead 1\n"


def test_store_that_is_no_longer_set_gets_nothing_and_nobody_plans_for_it(said, store, settings):
    forward([said()])
    settings.LEARNING_RECORD_STORES = [named("en-anden", store.endpoint)]

    work_off()

    assert not store.requests
    assert states() == {DeliveryState.WAITING: 1}
    assert DBTaskResult.objects.filter(task_path=deliver_waiting.module_path).count() == 1
