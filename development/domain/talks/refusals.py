"""What cannot be done with a development talk, and what is said then."""

from django.utils.translation import gettext_lazy as _

from assessments.domain.refusals import Refusal, Refused
from development.models import AgreementVersion


class NotYourManager(Refused):
    """The one named does not lead the person today."""

    def __init__(self) -> None:
        super().__init__(_("You can only have it with the one who leads the place today."), Refusal.NOT_THERE)


class CannotWrite(Refused):
    """It is over, or the manager leads the person no more."""

    def __init__(self) -> None:
        super().__init__(_("Nothing more is written in this talk."), Refusal.ALREADY)


class NotTheWriter(Refused):
    """Whoever wrote a goal is the one who changes it."""

    def __init__(self) -> None:
        super().__init__(_("Only the one who wrote it can change it."), Refusal.FORBIDDEN)


class NotYoursToTell(Refused):
    """Neither the person nor the manager of the talk."""

    def __init__(self) -> None:
        super().__init__(_("This agreement is between two others."), Refusal.FORBIDDEN)


class TooMuch(Refused):
    """More goals or agreements than anybody follows."""

    def __init__(self) -> None:
        super().__init__(_("There is no room for more here. Take one away first."), Refusal.TO_MEND)


class NothingToAgree(Refused):
    """There is nothing written that one could say yes to."""

    def __init__(self) -> None:
        super().__init__(_("Write an agreement first."), Refusal.TOO_EARLY)


class ChangedMeanwhile(Refused):
    """The agreements are others than those that were read. `present` is what stands now; None: nothing."""

    def __init__(self, present: AgreementVersion | None) -> None:
        super().__init__(
            _("The agreements were changed after you opened the page. Read them again before you go on."),
            Refusal.ALREADY,
        )
        self.present = present


class NothingSaid(Refused):
    """A change says what is new: another day, or some words."""

    def __init__(self) -> None:
        super().__init__(_("Choose a new day, or write what you change."), Refusal.TO_MEND)


class NotTheNewest(Refused):
    """What is followed up is what both agreed on last."""

    def __init__(self) -> None:
        super().__init__(
            _("You have agreed on something else since then. Open your plan again."), Refusal.ALREADY
        )
