"""What a person's own pages begin with: their jobs, what they have taken, what the ledger says of them."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Employment, User
from accounts.rules import jobs_of
from assessments.ledger.domain.queries import OwnLedger, read_own_ledger
from courses.domain.record import Record, read_record
from development.domain.my_requirements import Post, posts_of


@dataclass(frozen=True, slots=True)
class Me:
    """One person on a day, read once for all that a page says of them."""

    person: User
    today: dt.date
    posts: tuple[Post, ...]
    record: Record
    ledger: OwnLedger


def read_me(
    person: User,
    *,
    jobs: Collection[Employment] | None = None,
    record: Record | None = None,
    ledger: OwnLedger | None = None,
) -> Me:
    """The person as of today, in five queries; fewer where some of it is known already."""
    today = timezone.localdate()
    return Me(
        person=person,
        today=today,
        posts=posts_of(jobs_of(person, today) if jobs is None else jobs),
        record=record or read_record(person),
        ledger=ledger or read_own_ledger(person, today),
    )
