from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.domain.refusals import NOT_ON_THE_PAGE, AnswerRefused, Refusal

from .base import Activity, Filled, Grade, Snapshot


class MultipleChoice(Activity):
    """One point, for choosing all the right answers and none of the others."""

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
                for answer in question["answers"]
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
