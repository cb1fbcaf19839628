"""What a store can do wrong: nothing is lost, nothing is repeated for ever, and nothing is told."""

import datetime as dt
import logging
import threading
from email.utils import format_datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.h5p.domain import forwarding, lrs
from assessments.h5p.domain.forwarding import BATCH, WAITS, deliver_waiting
from assessments.h5p.enums import DeliveryState
from assessments.h5p.models import Delivery

from .conftest import FakeStore, named, queue

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def wait_until_due() -> None:
    """As if the time of every next try had come."""
    cache.clear()
    Delivery.objects.filter(state=DeliveryState.WAITING).update(next_try_at=timezone.now())


def only() -> Delivery:
    return Delivery.objects.get()


def waits_for() -> dt.timedelta:
    return only().next_try_at - timezone.now()


def test_500_and_then_200(said, store):
    store.answers = [500]
    queue([said()])

    deliver_waiting.call()
    failed = only()
    deliver_waiting.call()
    assert len(store.requests) == 1, "it is not tried again before its time"
    wait_until_due()
    deliver_waiting.call()

    assert (failed.state, failed.last_error) == (DeliveryState.WAITING, "HTTP 500 Internal Server Error")
    assert (only().state, only().tries, only().last_error) == (DeliveryState.DELIVERED, 2, "")


@pytest.mark.parametrize("status", [301, 302, 307, 308, 401, 403, 404, 408, 429, 502, 503, 504, 202, 304])
def test_what_may_pass_is_tried_again_and_not_split(said, store, status):
    store.answers = [(status, {"Location": f"{store.endpoint}/andetsteds"})]
    queue([said(), said(), said()])

    deliver_waiting.call()

    assert store.batches == [3], "no redirect is followed, and no statement is tried by itself"
    for delivery in Delivery.objects.all():
        assert (delivery.state, delivery.tries) == (DeliveryState.WAITING, 1)
        assert delivery.last_error.startswith(f"HTTP {status}")
        assert MINUTE * 0.9 < delivery.next_try_at - timezone.now() <= MINUTE * 1.25


@pytest.mark.parametrize("status", [400, 411, 413, 415, 422])
def test_what_will_never_pass_is_given_up_at_once(said, store, status):
    store.judge = lambda statements: status
    queue([said()])

    deliver_waiting.call()

    assert (only().state, only().tries) == (DeliveryState.DEAD, 1)
    assert only().last_error.startswith(f"HTTP {status}")


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (400, DeliveryState.DEAD),
        (413, DeliveryState.DEAD),
        (409, DeliveryState.DELIVERED),
        (500, DeliveryState.WAITING),
    ],
)
def test_one_of_a_batch_keeps_the_others_from_nothing(said, store, status, state):
    rows = [said() for _ in range(BATCH)]
    odd = str(rows[17].pk)
    store.judge = lambda statements: status if any(one["id"] == odd for one in statements) else 200
    queue(rows)

    deliver_waiting.call()

    assert len(store.taken) == BATCH - 1
    assert Delivery.objects.get(statement=odd).state == state
    assert Delivery.objects.exclude(statement=odd).filter(state=DeliveryState.DELIVERED).count() == BATCH - 1
    assert len(store.requests) <= 14, "halves of halves, not one by one"


def test_silence(said, store, monkeypatch):
    monkeypatch.setattr(lrs, "TIMEOUT", (0.2, 0.2))
    over = threading.Event()
    store.answers = [lambda handler: over.wait(5)]
    queue([said()])

    deliver_waiting.call()
    over.set()

    assert (only().state, only().last_error) == (DeliveryState.WAITING, "ReadTimeout")


def test_nobody_there(said, store, settings):
    with FakeStore() as gone:
        endpoint = gone.endpoint
    settings.LEARNING_RECORD_STORES = [named("kommunen", endpoint)]
    queue([said()])

    deliver_waiting.call()

    assert (only().state, only().last_error) == (DeliveryState.WAITING, "ConnectionError")


