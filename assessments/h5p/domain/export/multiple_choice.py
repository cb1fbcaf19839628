from typing import Any, ClassVar

from django.utils.translation import gettext as _

from assessments.domain.activities.base import Snapshot
from assessments.domain.activities.multiple_choice import stays_last

from . import words
from .base import Exporter
from .texts import paragraph, plain, rich


class MultipleChoice(Exporter):
    """One point, for all the right answers and none of the others: `singlePoint`, all of it right."""

    machine_name: ClassVar[str] = "H5P.MultiChoice"

    def params(self, question: Snapshot) -> dict[str, Any]:
        """As `Exporter.params`. H5P shuffles all answers or none."""
        return {
            "question": rich(question["context"]) + paragraph(question["question"]),
            "answers": [
                {
                    "text": paragraph(answer["text"]),
                    "correct": answer["is_right"],
                    "tipsAndFeedback": {
                        "tip": "",
                        "chosenFeedback": plain(answer["feedback"]),
                        "notChosenFeedback": "",
                    },
                }
                for answer in question["answers"]
            ],
            "overallFeedback": words.said_afterwards(""),
            "behaviour": {
                "type": "multi" if question["several"] else "single",
                "singlePoint": True,
                "passPercentage": 100,
                "randomAnswers": not any(stays_last(answer) for answer in question["answers"]),
                "showScorePoints": False,
            },
            "UI": {
                "checkAnswerButton": _("Check"),
                "submitAnswerButton": _("Send answer"),
                "showSolutionButton": _("Show the answer"),
                "tryAgainButton": _("Try again"),
                "tipsLabel": _("Show a tip"),
                "scoreBarLabel": words.score_of(),
                "tipAvailable": _("There is a tip"),
                "feedbackAvailable": _("There is something said about it"),
                "readFeedback": _("Read what is said about it"),
                "wrongAnswer": _("Not right"),
                "correctAnswer": _("Right"),
                "shouldCheck": _("This belonged to the answer"),
                "shouldNotCheck": _("This did not belong to the answer"),
                "noInput": _("Answer first, then you can see the solution."),
                **words.spoken_buttons(),
            },
            **words.dialogs(),
        }
