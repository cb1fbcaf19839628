"""What waits for somebody, as My learning tells it: what is seen at work, and talks. One query for both."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, CharField, DateTimeField, F, IntegerField, Value, When

from accounts.models import User
from assessments.practice.domain.observation.queries import Waiting, waiting_row
from development.domain.talks.queries import talks_waiting

_OBSERVATIONS, _TALK = 1, 2
_TO_PREPARE, _YES = 0, 1
# A talk without a day comes after those that have one.
_NO_DAY = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class WaitingTalk:
    """A talk with somebody that waits: for words to be said yes to, or else to be prepared."""

    pk: int
    name: str
    planned_for: dt.datetime | None
    waits_for_yes: bool


@dataclass(frozen=True, slots=True)
class AllWaiting:
    """What waits for somebody today; the talks by their day."""

    observations: Waiting
    talks: tuple[WaitingTalk, ...]


def read_waiting(person: User) -> AllWaiting:
    """What waits for the person today; one query."""
    columns = ("what", "number", "more", "name", "planned")
    observations = waiting_row(person).annotate(
        what=Value(_OBSERVATIONS),
        number=F("to_observe"),
        more=F("to_sign"),
        name=Value("", output_field=CharField()),
        planned=Value(None, output_field=DateTimeField()),
    )
    talks = talks_waiting(person).annotate(
        what=Value(_TALK),
        number=F("pk"),
        more=Case(When(has_words=True, then=_YES), default=_TO_PREPARE, output_field=IntegerField()),
        name=Case(When(person=person, then=F("manager__display_name")), default=F("person__display_name")),
        planned=F("planned_for"),
    )
    rows = observations.values_list(*columns).union(talks.order_by().values_list(*columns), all=True)
    seen, waiting = Waiting(0, 0), []
    for what, number, more, name, planned in rows:
        if what == _OBSERVATIONS:
            seen = Waiting(number, more)
        else:
            first_name = name.split(" ", 1)[0]
            waiting.append(WaitingTalk(number, first_name, planned, more == _YES))
    waiting.sort(key=lambda one: (one.planned_for or _NO_DAY, one.pk))
    return AllWaiting(seen, tuple(waiting))
