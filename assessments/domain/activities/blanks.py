from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.blocks.blanks import WORD_MAX_LENGTH, read_paragraphs
from assessments.domain.refusals import NOT_ON_THE_PAGE, AnswerRefused, Refusal

from .base import Activity, Filled, Grade, Snapshot
from .folding import tidy
from .spelling import TOLERANCE, find_word, is_same, is_spelt_as


@dataclass(frozen=True, slots=True)
class Found:
    """What was made of one written word: the right one it is, if any, and what the author says to it."""

    written: str
    word: str | None
    said: str


class Blanks(Activity):
    """One point for each blank with a right word in it, spelt as well as the author asks for."""

    def snapshot(self, value: Any) -> Snapshot:
        return {
            "question": value["question"],
            "context": "",
            "paragraphs": read_paragraphs(value["text"]),
            "spelling": value["spelling"],
            "ignore_case": bool(value["ignore_case"]),
            "listed": [dict(entry) for entry in value["listed"]],
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
        return Grade(sum(one.word is not None for one in found), len(found))

    def review(self, question: Snapshot, response: list[str]) -> dict[str, Any]:
        answers = iter(_find_words(question, response))
        numbers = iter(range(1, len(response) + 1))
        paragraphs = [
            [
                part
                if "text" in part
                else {**part, "number": next(numbers), **_tell(question, next(answers))}
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


def _tell(question: Snapshot, found: Found) -> dict[str, Any]:
    """What is said of one answer; `spelt` is the word, where it was written another way."""
    word = found.word
    is_exact = word is not None and is_spelt_as(found.written, word, ignore_case=question["ignore_case"])
    return {
        "written": found.written,
        "is_right": word is not None,
        "spelt": "" if is_exact else word or "",
        "said": found.said,
    }


def _find_words(question: Snapshot, response: list[str]) -> list[Found]:
    """For each blank what was written there; what was kept before words were listed has no list."""
    blanks, ignore_case = _blanks(question), question["ignore_case"]
    found = []
    for place, (words, written) in enumerate(zip(blanks, response, strict=True)):
        listed = [entry for entry in question.get("listed", ()) if entry["blank"] == place + 1]
        right = [entry["word"] for entry in listed if entry["judged"] == "right"]
        wrong = [entry["word"] for entry in listed if entry["judged"] == "wrong"]
        word = find_word(
            written,
            [*words, *right],
            elsewhere=[*wrong, *(word for other in blanks[:place] + blanks[place + 1 :] for word in other)],
            tolerance=TOLERANCE[question["spelling"]],
            ignore_case=ignore_case,
        )
        meant = written if word is None else word
        said = (entry["said"] for entry in listed if is_same(meant, entry["word"], ignore_case=ignore_case))
        found.append(Found(written, word, next(said, "")))
    return found
