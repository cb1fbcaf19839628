"""How somebody stands with a requirement, in words. Profile, report and lists all say it from here.

Three things that are no level are kept apart: nothing is known, nothing is confirmed, and it ran out.
"""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.ledger.domain.standing import Position
from competences.enums import Level


def state_in_words(state: str, gap: int = 0) -> str:
    """Say a state as it is said in a sentence: "met", "one step missing", "not assessed"."""
    if state == "gap":
        return ngettext("%(steps)d step missing", "%(steps)d steps missing", gap) % {"steps": gap}
    return {
        "met": _("met"),
        "not_assessed": _("not assessed"),
        "expired": _("expired"),
        "not_required": _("not required"),
    }[state]


def position_in_words(position: Position | None) -> str:
    """What the evidence that holds today confirms; or why that is no level."""
    if position is None:
        return _("We do not know yet.")
    if position.level:
        return _("Level %(level)d: %(word)s") % {"level": position.level, "word": Level(position.level).label}
    if position.lapsed_level:
        return _("What was shown has run out.")
    return _("Nothing is confirmed yet.")


def lapsed_in_words(level: int, day: dt.date) -> str:
    """What was confirmed once and is not any more, beside what holds today."""
    return _("Level %(level)d ran out on %(day)s.") % {
        "level": level,
        "day": date_format(day, "DATE_FORMAT"),
    }
