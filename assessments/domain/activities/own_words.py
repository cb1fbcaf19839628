"""What the activities that take free text have in common."""

import re

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments.domain.refusals import AnswerRefused

from .base import Filled, only

LONGEST = 10_000
# Ten digits that begin with a day and a month, as a Danish CPR number does.
CPR = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d\d\s?[-‐‑–]?\s?\d{4}(?!\d)")


def read_text(fields: Filled, key: str) -> str:
    """What somebody wrote, with plain line ends. Raises `AnswerRefused` when it cannot be kept as it is."""
    text = only(fields, key).replace("\r\n", "\n").strip()
    if not text:
        raise AnswerRefused(_("Write a few words first."))
    if len(text) > LONGEST:
        excess = len(text) - LONGEST
        raise AnswerRefused(
            ngettext(
                "Your text is %(number)d character too long to be kept. It is still here: make it shorter.",
                "Your text is %(number)d characters too long to be kept. It is still here: make it shorter.",
                excess,
            )
            % {"number": excess}
        )
    refuse_cpr(text)
    return text


def refuse_cpr(text: str) -> None:
    """Raise `AnswerRefused` where something looks like a CPR number: nobody's belongs in a note."""
    if CPR.search(text):
        raise AnswerRefused(
            _("There is something in your text that looks like a CPR number. Take it out, then send again.")
        )
