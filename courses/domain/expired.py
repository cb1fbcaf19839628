"""What somebody has completed, and no longer has evidence of. The ledger says when evidence has run out."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from assessments.ledger.models import Evidence
from courses.domain.queries import completion_origin


def expired_by_completion(completion_ids: Iterable[int]) -> dict[int, dt.date]:
    """The day the evidence of each of these first ran out, by completion id; one query, none for none.

    What is in its days of grace still counts and is not among them.
    """
    ids = {completion_origin(pk): pk for pk in completion_ids}
    if not ids:
        return {}
    newest = Evidence.objects.unrevoked().of_origin(*ids).latest_of_each_event()
    days: dict[int, dt.date] = {}
    for row in newest.run_out(timezone.localdate()).order_by().only("origin", "valid_until", "rule"):
        if row.runs_out_on is not None:
            pk = ids[row.origin]
            days[pk] = min(days.get(pk, row.runs_out_on), row.runs_out_on)
    return days


def expired_on(completion_ids: Iterable[int]) -> dt.date | None:
    """The day the evidence of these completions first ran out; None while all of it holds. One query."""
    return min(expired_by_completion(completion_ids).values(), default=None)
