from typing import Any

from .base import Activity, Filled, Snapshot


class DialogCards(Activity):
    """Cards to turn. Nobody is graded: the answer is that one has been through them."""

    is_graded = False

    def snapshot(self, value: Any) -> Snapshot:
        return {
            "question": value["title"],
            "context": "",
            "cards": [{"front": card["front"], "back": card["back"]} for card in value["cards"]],
        }

    def ask(self, question: Snapshot, filled: Filled, seed: str) -> dict[str, Any]:
        return question

    def read(self, question: Snapshot, fields: Filled) -> bool:
        return True

    def example(self, question: Snapshot) -> Filled:
        return {}

    def review(self, question: Snapshot, response: bool) -> dict[str, Any]:
        return {"cards": question["cards"]}
