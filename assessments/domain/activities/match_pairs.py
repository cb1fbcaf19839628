import random
from string import ascii_uppercase
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.domain.refusals import NOT_ON_THE_PAGE, AnswerRefused, Refusal

from .base import Activity, Filled, Grade, Snapshot
from .texts import one_line, rich_source


class MatchPairs(Activity):
    """One point for each left side that got its right side, or one that says the same.

    A form sends `left` and `right` by turns, and both are the texts themselves: numbers would tell which
    belong together.
    """

    def snapshot(self, value: Any) -> Snapshot:
        return {
            "question": value["question"],
            "context": rich_source(value["context"]),
            "pairs": [
                {"left": one_line(pair["left"]), "right": one_line(pair["right"])} for pair in value["pairs"]
            ],
            "extra": [one_line(text) for text in value["extra"]],
            "feedback": value["feedback"],
        }

    def ask(self, question: Snapshot, filled: Filled, seed: str) -> dict[str, Any]:
        chosen = dict(zip(filled.get("left", []), filled.get("right", []), strict=False))
        # Sorted first: who knows how the order is shuffled finds the alphabet, and not the author's order.
        options = sorted(_options(question))
        random.Random(seed).shuffle(options)
        return {
            "question": question["question"],
            "context": question["context"],
            "options": [
                {"letter": letter, "text": text}
                for letter, text in zip(ascii_uppercase, options, strict=False)
            ],
            "rows": [
                {"left": pair["left"], "chosen": chosen.get(pair["left"], "")} for pair in question["pairs"]
            ],
        }

    def read(self, question: Snapshot, fields: Filled) -> list[str]:
        left, right = fields.get("left", []), fields.get("right", [])
        if not left and not right:
            raise AnswerRefused(_("Choose a match for each."))
        asked = [pair["left"] for pair in question["pairs"]]
        if sorted(left) != sorted(asked) or len(right) != len(left):
            raise AnswerRefused(NOT_ON_THE_PAGE, Refusal.MALFORMED)
        if not set(right) <= _options(question) | {""}:
            raise AnswerRefused(NOT_ON_THE_PAGE, Refusal.MALFORMED)
        if not all(right):
            raise AnswerRefused(_("Choose a match for each."))
        chosen = dict(zip(left, right, strict=True))
        return [chosen[text] for text in asked]

    def example(self, question: Snapshot) -> Filled:
        pairs = question["pairs"]
        return {"left": [pair["left"] for pair in pairs], "right": [pair["right"] for pair in pairs]}

    def grade(self, question: Snapshot, response: list[str]) -> Grade:
        pairs = question["pairs"]
        right = sum(pair["right"] == text for pair, text in zip(pairs, response, strict=True))
        return Grade(right, len(pairs))

    def review(self, question: Snapshot, response: list[str]) -> dict[str, Any]:
        rows = [
            {"left": pair["left"], "chosen": text, "right": pair["right"], "is_right": text == pair["right"]}
            for pair, text in zip(question["pairs"], response, strict=True)
        ]
        return {"rows": rows, "feedback": question["feedback"]}


def _options(question: Snapshot) -> set[str]:
    """What can be chosen: each text once, those that match nothing among them."""
    return {pair["right"] for pair in question["pairs"]} | set(question["extra"])