def test_answer_that_is_none(said, store):
    store.answers = [lambda handler: handler.wfile.write(b"\x00\xff ikke http\r\n\r\n")]
    queue([said()])

    deliver_waiting.call()

    assert (only().state, only().last_error) == (DeliveryState.WAITING, "ConnectionError")


def test_endless_answer_is_not_read(said, store):
    written = []

    def never_stop(handler):
        handler.send_response(200)
        handler.end_headers()
        try:
            while sum(written) < 500_000_000:
                written.append(handler.wfile.write(b"x" * 65536))
        except OSError:
            pass

    store.answers = [never_stop]
    queue([said()])

    deliver_waiting.call()

    assert only().state == DeliveryState.DELIVERED
    assert sum(written) < 20_000_000


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [
        ("3600", 59 * MINUTE, 60 * MINUTE),
        ("in an hour", 59 * MINUTE, 60 * MINUTE),
        ("1", MINUTE * 0.9, MINUTE * 1.25),
        ("99999999", 23 * 60 * MINUTE, 24 * 60 * MINUTE),
        ("9" * 400, MINUTE * 0.9, MINUTE * 1.25),
        ("-5", MINUTE * 0.9, MINUTE * 1.25),
        ("snart", MINUTE * 0.9, MINUTE * 1.25),
        ("Thu, 01 Jan 1970 00:00:00 GMT", MINUTE * 0.9, MINUTE * 1.25),
        ("Sat, 01 Jan 2050 00:00:00", MINUTE * 0.9, MINUTE * 1.25),
    ],
)
def test_store_that_asks_us_to_wait_is_left_alone(said, store, asked, least, most):
    if asked == "in an hour":
        asked = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(hours=1), usegmt=True)
    store.answers = [(429, {"Retry-After": asked})]
    queue([said()])
    deliver_waiting.call()

    assert least < waits_for() <= most
    queue([said()])
    deliver_waiting.call()
    assert len(store.requests) == 1, "what is new waits too"


def test_after_three_days_it_is_given_up(said, store, monkeypatch):
    store.judge = lambda statements: 503
    monkeypatch.setattr(forwarding.random, "uniform", lambda low, high: low)
    queue([said()])
    waited = dt.timedelta()
    for wait in WAITS:
        deliver_waiting.call()
        assert abs(waits_for() - wait) < dt.timedelta(seconds=20)
        waited += wait
        wait_until_due()

    deliver_waiting.call()

    assert dt.timedelta(days=3) < waited < dt.timedelta(days=4)
    assert (only().state, only().tries) == (DeliveryState.DEAD, len(WAITS) + 1)
    assert only().last_error == "HTTP 503 Service Unavailable"


def test_many_come_back_at_different_times(said, store):
    store.judge = lambda statements: 503
    queue([said() for _ in range(20)])

    deliver_waiting.call()

    assert len(set(Delivery.objects.values_list("next_try_at", flat=True))) == 20


def test_failing_store_keeps_nothing_from_the_next(said, store, settings):
    with FakeStore() as gone:
        endpoint = gone.endpoint
    settings.LEARNING_RECORD_STORES = [named("væk", endpoint), named("kommunen", store.endpoint)]
    queue([said()])

    deliver_waiting.call()

    assert len(store.taken) == 1


