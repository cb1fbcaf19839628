"""What goes of observations when a person does."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from assessments.practice.domain.observation.asking import end
from assessments.practice.domain.observation.letters import tell_asker
from assessments.practice.enums import ObservationState
from assessments.practice.models import MethodSupervisor, Observation
from assessments.practice.models.observation import FOR_OBSERVER, OPEN

_WORDS = ("note", "situation", "done_well", "next_step", "comment")
_OUTSIDE = ("outside_name", "outside_workplace", "outside_email", "token_seed", "token_hash")
NOTHING = dict.fromkeys((*_WORDS, *_OUTSIDE), "")


@transaction.atomic
def forget(person: User) -> int:
    """Empty every word about the person, end what waits for them or on them; how many rows that were.

    What the person has told of others stays: it is about those. The rows stand, and so does the ledger.
    """
    about = Observation.objects.filter(person=person)
    asked = Observation.objects.filter(observer=person, state__in=FOR_OBSERVER)
    for row in about.filter(state__in=OPEN):
        end(row, ObservationState.WITHDRAWN)
    ended = 0
    for row in asked.select_related("person", "asked_by", "observer", "competence"):
        end(row, ObservationState.DECLINED)
        tell_asker(row)
        ended += 1
    emptied = about.exclude(**NOTHING).update(**NOTHING)
    today = timezone.localdate()
    MethodSupervisor.objects.on(today).filter(user=person).update(until=today)
    return emptied + ended
