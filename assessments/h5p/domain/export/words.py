"""What H5P's own buttons and screen-reader texts say, where several content types say the same.

The names stand for places in the content types' semantics; `:num` and `:total` are filled in by H5P.
"""

from typing import Any

from django.utils.translation import gettext as _


def score_of() -> str:
    """How many points there were, said to those who hear the bar and do not see it."""
    return _("You got :num of :total points")


def spoken_buttons() -> dict[str, str]:
    """What a screen reader says of the three buttons."""
    return {
        "a11yCheck": _("Check your answers. You hear which are right."),
        "a11yShowSolution": _("Show the right answers."),
        "a11yRetry": _("Start over with empty answers."),
    }


def dialogs() -> dict[str, dict[str, str]]:
    """The questions before an answer is checked or cleared; they are off until somebody turns them on."""
    cancel = _("Cancel")
    return {
        "confirmCheck": {
            "header": _("Are you finished?"),
            "body": paragraph_of(_("Then we look at your answers.")),
            "cancelLabel": cancel,
            "confirmLabel": _("Yes, check"),
        },
        "confirmRetry": {
            "header": _("Start over?"),
            "body": paragraph_of(_("Your answers go.")),
            "cancelLabel": cancel,
            "confirmLabel": _("Yes, start over"),
        },
    }


def paragraph_of(words: str) -> str:
    """Words of ours in a place that takes HTML."""
    return f"<p>{words}</p>"


def said_afterwards(feedback: str) -> list[dict[str, Any]]:
    """One text for every result, as `overallFeedback` has it; it may be empty."""
    return [{"from": 0, "to": 100, "feedback": feedback}]