def test_worker_that_dies_loses_nothing(said, store, monkeypatch):
    row = said()
    queue([row])
    with monkeypatch.context() as patch:
        patch.setattr(forwarding, "send", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            deliver_waiting.call()
    deliver_waiting.call()
    assert not store.requests, "another worker leaves it alone while the first may still live"

    wait_until_due()
    deliver_waiting.call()

    assert list(store.taken) == [str(row.pk)]
    assert only().state == DeliveryState.DELIVERED


def test_store_that_was_not_heard_gets_the_same_id_again(said, store, monkeypatch):
    monkeypatch.setattr(lrs, "TIMEOUT", (0.5, 0.5))
    row = said()

    def take_and_hang_up(handler):
        store.taken[str(row.pk)] = {}
        handler.connection.close()

    store.answers = [take_and_hang_up, 409]
    queue([row])
    deliver_waiting.call()
    wait_until_due()
    deliver_waiting.call()

    assert only().state == DeliveryState.DELIVERED
    assert len(store.requests) == 2


def test_one_coming_back_is_planned_however_often_we_look(said, store):
    store.answers = [503]
    queue([said()])
    DBTaskResult.objects.all().delete()

    for _ in range(5):
        deliver_waiting.call()
    for _ in range(5):
        queue([said()])
        # A worker takes the task of the statement before it does it.
        DBTaskResult.objects.exclude(run_after__lt=timezone.now() + 5 * MINUTE).update(status="SUCCESSFUL")
        deliver_waiting.call()

    planned = DBTaskResult.objects.get(status="READY")
    assert len(store.requests) == 1
    assert MINUTE * 1.2 < planned.run_after - timezone.now() <= MINUTE * 1.25


def test_nobody_comes_back_when_nothing_waits(said, store):
    queue([said()])
    DBTaskResult.objects.all().delete()

    deliver_waiting.call()

    assert not DBTaskResult.objects.exists()


def test_log_and_rows_name_nobody_and_no_key(said, store, settings, caplog):
    settings.LEARNING_RECORD_STORES = [
        named("kommunen", store.endpoint, username="bruger", password="hemmeligheden")
    ]
    store.judge = lambda statements: 401
    queue([said()])

    with caplog.at_level(logging.DEBUG):
        deliver_waiting.call()

    told = caplog.text + only().last_error + repr(lrs.stores())
    assert "kommunen takes nothing: HTTP 401 Unauthorized" in caplog.text
    for secret in ("hemmeligheden", "aase", "Åse", "Authorization: "):
        assert secret not in told


def test_no_transaction_is_open_while_a_store_is_slow(said, store, monkeypatch):
    """SQLite would let nobody write meanwhile."""
    open_blocks = []

    def look(*_):
        open_blocks.append(len(connection.savepoint_ids))
        return 200

    monkeypatch.setattr(forwarding, "send", look)
    queue([said()])
    before = len(connection.savepoint_ids)
    deliver_waiting.call()

    assert open_blocks == [before]


@pytest.mark.parametrize(
    ("status", "minutes", "is_sent"),
    [("FAILED", 0, True), ("READY", 0, True), ("RUNNING", 99, False), ("SUCCESSFUL", 0, False)],
)
def test_next_sweep_does_what_no_worker_finished(said, store, status, minutes, is_sent):
    row = said()
    forwarding.forward([row])
    DBTaskResult.objects.update(status=status, started_at=timezone.now() - minutes * MINUTE)

    deliver_waiting.call()
    deliver_waiting.call()

    assert store.batches == ([1] if is_sent else [])
    assert DBTaskResult.objects.exists() is not is_sent


def test_what_is_done_twice_is_sent_once(said, store):
    row = said()
    forwarding.forward([row])
    kept = DBTaskResult.objects.values().get()
    deliver_waiting.call()
    DBTaskResult.objects.create(**kept)

    deliver_waiting.call()

    assert store.batches == [1]
    assert only().state == DeliveryState.DELIVERED


def test_task_that_nobody_can_do_keeps_the_others_from_nothing(said, store, caplog):
    forwarding.forward([said()])
    DBTaskResult.objects.update(args_kwargs={"args": [], "kwargs": {"of": "an earlier release"}})
    row = said()
    forwarding.forward([row])

    deliver_waiting.call()

    assert list(store.taken) == [str(row.pk)]
    assert "could not be made" in caplog.text
    assert DBTaskResult.objects.count() == 1
