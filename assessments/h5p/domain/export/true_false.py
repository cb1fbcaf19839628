from typing import Any, ClassVar

from django.utils.translation import gettext as _

from assessments.domain.activities.base import Snapshot

from . import words
from .base import Exporter
from .texts import paragraph, plain, rich


class TrueFalse(Exporter):
    """One point. H5P speaks of right and wrong answers where we speak of what was chosen."""

    machine_name: ClassVar[str] = "H5P.TrueFalse"

    def params(self, question: Snapshot) -> dict[str, Any]:
        """As `Exporter.params`."""
        is_true = question["is_true"]
        right, wrong = question["said_true"], question["said_false"]
        if not is_true:
            right, wrong = wrong, right
        return {
            "question": rich(question["context"]) + paragraph(question["question"]),
            "correct": "true" if is_true else "false",
            "behaviour": {"feedbackOnCorrect": plain(right), "feedbackOnWrong": plain(wrong)},
            "l10n": {
                "trueText": _("It is true"),
                "falseText": _("It is not true"),
                "score": _("You got @score of @total points"),
                "checkAnswer": _("Check"),
                "submitAnswer": _("Send answer"),
                "showSolutionButton": _("Show the answer"),
                "tryAgain": _("Try again"),
                "wrongAnswerMessage": _("Not right"),
                "correctAnswerMessage": _("Right"),
                "scoreBarLabel": words.score_of(),
                **words.spoken_buttons(),
            },
            **words.dialogs(),
        }
