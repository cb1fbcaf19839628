"""How everybody stands in what is nobody else's to see, for those who release it as figures about groups."""

import datetime as dt
from collections.abc import Iterator, Mapping

from django.utils import timezone

from accounts.models import Employment
from assessments.ledger.domain.queries import own_views_of_all
from assessments.practice.domain.citizen_questions import QUESTIONS, Answer
from assessments.practice.enums import CitizenState, OwnViewState
from assessments.practice.models import CitizenVoice, OwnAnswer, SharedOwnView
from competences.domain.queries import frameworks_in_use
from competences.domain.requirements import required_levels
from releases.domain.figures import Counted


def read_own_view_states(day: dt.date) -> Iterator[Counted]:
    """Everybody at work whom a post asks for a requirement, by what they say of themself as of the day.

    Whom nobody asks is not counted: colleagues know that from the job, so it would hide nobody. Whoever has
    ever shared their own view with a manager is known to one. Three queries, and two for each requirement.
    """
    posts = list(
        Employment.objects.present(day).order_by("pk").values_list("user", "workplace", "job_function")
    )
    asked = required_levels({(place, job) for _person, place, job in posts}, day)
    not_said = OwnViewState.NOT_SAID.value
    shared = set(SharedOwnView.objects.values_list("person", flat=True))
    for area in frameworks_in_use().areas_on(day):
        for requirement in area.requirements:
            said = _said(requirement.id, day)
            for person, place, job in posts:
                if requirement.id in asked[place, job]:
                    state = said.get(person, not_said)
                    yield Counted(requirement.code, person, place, state, person in shared)


def _said(competence_id: int, day: dt.date) -> dict[int, str]:
    """By person what they said last: a level, which is in the ledger, or "not relevant", which is not.

    Of "not relevant" no history is kept: what was said between the first answer and the last is not known.
    """
    said = own_views_of_all(competence_id, day)
    states = {person: str(level) for person, (_moment, level) in said.items()}
    answers = OwnAnswer.objects.filter(competence=competence_id, level=None) | OwnAnswer.objects.filter(
        competence=competence_id, first_level=None
    )
    columns = ("assessment__person", "level", "first_level", "answered_at", "changed_at")
    for person, level, first_level, answered_at, changed_at in answers.order_by("pk").values_list(*columns):
        is_first = changed_at is None or timezone.localdate(changed_at) > day
        moment = answered_at if is_first else changed_at
        if (first_level if is_first else level) is not None or timezone.localdate(moment) > day:
            continue
        if person not in said or said[person][0] < moment:
            states[person] = OwnViewState.NOT_RELEVANT.value
    return states


def read_citizen_states(day: dt.date) -> Iterator[Counted]:
    """Everybody at work to whom five answers or more are shown, by what most of those say; by question.

    Whoever has fewer is not counted: colleagues see who hands on slips, so it would hide nobody. What is
    shown has no history: on a day before this month's first nobody is counted. Two queries.
    """
    if day < timezone.localdate().replace(day=1):
        return
    places: dict[int, list[int]] = {}
    for person, place in Employment.objects.present(day).order_by("pk").values_list("user", "workplace"):
        places.setdefault(person, []).append(place)
    rows = CitizenVoice.objects.filter(
        answered__gt=0, person__in=Employment.objects.present(day).values("user")
    )
    voices = list(rows.order_by("pk").values_list("person", "counts"))
    for question in QUESTIONS:
        for person, counts in voices:
            if question.key in counts:
                state = state_of(counts[question.key])
                for place in places[person]:
                    yield Counted(question.key, person, place, state.value)


def state_of(counts: Mapping[str, int]) -> CitizenState:
    """The answer that more than half gave, of those whose answers were added up, five by five."""
    for answer in (Answer.YES, Answer.LITTLE, Answer.NO):
        if 2 * counts.get(answer, 0) > sum(counts.values()):
            return CitizenState(answer.value)
    return CitizenState.DIVIDED
