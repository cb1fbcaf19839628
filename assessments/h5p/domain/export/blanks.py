from collections.abc import Iterator
from typing import Any, ClassVar

from django.utils.html import escape
from django.utils.translation import gettext as _

from assessments.domain.activities.base import Snapshot
from assessments.domain.activities.folding import fold
from assessments.domain.activities.spelling import is_plain

from . import words
from .base import CannotExport, Exporter
from .texts import paragraph, plain

# In a text with blanks H5P gives these a meaning and has no other way to write them: `*` is where a blank
# begins and ends, `/` stands between words that are right, `:` before a tip. H5P.Blanks looks for them before
# it reads entities, so by its source (1.14) `&#42;` would be a sign like any other. That was read and not
# played, and an editor that writes the sign itself when it saves would change the key: so they are refused.
_IN_A_TEXT = "*"
_IN_A_WORD = "*/:"


class Blanks(Exporter):
    """A point for each blank.

    How many letters may be wrong is H5P's own count: one in words of 4 to 9 letters, two in longer ones. It
    looks at no figure or unit, and knows no words that are surely wrong: where there are such, no letter may
    be wrong there. What the author says to single words has no place in H5P.
    """

    machine_name: ClassVar[str] = "H5P.Blanks"

    def params(self, question: Snapshot) -> dict[str, Any]:
        """As `Exporter.params`. Raises `CannotExport` for signs that H5P would read as its own."""
        blanks = _blanks(question)
        return {
            "text": paragraph(question["question"]),
            "questions": [
                f"<p>{_apart(''.join(_write(part, blanks) for part in parts))}</p>"
                for parts in question["paragraphs"]
            ],
            "overallFeedback": words.said_afterwards(plain(question["feedback"])),
            "behaviour": {
                "caseSensitive": not question["ignore_case"],
                "acceptSpellingErrors": _may_be_misspelt(question),
            },
            "showSolutions": _("Show the answer"),
            "tryAgain": _("Try again"),
            "checkAnswer": _("Check"),
            "submitAnswer": _("Send answer"),
            "notFilledOut": _("Fill in something in every blank."),
            "answerIsCorrect": _("»:ans« is right"),
            "answerIsWrong": _("»:ans« is not right"),
            "answeredCorrectly": _("Right"),
            "answeredIncorrectly": _("Not right"),
            "solutionLabel": _("The right word:"),
            "inputLabel": _("Blank @num of @total"),
            "inputHasTipLabel": _("There is a tip"),
            "tipLabel": _("Tip"),
            "scoreBarLabel": words.score_of(),
            "a11yCheckingModeHeader": _("Your answers have been checked"),
            **words.spoken_buttons(),
            **words.dialogs(),
        }


def _blanks(question: Snapshot) -> Iterator[list[str]]:
    """What is right in each blank, in order: the words in the text, then those listed beside it."""
    blanks = [part["words"] for parts in question["paragraphs"] for part in parts if "words" in part]
    for number, right in enumerate(blanks, start=1):
        listed = [entry for entry in question.get("listed", ()) if entry["blank"] == number]
        yield [*right, *(entry["word"] for entry in listed if entry["judged"] == "right")]


def _may_be_misspelt(question: Snapshot) -> bool:
    if question["spelling"] == "exact":
        return False
    right = [fold(word, ignore_case=True) for blank in _blanks(question) for word in blank]
    return all(map(is_plain, right)) and not any(
        entry["judged"] == "wrong" for entry in question.get("listed", ())
    )


def _write(part: dict[str, Any], blanks: Iterator[list[str]]) -> str:
    """One part of a paragraph; a blank takes its words from `blanks`."""
    if "text" in part:
        return _say(part["text"], _IN_A_TEXT)
    right = "/".join(_say(word, _IN_A_WORD) for word in next(blanks))
    return f"{_say(part['before'], _IN_A_TEXT)}*{right}*{_say(part['after'], _IN_A_TEXT)}"


def _apart(text: str) -> str:
    """With a space between neighbours: H5P begins no blank with the sign right behind another one."""
    return text.replace("**", "* *")


def _say(text: str, signs: str) -> str:
    found = next((sign for sign in signs if sign in text), None)
    if found:
        raise CannotExport(
            _("“%(text)s” has the sign “%(sign)s” in it, which H5P reads as its own. Write it without.")
            % {"text": text.strip(), "sign": found}
        )
    return escape(text)
