"""What is said of an observation, where it depends on more than one thing."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.practice.enums import Hint, ObservationState
from assessments.practice.models import Observation
from assessments.practice.policy import NEEDED


def say_needed(level: int, name: str) -> str:
    """What the observer had to do, by the level that it means; `name` is the person's."""
    return str(NEEDED[level]) % {"name": name}


def say_waited(since: dt.datetime, today: dt.date) -> str:
    """How long something has waited."""
    days = (today - timezone.localdate(since)).days
    if not days:
        return _("came today")
    return ngettext("has waited %(days)d day", "has waited %(days)d days", days) % {"days": days}


def say_state(row: Observation, today: dt.date) -> str:
    """Where a request has got to, for the person it is about."""
    told = {
        "name": row.observer_name or _("The observer"),
        "day": date_format(row.expires_on, "DATE_FORMAT"),
        "waited": say_waited(row.waiting_since, today),
    }
    if row.state in (ObservationState.ASKED, ObservationState.TO_CORRECT, ObservationState.SEEN) and (
        row.expires_on < today
    ):
        return _("Its time ran out. You can ask again.")
    return {
        ObservationState.ASKED: _("Waits for an answer until %(day)s, %(waited)s."),
        ObservationState.SEEN: _("%(name)s has signed. Now it waits for you."),
        ObservationState.TO_CORRECT: _("You have asked %(name)s to correct something."),
        ObservationState.SIGNED: _("You have both signed."),
        ObservationState.DECLINED: _("%(name)s could not this time. You can ask somebody else."),
        ObservationState.WITHDRAWN: _("Taken back."),
        ObservationState.EXPIRED: _("Its time ran out. You can ask again."),
        ObservationState.TAKEN_BACK: _("%(name)s has taken it back. It does not count."),
    }[ObservationState(row.state)] % told


def say_hint(hint: Hint) -> str:
    """What is asked about a text in which something could tell who a citizen is."""
    return {
        Hint.CPR: _("There is something that looks like a CPR number."),
        Hint.PHONE: _("There is something that looks like a telephone number."),
        Hint.NAME: _("There is a name after »borger«. »En borger« is enough."),
    }[hint]
