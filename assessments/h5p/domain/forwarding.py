"""xAPI out: statements on their way to learning record stores (docs/decisions/xapi-out.md)."""

import datetime as dt
import logging
import random
from collections.abc import Sequence

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult, get_date_max

from accounts.domain.audit import one_act, record_action
from accounts.models import Employment, User
from accounts.policy import CLAIM_HOLDS
from assessments.h5p.enums import DeliveryState
from assessments.h5p.models import Delivery, XAPIStatement

from .lrs import Store, StoreUnavailable, describe, send, stores
from .outgoing import as_sent

logger = logging.getLogger(__name__)

BATCH = 50
# Batches to one store before other tasks get their turn.
MOST_BATCHES = 20
# The waits after the first try, the second ...: when all have passed, after three days, it is given up.
WAITS = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    *[dt.timedelta(hours=12)] * 6,
)
# A wait is up to this many times as long, so that many installations do not come back in the same second.
SPREAD = 1.25


def forward(statements: Sequence[XAPIStatement]) -> None:
    """Send the statements on to every store, later: call it in the transaction that stores them.

    Only what employed people did is sent on; citizens are left out. One query however many statements and
    stores there are, and none where no store is set: somebody waits for their answer to be saved.
    """
    names = [store.name for store in stores()]
    if names and statements:
        queue_deliveries.enqueue(
            statements=[str(statement.pk) for statement in statements],
            stores=names,
            day=timezone.localdate().isoformat(),
        )


# Lower than what somebody waits for: a package that is being unpacked.
@task(backend="background", priority=-10)
def queue_deliveries(statements: list[str], stores: list[str], day: str) -> None:
    """Make the deliveries of these statements to these stores, and have them sent.

    `day` is the ISO date of the statements: what counts is who was employed then. All in one transaction,
    and what is there already stays as it is, so it may be done again.
    """
    with transaction.atomic():
        if _make_deliveries(statements, stores, day):
            deliver_waiting.enqueue()


# Lower than what somebody waits for: a package that is being unpacked.
@task(backend="background", priority=-10)
def deliver_waiting() -> None:
    """Send every store what waits for it and is due, then plan the next time.

    Each statement arrives at least once, and under the same id, so that a store which got it twice keeps one.
    """
    _queue_what_was_left()
    for store in stores():
        _serve(store)
    _plan()


def plan_deliveries(now: dt.datetime) -> int:
    """Plan what is due, where the task that would have planned it failed. It sends nothing itself."""
    _plan()
    return 0


def try_again(deliveries: QuerySet[Delivery], by: User) -> int:
    """Let dead letters among the deliveries start anew; how many they were. Others are left as they are."""
    with transaction.atomic(), one_act():
        dead = list(deliveries.filter(state=DeliveryState.DEAD).select_for_update(of=("self",)))
        Delivery.objects.filter(pk__in=[delivery.pk for delivery in dead]).update(
            state=DeliveryState.WAITING, tries=0, next_try_at=timezone.now()
        )
        for delivery in dead:
            record_action(delivery, "h5p.try_delivery_again", user=by, data={"store": delivery.store})
        if dead:
            deliver_waiting.enqueue()
    return len(dead)


def count_deliveries() -> dict[str, dict[DeliveryState, int]]:
    """How many deliveries to each store of the settings there are in each state."""
    counts = {store.name: dict.fromkeys(DeliveryState, 0) for store in stores()}
    rows = Delivery.objects.filter(store__in=counts).values_list("store", "state").annotate(Count("pk"))
    for store, state, count in rows:
        counts[store][DeliveryState(state)] = count
    return counts


def _make_deliveries(statements: list[str], stores: list[str], day: str) -> bool:
    """Make the deliveries of those that employed people did; whether there are any."""
    employments = Employment.objects.active(dt.date.fromisoformat(day)).filter(user=OuterRef("person"))
    of_employed = XAPIStatement.objects.filter(Exists(employments), pk__in=statements)
    sent_on = {str(pk) for pk in of_employed.values_list("pk", flat=True)}
    deliveries = [
        Delivery(statement_id=statement, store=store)
        for statement in statements
        if statement in sent_on
        for store in stores
    ]
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)
    return bool(deliveries)


def _queue_what_was_left() -> None:
    """Do each `queue_deliveries` that failed, or that has no worker yet.

    No worker does a failed task again by itself. The task's row goes in the transaction that does its work,
    so of two who try only one does it.
    """
    undone = Q(status__in=[TaskResultStatus.READY, TaskResultStatus.FAILED])
    for left in DBTaskResult.objects.filter(undone, task_path=queue_deliveries.module_path):
        try:
            with transaction.atomic():
                taken, _ = DBTaskResult.objects.filter(undone, pk=left.pk).delete()
                if taken:
                    _make_deliveries(**left.args_kwargs["kwargs"])
        except Exception:
            # One that can never be done must not keep the others from their way.
            logger.exception("The deliveries of task %s could not be made", left.pk)


