"""What citizens have told a staff member, in words and as bars."""

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.practice.domain.citizen_questions import QUESTIONS, Answer, Question
from assessments.practice.models import CitizenVoice
from releases.domain.steps import Told


@dataclass(frozen=True, slots=True)
class Line:
    """One question: how many said yes, the rest in words; `width` of the bar in thousandths, as text."""

    question: Question
    figure: str
    words: str
    width: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the staff member sees: the first so many answers, of these months; and one thing to try."""

    answered: int
    months: str
    lines: list[Line]
    tip: str | Promise
    has_bounds: bool


def read_shown(person: User) -> Shown | None:
    """What is shown to the person, or None while fewer than five have answered; one query.

    How many have answered since the last five is not told: it would say when somebody has.
    """
    voice = CitizenVoice.objects.filter(person=person, answered__gt=0).first()
    if voice is None or voice.first_month is None or voice.last_month is None:
        return None
    told = {key: Told.from_json(voice.answered, kept) for key, kept in voice.told.items()}
    found = [(question, told[question.key]) for question in QUESTIONS if question.key in told]
    exact = [(one.counts.get(Answer.YES, 0), question) for question, one in found if one.is_exact]
    fewest = min(exact, key=lambda pair: pair[0], default=None)
    return Shown(
        answered=voice.answered,
        months=_months(voice.first_month, voice.last_month),
        lines=[_line(question, one) for question, one in found],
        tip=fewest[1].tip if fewest and fewest[0] < voice.answered else "",
        has_bounds=not all(one.is_exact for _question, one in found),
    )


def _line(question: Question, told: Told) -> Line:
    numbers = {"total": told.people}
    if told.is_exact:
        yes, skipped = told.counts.get(Answer.YES, 0), told.counts.get(Answer.SKIPPED, 0)
        words = _("%(yes)d said yes, %(little)d a little, %(no)d no") % {
            "yes": yes,
            "little": told.counts.get(Answer.LITTLE, 0),
            "no": told.counts.get(Answer.NO, 0),
        }
        if skipped:
            words = _("%(words)s. %(number)d skipped it") % {"words": words, "number": skipped}
        return Line(
            question, _("%(number)d of %(total)d") % {"number": yes, **numbers}, words, _width(yes, told)
        )
    numbers["number"] = told.at_least
    if told.most == Answer.YES:
        figure = _("at least %(number)d of %(total)d") % numbers
        return Line(question, figure, _("Nearly all said yes"), _width(told.at_least, told))
    sentences = {
        Answer.LITTLE: _("At least %(number)d of %(total)d said a little"),
        Answer.NO: _("At least %(number)d of %(total)d said no"),
        Answer.SKIPPED: _("At least %(number)d of %(total)d skipped it"),
    }
    return Line(question, "", sentences[Answer(told.most)] % numbers, "0")


def _width(number: int, told: Told) -> str:
    return str(1000 * number // told.people)


def _months(first: dt.date, last: dt.date) -> str:
    """ "February 2027", or "January 2027 to March 2027"."""
    names = [date_format(month, "F Y") for month in (first, last)]
    return names[0] if first == last else _("%(first)s to %(last)s") % {"first": names[0], "last": names[1]}
