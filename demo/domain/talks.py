"""The demo's development talks: one that is being prepared, one that is agreed on; nobody is written to."""

import datetime as dt
from typing import Any

from accounts.models import User
from competences.models import Competence
from demo.domain.data import at, minute, read
from development.domain.talks.agreeing import Line, save_agreements, say_yes
from development.domain.talks.following_up import follow_up
from development.domain.talks.goals import Wanted, write_goal
from development.enums import FollowUpKind
from development.models import Agreement, AgreementVersion, Talk


def build_talks(today: dt.date) -> None:
    """Make the talks of data/talks.yaml. Whoever does not fit into a small demo has none."""
    content = read("data/talks")
    manager = User.objects.get(email=content["manager"])
    requirements = {row.code: row.pk for row in Competence.objects.current().requirements()}
    for told in content["talks"]:
        who = told["person"]
        found = User.objects.filter(email=who["email"]) if "email" in who else _named(who["name"])
        person = found.first()
        if person is not None:
            _build(person, manager, told, requirements, today)


def _named(name: str) -> Any:
    return User.objects.filter(display_name=name, is_active=True).order_by("pk")


def _build(
    person: User, manager: User, told: dict[str, Any], requirements: dict[str, int], today: dt.date
) -> None:
    day = today + dt.timedelta(days=told["planned_in"])
    planned = at(day, minute(told["at"]))
    begun = min(planned, at(today, minute("09:00"))) - dt.timedelta(days=8)
    # Not by `open_talk`, which writes to the other one.
    talk = Talk.objects.create(
        person=person,
        manager=manager,
        opened_by=person,
        opened_at=begun,
        planned_for=planned,
        place=told["place"],
    )
    for by, goals in ((person, told["goals"]), (manager, told["suggestions"])):
        for goal in goals:
            wanted = Wanted(goal["text"], goal.get("why", ""), requirements[goal["requirement"]])
            write_goal(talk, wanted, by=by)
    talk.goals.update(written_at=begun)
    if not told.get("agreements"):
        return
    lines = [
        Line(
            one["what"],
            today + dt.timedelta(days=one["days"]),
            one["who"],
            requirements.get(one.get("requirement", "")),
        )
        for one in told["agreements"]
    ]
    version = save_agreements(talk, lines, read=0, by=manager)
    for one in (manager, person):
        say_yes(talk, version.fingerprint, by=one)
    AgreementVersion.objects.filter(pk=version.pk).update(written_at=planned + dt.timedelta(minutes=40))
    version.confirmations.update(said_at=planned + dt.timedelta(minutes=50))
    for number in told["done"]:
        made = Agreement.objects.get(version=version, position=number + 1)
        follow_up(made, FollowUpKind.DONE, by=person)
