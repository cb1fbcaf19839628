"""Somebody who waits to be seen at work, and words that wait for a second name; nobody is written to."""

import datetime as dt

from accounts.models import User
from assessments.practice.domain.observation.signing import fingerprint
from assessments.practice.enums import ObservationState
from assessments.practice.models import MethodSupervisor, Observation
from assessments.practice.policy import INSIDE_WAITS
from competences.models import Competence
from demo.domain.data import at, minute, read


def build_observations(today: dt.date) -> None:
    """Make the method supervisor and the observations that data/observations.yaml tells of."""
    people = {person.email: person for person in User.objects.filter(email__endswith="@example.org")}
    requirements = {row.code: row for row in Competence.objects.current().requirements()}
    data = read("data/observations")
    for email in data["supervisors"]:
        MethodSupervisor.objects.create(user=people[email], since=today)
    for told in data["observations"]:
        day = today - dt.timedelta(days=told["days_ago"])
        since = at(day, minute("15:20"))
        row = Observation(
            person=people[told["person"]],
            competence=requirements[told["requirement"]],
            asked_by=people[told["person"]],
            observer=people[told["observer"]],
            note=told["note"],
            asked_at=since,
            waiting_since=since,
            expires_on=today + INSIDE_WAITS,
        )
        if words := told.get("words"):
            row.needed, row.seen_on = words["needed"], day
            row.situation, row.done_well = words["situation"], words["done_well"]
            row.next_step = words["next_step"]
            row.state, row.observer_signed_at = ObservationState.SEEN, since
            row.observer_signed = fingerprint(row)
        row.save()
