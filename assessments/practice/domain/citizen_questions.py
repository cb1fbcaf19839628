"""Four plain questions to citizens about the cooperation: our own words, no scale of others."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Answer(StrEnum):
    """What one may say; a question may be skipped."""

    YES = "yes"
    LITTLE = "little"
    NO = "no"
    SKIPPED = "skipped"


# In the order in which they stand on the form.
ANSWERS: dict[str, str | Promise] = {
    Answer.YES: _("Yes"),
    Answer.LITTLE: _("A little"),
    Answer.NO: _("No"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its key for ever, as citizens read it, as the staff member reads it, and what to try."""

    key: str
    asked: str | Promise
    told: str | Promise
    tip: str | Promise


QUESTIONS: tuple[Question, ...] = (
    Question(
        "matters",
        _("Do you two talk about what matters to you?"),
        _("Do you talk about what matters?"),
        _("Ask at the start: »What shall we spend our time on today?«"),
    ),
    Question(
        "decides",
        _("Do you have a say in what is going to happen?"),
        _("Do they have a say?"),
        _("Put two ways forward on the table, and let the other choose first."),
    ),
    Question(
        "objects",
        _("Can you say so when something is wrong?"),
        _("Can they say so when something is wrong?"),
        _("Ask at the end: »Was there anything today that I should have done otherwise?«"),
    ),
    Question(
        "hope",
        _("Do you leave with a little more hope?"),
        _("Do they leave with a little more hope?"),
        _("End by saying one thing aloud that went well today."),
    ),
)
