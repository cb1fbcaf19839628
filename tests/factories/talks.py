"""Plain makers of development talks: opened, written in and agreed on through the front door."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.enums import JobFunction
from accounts.models import Employment, User, Workplace
from development.domain.talks.agreeing import Line, present_version, save_agreements, say_yes
from development.domain.talks.opening import open_talk
from development.models import Agreement, AgreementVersion, Talk
from tests.factories.accounts import make_employment, make_person, make_unit


@dataclass
class Two:
    """A person and the one who leads where they work."""

    unit: Workplace = field(default_factory=make_unit)
    person: User = field(default_factory=lambda: make_person(display_name="Lone Kjær", language="en"))
    manager: User = field(default_factory=lambda: make_person(display_name="Hanne Toft", language="en"))

    def __post_init__(self) -> None:
        self.job: Employment = make_employment(self.person, self.unit)
        self.leading: Employment = make_manager(self.manager, self.unit)

    @property
    def talk(self) -> Talk:
        """The talk of the two that goes on; begun where there is none."""
        person, manager = self.fresh()
        known = Talk.objects.open().filter(person=person, manager=manager).first()
        return known or open_talk(person, manager, by=person)

    def fresh(self) -> "tuple[User, User]":
        """Both as a new request reads them: nothing kept of what they were."""
        return User.objects.get(pk=self.person.pk), User.objects.get(pk=self.manager.pk)


def make_manager(person: User, unit: Workplace, **fields: Any) -> Employment:
    return make_employment(person, unit, job_function=JobFunction.LEDER, is_manager=True, **fields)


def line(what: str = "Lone går med Mette.", days: int = 30, **fields: Any) -> Line:
    return Line(what, timezone.localdate() + dt.timedelta(days=days), **fields)


def write(talk: Talk, *lines: Line, by: User | None = None) -> AgreementVersion:
    """Save these agreements over what stands."""
    present = present_version(talk)
    said = lines or (line(),)
    return save_agreements(talk, said, read=present.number if present else 0, by=by or talk.person)


def both_say_yes(talk: Talk) -> AgreementVersion:
    """Both say yes to what stands."""
    present = present_version(talk)
    assert present is not None
    for one in (talk.person, talk.manager):
        say_yes(talk, present.fingerprint, by=one)
    return present


def agree(talk: Talk, *lines: Line) -> list[Agreement]:
    """Write these agreements, and both say yes to them."""
    write(talk, *lines)
    return list(both_say_yes(talk).agreements.all())
