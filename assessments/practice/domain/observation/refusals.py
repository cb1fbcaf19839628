"""What cannot be done with an observation, and what is said then."""

from django.utils.translation import gettext_lazy as _

from assessments.domain.refusals import Refusal, Refused


class CannotObserve(Refused):
    """Nobody whose word would count: not at the level, no supervisor, gone, or the person themself."""

    def __init__(self) -> None:
        super().__init__(_("Choose somebody from the list."), Refusal.MALFORMED)


class NotYours(Refused):
    """Somebody who is not asked to look on wants to answer."""

    def __init__(self) -> None:
        super().__init__(
            _("What you see does not count here today. Say no thank you, then they can ask another."),
            Refusal.FORBIDDEN,
        )


class IsOver(Refused):
    """It has been answered, taken back, or has run out."""

    def __init__(self) -> None:
        super().__init__(
            _("This is over: it has been answered or taken back, or its time ran out."), Refusal.ALREADY
        )


class WordsChanged(Refused):
    """The words are others than those that the person has read."""

    def __init__(self) -> None:
        super().__init__(
            _("The words have been changed meanwhile. Read them again before you sign."), Refusal.ALREADY
        )


class TooManyOpen(Refused):
    """So many requests wait already that one more helps nobody."""

    def __init__(self) -> None:
        super().__init__(
            _("Many requests wait for an answer already. Take one back before you ask again."),
            Refusal.TOO_OFTEN,
        )


class WriteSomething(Refused):
    """Whoever sends words back says what is to be corrected."""

    def __init__(self) -> None:
        super().__init__(_("Write what is to be corrected."), Refusal.TO_MEND)
