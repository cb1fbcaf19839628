"""Saying no: what it means, apart from how a page or a script says it."""

from enum import Enum, auto

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Enum):
    """What a no means. Which HTTP status it gets is for the views (assessments/views/refusal.py)."""

    # The person can mend it in the form, which is shown again as it was filled in.
    TO_MEND = auto()
    # No form of ours could have sent it: the page is old, or somebody made the request by hand.
    MALFORMED = auto()
    NOT_THERE = auto()
    FORBIDDEN = auto()
    # Something else is to be done first.
    TOO_EARLY = auto()
    # It has been done, or is over.
    ALREADY = auto()
    TOO_LARGE = auto()
    # It can be taken after a while.
    TOO_OFTEN = auto()


class Refused(Exception):
    """Something was not taken, with nothing stored. `message` is for the person."""

    def __init__(self, message: str | Promise, why: Refusal) -> None:
        super().__init__(message)
        self.message = message
        self.why = why


class AnswerRefused(Refused):
    """An answer that cannot be taken."""

    def __init__(self, message: str | Promise, why: Refusal = Refusal.TO_MEND) -> None:
        super().__init__(message, why)


NOT_ON_THE_PAGE = _("That answer is not one of those on the page. Read the page again and choose.")
TOO_LONG = _("That answer is too long to be kept here. Make it shorter.")
FORM_IS_BROKEN = _("Something in the form was lost on the way. Open the page again and answer once more.")
