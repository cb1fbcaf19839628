"""Whom a person lets see their own view: one manager at a time, until they take it back."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.domain.audit import record_action
from accounts.models import Employment, User, Workplace
from accounts.rules import jobs_of, managed_paths
from assessments.domain.refusals import Refusal, Refused
from assessments.ledger.domain.evidence import lock_ledger
from assessments.ledger.domain.queries import read_own_ledger
from assessments.practice.models import SharedOwnView


class NotMyManager(Refused):
    """The one named leads no workplace of the person today."""

    def __init__(self) -> None:
        super().__init__(
            _("You can only share it with somebody who leads your workplace today."), Refusal.NOT_THERE
        )


def managers_of(person: User) -> list[User]:
    """Who leads where the person works today: for each job those nearest above it. At most two queries.

    The order is that of the tree from the place itself and up, then the newest first; nobody leads themself.
    """
    paths = {job.workplace.path for job in jobs_of(person)}
    step = Workplace.steplen
    above = {path[:end] for path in paths for end in range(step, len(path) + 1, step)}
    leading: dict[str, list[User]] = {}
    if above:
        jobs = Employment.objects.active(timezone.localdate()).filter(
            is_manager=True, workplace__path__in=above, user__is_active=True
        )
        for job in jobs.exclude(user=person).select_related("user", "workplace"):
            leading.setdefault(job.workplace.path, []).append(job.user)
    found: dict[int, User] = {}
    for path in sorted(paths):
        nearest = next((path[:end] for end in range(len(path), 0, -step) if path[:end] in leading), None)
        found |= {one.pk: one for one in leading.get(nearest or "", [])}
    return list(found.values())


def share_own_view(person: User, reader_id: int) -> None:
    """Let this manager see what the person says of themself, now and later. Raises `NotMyManager`."""
    reader = next((one for one in managers_of(person) if one.pk == reader_id), None)
    if reader is None:
        raise NotMyManager
    with transaction.atomic():
        # Pressed twice at once, the second waits here and finds the row of the first.
        lock_ledger(person.pk)
        shared, is_new = SharedOwnView.objects.holding().get_or_create(person=person, reader=reader)
        if is_new:
            record_action(shared, "practice.share_own_view", user=person, data={"reader": reader.pk})


def withdraw_own_view(person: User, reader_id: int) -> None:
    """Take it back: from now on this reader sees nothing of it. Nothing happens where it is not shared."""
    with transaction.atomic():
        for shared in SharedOwnView.objects.holding().filter(person=person, reader=reader_id):
            shared.withdrawn_at = timezone.now()
            shared.save(update_fields=["withdrawn_at"])
            record_action(shared, "practice.withdraw_own_view", user=person, data={"reader": reader_id})


def readers_of(person: User) -> list[User]:
    """Everybody whom the person shares their own view with; also who leads them no more. One query."""
    rows = SharedOwnView.objects.holding().filter(person=person).select_related("reader").order_by("pk")
    return [row.reader for row in rows]


def shared_own_views(reader: User, person: User) -> dict[int, int] | None:
    """What the person says of themself now, by competence id, for this reader; None if it is not shared.

    Shared with whoever leads the person: who leads them no more sees nothing, though nobody took it back.
    """
    if not SharedOwnView.objects.holding().filter(person=person, reader=reader).exists():
        return None
    led = managed_paths(reader)
    if not any(job.workplace.path.startswith(path) for job in jobs_of(person) for path in led):
        return None
    return read_own_ledger(person, timezone.localdate()).own_views
