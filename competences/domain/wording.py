"""What is said of levels in sentences."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from competences.enums import name_version_level


def version_sentence(
    level: int | None, *, first_day: dt.date | None, last_day: dt.date | None, is_proposal: bool
) -> str:
    """A version of a level with its days: "From 1 January 2027: 3 Can do it independently. Proposal."

    Without a first day it has held from the beginning; without a last day nothing follows it.
    """
    says = {
        "level": name_version_level(level),
        "first": date_format(first_day, "DATE_FORMAT") if first_day else "",
        "last": date_format(last_day, "DATE_FORMAT") if last_day else "",
    }
    if first_day and last_day:
        sentence = _("From %(first)s to %(last)s: %(level)s.") % says
    elif first_day:
        sentence = _("From %(first)s: %(level)s.") % says
    elif last_day:
        sentence = _("From the beginning to %(last)s: %(level)s.") % says
    else:
        sentence = _("From the beginning: %(level)s.") % says
    if is_proposal:
        sentence += " " + _("It is a proposal.")
    return sentence
