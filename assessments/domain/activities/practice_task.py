from typing import Any

from .base import Activity, Filled, Snapshot, Unfinished
from .own_words import read_text, refuse_cpr


class PracticeTask(Activity):
    """Something to try at work, then a note of how it went.

    "Not yet" is an answer that leaves it open: kept as a draft, shown, and answered anew when it was tried.
    Whoever wants a colleague to look on is led on from such a draft: nothing that they wrote is lost.
    """

    is_graded = False
    can_be_tried = False
    keeps_drafts = True
    is_at_work = True

    def snapshot(self, value: Any) -> Snapshot:
        return {
            "task": value["task"].source if value["task"] else "",
            **{name: value[name] for name in ("with_whom", "before", "note_prompt", "may_be_observed")},
        }

    def ask(self, question: Snapshot, filled: Filled, seed: str) -> dict[str, Any]:
        return {
            **question,
            "note": "\n".join(filled.get("note", [])),
            "is_planned": bool(filled.get("planned")),
            "asks_somebody": bool(filled.get("asks")),
        }

    def read(self, question: Snapshot, fields: Filled) -> dict[str, str] | Unfinished:
        for button, kept in (("plan", "planned"), ("ask", "asks")):
            if fields.get(button, []):
                return Unfinished({**self.draft(fields), kept: ["1"]})
        return {"note": read_text(fields, "note")}

    def example(self, question: Snapshot) -> Filled:
        return {"note": ["Jeg prøvede det på en stille vagt. Det tog fem minutter."]}

    def draft(self, fields: Filled) -> dict[str, list[str]]:
        refuse_cpr("\n".join(fields.get("note", [])))
        return {name: fields.get(name, []) for name in ("note", "planned", "asks")}

    def review(self, question: Snapshot, response: dict[str, str]) -> dict[str, Any]:
        return dict(response)
