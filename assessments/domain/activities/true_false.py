from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.domain.refusals import NOT_ON_THE_PAGE, AnswerRefused, Refusal

from .base import Activity, Filled, Grade, Snapshot, only
from .texts import rich_source

ANSWERS = {"true": True, "false": False}


class TrueFalse(Activity):
    """One point, for knowing whether a statement holds."""

    def snapshot(self, value: Any) -> Snapshot:
        return {
            "question": value["statement"],
            "context": rich_source(value["context"]),
            "is_true": bool(value["is_true"]),
            "said_true": value["said_true"],
            "said_false": value["said_false"],
        }

    def ask(self, question: Snapshot, filled: Filled, seed: str) -> dict[str, Any]:
        return {
            "question": question["question"],
            "context": question["context"],
            "chosen": next(iter(filled.get("answer", [])), ""),
        }

    def read(self, question: Snapshot, fields: Filled) -> bool:
        chosen = only(fields, "answer")
        if not chosen:
            raise AnswerRefused(_("Choose an answer first."))
        if chosen not in ANSWERS:
            raise AnswerRefused(NOT_ON_THE_PAGE, Refusal.MALFORMED)
        return ANSWERS[chosen]

    def example(self, question: Snapshot) -> Filled:
        return {"answer": [str(question["is_true"]).lower()]}

    def grade(self, question: Snapshot, response: bool) -> Grade:
        return Grade(int(response == question["is_true"]), 1)

    def review(self, question: Snapshot, response: bool) -> dict[str, Any]:
        return {
            "said_true": response,
            "is_right": response == question["is_true"],
            "feedback": question["said_true"] if response else question["said_false"],
            "other": question["said_false"] if response else question["said_true"],
        }
