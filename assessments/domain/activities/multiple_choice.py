import random
import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.domain.refusals import NOT_ON_THE_PAGE, AnswerRefused, Refusal

from .base import Activity, Filled, Grade, Snapshot

# An answer that speaks of the others, in Danish and in English: "Ingen af dem", "Begge dele".
_OF_THE_OTHERS = re.compile(
    r"(?:alle|begge|ingen|intet|hverken|samtlige|all|both|none|neither|any)(?: \w+){0,2}"
    r" (?:disse|dem|dele|delene|ovenstående|nævnte|svar\w*|muligheder\w*|these|those|them|above)[.!]?",
    re.IGNORECASE,
)


class MultipleChoice(Activity):
    """One point, for choosing all the right answers and none of the others.

    Each person has an order of their own: no place and no neighbour tells what is right.
    """

    def snapshot(self, value: Any) -> Snapshot:
        return {
            "question": value["question"],
            "context": value["context"].source if value["context"] else "",
            "several": value["several"],
            "answers": [
                {
                    "id": answer.id,
                    "text": answer.value["text"],
                    "is_right": answer.value["is_right"],
                    "feedback": answer.value["feedback"],
                    "keep_last": bool(answer.value.get("keep_last")),
                }
                for answer in value["answers"].bound_blocks
            ],
        }

    def ask(self, question: Snapshot, filled: Filled, seed: str) -> dict[str, Any]:
        chosen = filled.get("answer", [])
        return {
            "question": question["question"],
            "context": question["context"],
            "several": question["several"],
            "answers": [
                {"id": answer["id"], "text": answer["text"], "is_chosen": answer["id"] in chosen}
                for answer in shuffle_answers(question, seed)
            ],
        }

    def read(self, question: Snapshot, fields: Filled) -> list[str]:
        chosen = fields.get("answer", [])
        if not chosen:
            raise AnswerRefused(_("Choose an answer first."))
        known = [answer["id"] for answer in question["answers"]]
        if not set(chosen) <= set(known):
            raise AnswerRefused(NOT_ON_THE_PAGE, Refusal.MALFORMED)
        if len(chosen) > 1 and not question["several"]:
            raise AnswerRefused(_("Choose only one answer here."), Refusal.MALFORMED)
        return [option for option in known if option in set(chosen)]

    def example(self, question: Snapshot) -> Filled:
        return {"answer": [answer["id"] for answer in question["answers"] if answer["is_right"]]}

    def grade(self, question: Snapshot, response: list[str]) -> Grade:
        right = {answer["id"] for answer in question["answers"] if answer["is_right"]}
        return Grade(int(set(response) == right), 1)

    def review(self, question: Snapshot, response: list[str]) -> dict[str, Any]:
        answers = question["answers"]
        return {
            "yours": [answer for answer in answers if answer["id"] in response],
            "missed": [answer for answer in answers if answer["is_right"] and answer["id"] not in response],
            "others": [
                answer for answer in answers if not answer["is_right"] and answer["id"] not in response
            ],
        }


def stays_last(answer: dict[str, Any]) -> bool:
    """Whether an answer comes after those that are shuffled; what was kept earlier does not say so itself."""
    return bool(answer.get("keep_last")) or _OF_THE_OTHERS.fullmatch(answer["text"].strip()) is not None


def shuffle_answers(question: Snapshot, seed: str) -> list[dict[str, Any]]:
    """The answers in the order of one person; what is chosen goes by its id, whatever the order."""
    last = [answer for answer in question["answers"] if stays_last(answer)]
    # Sorted first: who knows how the order is shuffled finds the alphabet, and not the author's order.
    others = sorted(
        (answer for answer in question["answers"] if answer not in last),
        key=lambda answer: (answer["text"], answer["id"]),
    )
    random.Random(seed).shuffle(others)
    return [*others, *last]
