"""Sentences about papers that depend on more than one thing."""

import datetime as dt

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.practice.enums import PaperState
from assessments.practice.models import PriorLearning, PriorLearningFile

BADGES = {
    PaperState.WAITING: "info",
    PaperState.APPROVED: "success",
    PaperState.LOWERED: "success",
}


def say_issued(paper: PriorLearning) -> str:
    """When it was given: "maj 2024", or the day where it is known."""
    return formats.date_format(paper.issued_on, "DATE_FORMAT" if paper.day_is_known else "YEAR_MONTH_FORMAT")


def say_waited(days: int) -> str:
    """How long a paper has waited, as a sentence of its own."""
    if days == 0:
        return _("Came today")
    return ngettext("Has waited for %(days)d day", "Has waited for %(days)d days", days) % {"days": days}


def say_days(days: int) -> str:
    """The same in a list: "6 days"."""
    return _("today") if days == 0 else ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def say_more(number: int) -> str:
    """That a list goes on; empty where it does not."""
    if number <= 0:
        return ""
    return ngettext("And %(number)d more.", "And %(number)d more.", number) % {"number": number}


def say_until(day: dt.date | None) -> str:
    """Until when it holds; empty where that has no end."""
    if day is None:
        return ""
    return _("until %(day)s") % {"day": formats.date_format(day, "DATE_FORMAT")}


def say_file(file: PriorLearningFile, number: int, of: int) -> str:
    """What a file is, on the link to it: "PDF, 2 pages", "picture 1 of 3"."""
    if file.suffix == "pdf":
        return ngettext("PDF, %(pages)d page", "PDF, %(pages)d pages", file.pages) % {"pages": file.pages}
    if of == 1:
        return _("picture")
    return _("picture %(number)d of %(of)d") % {"number": number, "of": of}


def say_files(paper: PriorLearning, kept_until: dt.date | None) -> str:
    """What becomes of the files of a paper, to its owner."""
    if paper.files_gone_at is not None:
        day = formats.date_format(timezone.localdate(paper.files_gone_at), "DATE_FORMAT")
        return _("The paper was deleted on %(day)s. What it proved stands.") % {"day": day}
    if kept_until is None:
        return ""
    day = formats.date_format(kept_until, "DATE_FORMAT")
    return _("The file is deleted by itself on %(day)s.") % {"day": day}