def _serve(store: Store) -> None:
    """Send the store its due statements until there are none, it has had its share, or it fails."""
    for _ in range(MOST_BATCHES):
        if cache.get(_rest_key(store)) or not (batch := _claim(store)):
            return
        try:
            _deliver(store, batch)
        except StoreUnavailable as problem:
            logger.warning("The learning record store %s takes nothing: %s", store.name, problem.reason)
            _postpone(
                [one for one in batch if one.state == DeliveryState.WAITING], problem.reason, problem.wait
            )
            _rest(store, problem.wait)


def _claim(store: Store) -> list[Delivery]:
    """The next due deliveries. Nobody else gets them while the claim holds; if we die, they are due again.

    That is longer than a batch can take, in halves and halves of halves.
    """
    with transaction.atomic():
        batch = list(
            Delivery.objects.due(store.name)
            .select_related(
                "statement__person",
                "statement__parent",
                "statement__version__content",
                "statement__version__main_library",
            )
            .defer(
                "statement__version__params",
                "statement__version__metadata",
                "statement__version__files",
                "statement__version__main_library__metadata",
                "statement__version__main_library__semantics",
                "statement__version__main_library__files",
            )
            .select_for_update(of=("self",), skip_locked=True)[:BATCH]
        )
        Delivery.objects.filter(pk__in=[one.pk for one in batch]).update(
            tries=F("tries") + 1, next_try_at=timezone.now() + CLAIM_HOLDS
        )
    for one in batch:
        one.tries += 1
    return batch


def _deliver(store: Store, batch: list[Delivery]) -> None:
    """Send the batch; if the store refuses it, each half by itself, until what it will not take stands alone.

    Raises `StoreUnavailable`; those that are still waiting then have not been settled.
    """
    status = send(store, [as_sent(one.statement) for one in batch])
    if status < 300:
        _settle(batch, DeliveryState.DELIVERED)
    elif len(batch) > 1:
        middle = len(batch) // 2
        _deliver(store, batch[:middle])
        _deliver(store, batch[middle:])
    elif status == 409:
        # It has a statement with this id: ours, when the connection broke before its answer came.
        _settle(batch, DeliveryState.DELIVERED)
    elif status < 500:
        _settle(batch, DeliveryState.DEAD, describe(status))
    else:
        _postpone(batch, describe(status))


def _settle(batch: list[Delivery], state: DeliveryState, error: str = "") -> None:
    for one in batch:
        one.state = state
        one.last_error = error
        one.delivered_at = timezone.now() if state == DeliveryState.DELIVERED else None
    Delivery.objects.bulk_update(batch, ["state", "last_error", "delivered_at"])


def _postpone(batch: list[Delivery], error: str, wait: dt.timedelta = dt.timedelta()) -> None:
    """Plan the next try of each, not before the wait is over; what has been tried long enough is given up."""
    for one in batch:
        one.last_error = error
        if one.tries > len(WAITS):
            one.state = DeliveryState.DEAD
        else:
            planned = WAITS[one.tries - 1] * random.uniform(1, SPREAD)
            one.next_try_at = timezone.now() + max(planned, wait)
    Delivery.objects.bulk_update(batch, ["state", "last_error", "next_try_at"])


def _rest(store: Store, wait: dt.timedelta = dt.timedelta()) -> None:
    """Leave the store alone for a while: what is new need not find out by itself that it does not answer.

    It lasts as long as the longest first wait, so that one sweep then takes what was tried and what is new.
    """
    until = timezone.now() + max(WAITS[0] * SPREAD, wait)
    cache.set(_rest_key(store), until, (until - timezone.now()).total_seconds())


def _rest_key(store: Store) -> str:
    return f"h5p.store_rests.{store.name}"


def _plan() -> None:
    """Come back when the next delivery is due, unless that is planned already."""
    times = []
    for store in stores():
        due = Delivery.objects.waiting(store.name).aggregate(first=Min("next_try_at"))["first"]
        if due is not None:
            times.append(max(due, cache.get(_rest_key(store), due), timezone.now()))
    if not times or not deliver_waiting.get_backend().supports_defer:
        return
    planned = DBTaskResult.objects.filter(
        Q(run_after__lte=min(times)) | Q(run_after=get_date_max()),
        task_path=deliver_waiting.module_path,
        status=TaskResultStatus.READY,
    )
    if not planned.exists():
        deliver_waiting.using(run_after=min(times)).enqueue()
