"""What somebody writes to sign up: as few words as can be, and read so that they do no harm."""

import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.characters import without_unseen
from assessments.domain.activities.own_words import CPR
from assessments.domain.refusals import Refusal, Refused
from assessments.practice.domain.observation.naming import find_hints
from assessments.practice.enums import Hint
from recoveryskole.enums import Contact
from recoveryskole.models.feedback import LINE_LENGTH
from recoveryskole.models.sign_ups import NAME_LENGTH, NEEDS_LENGTH

# A telephone number: digits, and what people write between them.
_TELEPHONE = re.compile(r"\+?[\d ().-]{8,25}")
# What looks like an e-mail in the middle of a text.
_EMAIL = re.compile(r"\S@\S")
# Unseen signs that names of some scripts, and emoji, are put together by.
_JOINERS = "\u200c\u200d"
# Letters and pictures by name, and yet nobody sees them.
_BLANK = re.compile("[\u115f\u1160\u2800\u3164\uffa0]")
# What stands above or below a letter; more than so many climb into the lines around it.
_MOST_MARKS = 3
_UNSEEN = ("C", "M", "Z")

NAME_IS_MISSING = _("Write a name that we may use. Any name will do.")


class WishRefused(Refused):
    """Something in the form is to be written in another way. `field` is the one."""

    def __init__(self, field: str, message: str | Promise) -> None:
        super().__init__(message, Refusal.TO_MEND)
        self.field = field


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants to be called, may be reached, and what they need on the day."""

    name: str
    contact: Contact
    address: str = ""
    needs: str = ""
    companion: str = ""
    language: str = "da"


def read_wish(
    *, name: str, reach: str = "", needs: str = "", companion: str = "", language: str = "da"
) -> Wish:
    """The wish in a form; `reach` is an e-mail, a telephone number or nothing.

    Raises `WishRefused` where a name is missing or too long, where nobody can be reached by what is written,
    and where a CPR number stands anywhere: the school does not keep it.
    """
    contact, address = read_reach(reach)
    return Wish(
        name=read_name("name", name, must=True),
        contact=contact,
        address=address,
        needs=read_needs(needs),
        companion=read_name("companion", companion),
        language=language,
    )


def read_name(field: str, text: str, *, must: bool = False) -> str:
    """What somebody wants to be called, in any script, with or without emoji; on one line."""
    name = " ".join(_shown(text).split())
    if all(unicodedata.category(sign).startswith(_UNSEEN) for sign in name):
        name = ""
    if must and not name:
        raise WishRefused(field, NAME_IS_MISSING)
    if len(name) > NAME_LENGTH:
        raise WishRefused(field, _("That name is too long for our list. Choose a shorter one."))
    return _without_cpr(field, name)


def read_needs(text: str) -> str:
    """What the school is to see to on the day, in free words."""
    needs = _shown(text.replace("\r\n", "\n")).strip()
    if len(needs) > NEEDS_LENGTH:
        raise WishRefused("needs", _("That is a little too long. Write the most important, or call us."))
    return _without_cpr("needs", needs)


def read_line(text: str) -> str:
    """A line to those who teach, without names: on one line, and nothing in it that one is reached by."""
    line = " ".join(_shown(without_unseen(text)).split())
    if len(line) > LINE_LENGTH:
        raise WishRefused("line", _("That is a little too long. Write the most important."))
    if _EMAIL.search(line) or Hint.PHONE in find_hints([_without_cpr("line", line)]):
        raise WishRefused(
            "line",
            _("It looks as if an e-mail or a telephone number stands here. Nobody is to know: take it out."),
        )
    return line


def read_reach(text: str) -> tuple[Contact, str]:
    """An e-mail in small letters, a telephone number as it was written, or neither."""
    reach = _without_cpr("reach", text.strip())
    if not reach:
        return Contact.CODE, ""
    if "@" in reach:
        try:
            validate_email(reach)
        except ValidationError:
            raise WishRefused(
                "reach", _("We cannot write to that e-mail. Look at it again, or leave it out.")
            ) from None
        return Contact.EMAIL, reach.lower()
    if _TELEPHONE.fullmatch(reach) and sum(sign.isdigit() for sign in reach) >= 8:
        return Contact.TELEPHONE, reach
    raise WishRefused("reach", _("That is neither an e-mail nor a telephone number. You may leave it out."))


def read_words(text: str) -> str:
    """What those who teach write for each other, and somebody for themself."""
    return _without_cpr("words", text)


def _shown(text: str) -> str:
    """The text without signs that nobody sees and that act on what stands around it.

    Such are those that turn its direction (Unicode, UAX 9), and heaps of marks on one letter.
    """
    shown, marks = [], 0
    for sign in unicodedata.normalize("NFC", _BLANK.sub(" ", text)):
        kind = unicodedata.category(sign)
        marks = marks + 1 if kind.startswith("M") else 0
        is_turning = kind == "Cf" and sign not in _JOINERS
        if marks <= _MOST_MARKS and not is_turning:
            shown.append(sign)
    return "".join(shown)


def _without_cpr(field: str, text: str) -> str:
    if CPR.search(text):
        raise WishRefused(
            field, _("It looks as if a CPR number stands here. We do not want to know it: take it out.")
        )
    return text
