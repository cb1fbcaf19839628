from collections.abc import Collection
from typing import Any

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.domain.colleagues import colleagues_of
from accounts.models import User
from assessments.domain.refusals import AnswerRefused, Refusal
from assessments.domain.sharing import NotAColleague, ask_to_observe
from assessments.models import Attempt

from .base import Activity, Filled, Snapshot, Unfinished, only
from .own_words import read_text, refuse_cpr


class PracticeTask(Activity):
    """Something to try at work, then a note of how it went.

    "Not yet" is an answer that leaves it open: kept as a draft, shown, and answered anew when it was tried.
    To ask a colleague is kept so too: until somebody wants to, nobody's name is read.
    """

    is_graded = False
    can_be_tried = False
    keeps_drafts = True
    is_at_work = True
    is_beside_form = True

    def snapshot(self, value: Any) -> Snapshot:
        return {
            "task": value["task"].source if value["task"] else "",
            **{name: value[name] for name in ("with_whom", "before", "note_prompt", "may_be_observed")},
        }

    def ask(self, question: Snapshot, filled: Filled, seed: str) -> dict[str, Any]:
        return {
            **question,
            "note": "\n".join(filled.get("note", [])),
            "observer": "".join(filled.get("observer", [])[:1]),
            "is_planned": bool(filled.get("planned")),
            "asks_somebody": bool(filled.get("asks") or filled.get("observer")),
        }

    def read(self, question: Snapshot, fields: Filled) -> dict[str, str] | Unfinished:
        for button, kept in (("plan", "planned"), ("ask", "asks")):
            if fields.get(button, []):
                return Unfinished({**self.draft(fields), kept: ["1"]})
        only(fields, "observer")
        return {"note": read_text(fields, "note")}

    def example(self, question: Snapshot) -> Filled:
        return {"note": ["Jeg prøvede det på en stille vagt. Det tog fem minutter."]}

    def keep_beside(self, attempt: Attempt, fields: Filled) -> None:
        observer = only(fields, "observer")
        if observer and attempt.question["may_be_observed"]:
            try:
                ask_to_observe(attempt.person, attempt, observer)
            except NotAColleague:
                raise AnswerRefused(_("Choose a colleague from the list."), Refusal.MALFORMED) from None

    def draft(self, fields: Filled) -> dict[str, list[str]]:
        refuse_cpr("\n".join(fields.get("note", [])))
        return {name: fields.get(name, []) for name in ("note", "observer", "planned", "asks")}

    def review(self, question: Snapshot, response: dict[str, str]) -> dict[str, Any]:
        return dict(response)

    def companions(self, person: User, page: Page, block_ids: Collection[str]) -> dict[str, Any]:
        """The colleagues one may ask to look on, the same for every task; read when a form asks for them."""
        return dict.fromkeys(block_ids, SimpleLazyObject(lambda: colleagues_of(person)))
