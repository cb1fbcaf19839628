from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.blocks.blanks import WORD_MAX_LENGTH, read_paragraphs
from assessments.domain.refusals import NOT_ON_THE_PAGE, AnswerRefused, Refusal

from .base import Activity, Filled, Grade, Snapshot
from .spelling import TOLERANCE, find_word, is_spelt_as, tidy


class Blanks(Activity):
    """One point for each blank with a right word in it, spelt as well as the author asks for."""

    def snapshot(self, value: Any) -> Snapshot:
        return {
            "question": value["question"],
            "context": "",
            "paragraphs": read_paragraphs(value["text"]),
            "spelling": value["spelling"],
            "ignore_case": bool(value["ignore_case"]),
            "feedback": value["feedback"],
        }

    def ask(self, question: Snapshot, filled: Filled, seed: str) -> dict[str, Any]:
        total = len(_blanks(question))
        written = filled.get("answer", [])
        numbers = iter(range(1, total + 1))
        return {
            "question": question["question"],
            "context": question["context"],
            "total": total,
            "max_length": WORD_MAX_LENGTH,
            "paragraphs": [
                [part if "text" in part else _open_blank(part, next(numbers), written) for part in paragraph]
                for paragraph in question["paragraphs"]
            ],
        }

    def read(self, question: Snapshot, fields: Filled) -> list[str]:
        written = [tidy(word) for word in fields.get("answer", [])]
        total = len(_blanks(question))
        if len(written) > total:
            raise AnswerRefused(NOT_ON_THE_PAGE, Refusal.MALFORMED)
        if len(written) < total or not all(written):
            raise AnswerRefused(_("Fill in something in every blank."))
        if max(map(len, written), default=0) > WORD_MAX_LENGTH:
            raise AnswerRefused(_("A word is too long. Make it shorter."))
        return written

    def example(self, question: Snapshot) -> Filled:
        return {"answer": [words[0] for words in _blanks(question)]}

    def grade(self, question: Snapshot, response: list[str]) -> Grade:
        found = _find_words(question, response)
        return Grade(sum(word is not None for word in found), len(found))

    def review(self, question: Snapshot, response: list[str]) -> dict[str, Any]:
        answers = iter(zip(response, _find_words(question, response), strict=True))
        numbers = iter(range(1, len(response) + 1))
        paragraphs = [
            [
                part
                if "text" in part
                else {**part, "number": next(numbers), **_tell(question, *next(answers))}
                for part in paragraph
            ]
            for paragraph in question["paragraphs"]
        ]
        return {
            "paragraphs": paragraphs,
            "blanks": [part for paragraph in paragraphs for part in paragraph if "number" in part],
            "feedback": question["feedback"],
        }


def _blanks(question: Snapshot) -> list[list[str]]:
    """The right words of each blank, in reading order."""
    return [part["words"] for paragraph in question["paragraphs"] for part in paragraph if "words" in part]


def _open_blank(blank: dict[str, Any], number: int, written: list[str]) -> dict[str, Any]:
    value = written[number - 1] if len(written) >= number else ""
    return {
        "before": blank["before"],
        "number": number,
        "value": value,
        "is_missing": bool(written) and not value.strip(),
        "after": blank["after"],
    }


def _tell(question: Snapshot, written: str, found: str | None) -> dict[str, Any]:
    """What is said of one answer; `spelt` is the word, where it was written another way."""
    is_right = found is not None
    is_exact = found is not None and is_spelt_as(written, found, ignore_case=question["ignore_case"])
    return {"written": written, "is_right": is_right, "spelt": "" if is_exact else found or ""}


def _find_words(question: Snapshot, response: list[str]) -> list[str | None]:
    """For each blank the right word that was written; None where it was another."""
    blanks = _blanks(question)
    return [
        find_word(
            written,
            words,
            elsewhere=[word for other in blanks[:place] + blanks[place + 1 :] for word in other],
            tolerance=TOLERANCE[question["spelling"]],
            ignore_case=question["ignore_case"],
        )
        for place, (words, written) in enumerate(zip(blanks, response, strict=True))
    ]
