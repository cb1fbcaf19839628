"""What somebody has completed, and no longer has evidence of. The ledger says when evidence has run out."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Min
from django.utils import timezone

from assessments.ledger.models import Evidence
from courses.domain.queries import completion_origin


def expired_by_completion(completion_ids: Iterable[int]) -> dict[int, dt.date]:
    """The day the evidence of each of these first ran out, by completion id; one query, none for none."""
    ids = {completion_origin(pk): pk for pk in completion_ids}
    if not ids:
        return {}
    newest = Evidence.objects.unrevoked().of_origin(*ids).latest_of_each_event()
    ran_out = newest.run_out(timezone.localdate()).order_by()
    days = ran_out.values_list("origin").annotate(day=Min("valid_until"))
    return {ids[origin]: day for origin, day in days if day is not None}


def expired_on(completion_ids: Iterable[int]) -> dt.date | None:
    """The day the evidence of these completions first ran out; None while all of it holds. One query."""
    return min(expired_by_completion(completion_ids).values(), default=None)
