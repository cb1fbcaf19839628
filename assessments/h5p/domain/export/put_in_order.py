from typing import Any, ClassVar

from django.utils.translation import gettext as _

from assessments.domain.activities.base import Snapshot

from . import words
from .base import CannotExport, Exporter
from .texts import paragraph, plain, rich

# What H5P.SortParagraphs asks for (`paragraphs` in its semantics).
FEWEST_LINES = 3


class PutInOrder(Exporter):
    """A point for each line in its own place, and none taken away for the others."""

    machine_name: ClassVar[str] = "H5P.SortParagraphs"

    def params(self, question: Snapshot) -> dict[str, Any]:
        """As `Exporter.params`. Raises `CannotExport` for fewer lines than H5P asks for."""
        if len(question["items"]) < FEWEST_LINES:
            raise CannotExport(
                _("H5P puts at least %(number)d lines in order. Add one.") % {"number": FEWEST_LINES}
            )
        return {
            "taskDescription": rich(question["context"]) + paragraph(question["question"]),
            "paragraphs": [plain(text) for text in question["items"]],
            "overallFeedback": words.said_afterwards(plain(question["feedback"])),
            "behaviour": {
                "scoringMode": "positions",
                "applyPenalties": False,
                "duplicatesInterchangeable": False,
            },
            "l10n": {
                "checkAnswer": _("Check"),
                "submitAnswer": _("Send answer"),
                "tryAgain": _("Try again"),
                "showSolution": _("Show the answer"),
                "up": _("Move up"),
                "down": _("Move down"),
                "disabled": _("Cannot be used now"),
            },
            "a11y": _spoken(),
        }


def _spoken() -> dict[str, str]:
    """What a screen reader says while lines are moved; H5P fills in what begins with @."""
    buttons = words.spoken_buttons()
    return {
        "check": buttons["a11yCheck"],
        "showSolution": buttons["a11yShowSolution"],
        "retry": buttons["a11yRetry"],
        "yourResult": _("You got @score of @total points"),
        "listDescription": _("Lines to put in order."),
        "listDescriptionCheckAnswer": _("Your order, and which lines stand right."),
        "listDescriptionShowSolution": _("The lines in the right order."),
        "paragraph": _("Line"),
        "correct": _("right"),
        "wrong": _("not right"),
        "point": _("@score point"),
        "sevenOfNine": _("@current of @total"),
        "currentPosition": _("Place now"),
        "instructionsSelected": _("Press space to move the line."),
        "instructionsGrabbed": _("Move with the arrow keys. Space puts it down. Escape cancels."),
        "grabbed": _("Picked up"),
        "moved": _("Moved"),
        "dropped": _("Put down"),
        "reorderCancelled": _("Put back where it was"),
        "finalPosition": _("Place afterwards"),
        "nextParagraph": _("The next line"),
        "correctParagraph": _("Here belongs the line at place"),
    }
