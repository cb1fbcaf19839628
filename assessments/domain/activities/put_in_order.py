import random
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.domain.refusals import NOT_ON_THE_PAGE, AnswerRefused, Refusal

from .base import Activity, Filled, Grade, Snapshot
from .texts import one_line, rich_source


class PutInOrder(Activity):
    """One point for each line that stands in its own place.

    A form sends `item` and `place` by turns; an item is its text, because a number would tell its place.
    """

    def snapshot(self, value: Any) -> Snapshot:
        return {
            "question": value["question"],
            "context": rich_source(value["context"]),
            "items": [one_line(text) for text in value["items"]],
            "feedback": value["feedback"],
        }

    def ask(self, question: Snapshot, filled: Filled, seed: str) -> dict[str, Any]:
        chosen = dict(zip(filled.get("item", []), filled.get("place", []), strict=False))
        # Sorted first: who knows how the order is shuffled finds the alphabet, and not the right order.
        items = sorted(question["items"])
        random.Random(seed).shuffle(items)
        return {
            "question": question["question"],
            "context": question["context"],
            "places": _places(question),
            "rows": [{"text": text, "place": chosen.get(text, "")} for text in items],
        }

    def read(self, question: Snapshot, fields: Filled) -> list[str]:
        items, places = fields.get("item", []), fields.get("place", [])
        if not items and not places:
            raise AnswerRefused(_("Give each line a place."))
        if sorted(items) != sorted(question["items"]) or len(places) != len(items):
            raise AnswerRefused(NOT_ON_THE_PAGE, Refusal.MALFORMED)
        known = _places(question)
        if not set(places) <= {*known, ""}:
            raise AnswerRefused(NOT_ON_THE_PAGE, Refusal.MALFORMED)
        if not all(places):
            raise AnswerRefused(_("Give each line a place."))
        if len(set(places)) < len(places):
            raise AnswerRefused(_("Two lines have the same place. Give each its own."))
        item_at = dict(zip(places, items, strict=True))
        return [item_at[place] for place in known]

    def example(self, question: Snapshot) -> Filled:
        return {"item": question["items"], "place": _places(question)}

    def grade(self, question: Snapshot, response: list[str]) -> Grade:
        items = question["items"]
        return Grade(sum(item == text for item, text in zip(items, response, strict=True)), len(items))

    def review(self, question: Snapshot, response: list[str]) -> dict[str, Any]:
        rows = [
            {"text": item, "yours": response.index(item) + 1, "is_right": item == text}
            for item, text in zip(question["items"], response, strict=True)
        ]
        return {"rows": rows, "feedback": question["feedback"]}


def _places(question: Snapshot) -> list[str]:
    return [str(number) for number in range(1, len(question["items"]) + 1)]
