"""Somebody is asked to look on; and the ways in which that ends before they have."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.models import Attempt
from assessments.practice.domain.observation.letters import ask_observer, tell_asked_for, tell_asker, token_of
from assessments.practice.domain.observation.observers import find_observers, find_outside_supervisors
from assessments.practice.domain.observation.refusals import CannotObserve, IsOver, NotYours, TooManyOpen
from assessments.practice.enums import ObservationState
from assessments.practice.models import Observation
from assessments.practice.models.observation import FOR_OBSERVER, OPEN
from assessments.practice.policy import INSIDE_WAITS, MOST_OPEN, OUTSIDE_WAITS
from competences.models import Competence

# What a page is about: requirements by id, most fitting first. Whoever stands above and knows pages says it.
PageAbout = Callable[[int], list[int]]
_about: list[PageAbout] = []


def tell_what_pages_are_about(about: PageAbout) -> None:
    """Let a practice task lead to the requirements of its page. A room calls this in `ready()`."""
    if about not in _about:
        _about.append(about)


def requirements_of_page(page_id: int) -> list[int]:
    """The ids of the requirements that a page is about; none where nobody knows."""
    return [competence for about in _about for competence in about(page_id)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Who is asked: one of ours, a method supervisor from outside, or anybody by e-mail. Exactly one."""

    observer: int | None = None
    supervisor: int | None = None
    email: str = ""


@transaction.atomic
def ask_for_observation(
    person: User,
    competence: Competence,
    whom: Whom,
    *,
    asked_by: User,
    note: str = "",
    attempt: Attempt | None = None,
) -> Observation:
    """Ask somebody to see the person in a requirement; they get a mail. `asked_by`: the person or a manager.

    Raises `CannotObserve` for who is not on the person's list, and for the person's own e-mail, and
    `TooManyOpen`.
    """
    today = timezone.localdate()
    # One at a time for each person: the number of open requests is counted before one is added.
    User.objects.select_for_update().filter(pk=person.pk).values_list("pk").first()
    if Observation.objects.filter(person=person, state__in=OPEN, expires_on__gte=today).count() >= MOST_OPEN:
        raise TooManyOpen
    request = Observation(
        person=person,
        competence=competence,
        asked_by=asked_by,
        note=note,
        attempt=attempt,
        expires_on=today + (OUTSIDE_WAITS if whom.observer is None else INSIDE_WAITS),
    )
    _name_observer(request, whom)
    if request.is_outside:
        request.token_seed = secrets.token_urlsafe(32)
        request.token_hash = fingerprint_of(token_of(request))
    request.save()
    record_action(
        request,
        "practice.ask_for_observation",
        user=asked_by,
        data={"requirement": competence.code, "outside": request.is_outside},
    )
    ask_observer(request)
    if asked_by != person:
        tell_asked_for(request)
    return request


def _name_observer(request: Observation, whom: Whom) -> None:
    person, competence = request.person, request.competence
    assert competence is not None
    if whom.observer is not None:
        if whom.observer not in {one.pk for one in find_observers(person, competence)}:
            raise CannotObserve
        request.observer_id = whom.observer
    elif whom.supervisor is not None:
        row = next((row for row in find_outside_supervisors() if row.pk == whom.supervisor), None)
        if row is None:
            raise CannotObserve
        request.supervisor, request.outside_email = row, row.email
        request.outside_name, request.outside_workplace = row.name, row.workplace_name
    else:
        if not whom.email or whom.email.lower() == person.email:
            raise CannotObserve
        request.outside_email = whom.email


def fingerprint_of(token: str) -> str:
    """By which the database knows the secret of a link without holding it."""
    return sha256(token.encode()).hexdigest()


def find_by_token(token: str) -> Observation | None:
    """The request that the link still opens; none for one that is used, too old or made up."""
    rows = Observation.objects.filter(token_hash=fingerprint_of(token), state=ObservationState.ASKED)
    return (
        rows.filter(expires_on__gte=timezone.localdate())
        .select_related("person", "competence", "supervisor", "attempt")
        .first()
    )


@transaction.atomic
def decline(observation: Observation, by: User | None) -> None:
    """The observer says no, and whoever asked is told; `by` is nobody for who came by a link.

    Raises `NotYours` and `IsOver`.
    """
    row = lock(observation)
    if row.observer != by:
        raise NotYours
    if not row.waits_for_observer(timezone.localdate()):
        raise IsOver
    end(row, ObservationState.DECLINED)
    record_action(row, "practice.decline_observation", user=by)
    tell_asker(row)


@transaction.atomic
def withdraw(observation: Observation, by: User) -> None:
    """The person, or who asked for them, takes the request back before both have signed.

    Raises `NotYours` and `IsOver`.
    """
    row = lock(observation)
    may = row.person == by or (row.asked_by == by and row.state in FOR_OBSERVER)
    if not may:
        raise NotYours
    if row.state not in OPEN:
        raise IsOver
    end(row, ObservationState.WITHDRAWN)
    record_action(row, "practice.withdraw_observation", user=by)


def lock(observation: Observation) -> Observation:
    """The row as it stands now; nobody else changes it until the transaction ends."""
    return (
        Observation.objects.select_for_update(of=("self",))
        .select_related("person", "asked_by", "observer", "competence", "supervisor")
        .get(pk=observation.pk)
    )


def end(row: Observation, state: ObservationState) -> None:
    """Save that it is over. What was only needed to reach the observer goes."""
    row.state = state
    forget_address(row)
    row.save()


def forget_address(row: Observation) -> None:
    """Take the e-mail and the link of somebody outside out of the row; it is not saved yet."""
    row.outside_email = row.token_seed = row.token_hash = ""
