"""H5P content as one of the kinds of activity that a lesson may ask for."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from assessments.domain.activities.base import Activity, Filled, Key, Snapshot, Unfinished, only
from assessments.domain.refusals import AnswerRefused, Refusal
from assessments.h5p.domain.grading import max_score
from assessments.h5p.kinds import content_kind
from assessments.h5p.models import ContentVersion, H5PContent


class H5P(Activity):
    """Played in a frame of its own, answered by statements (`domain/statements.py`), never by a form.

    Where the author wrote the same in text, somebody who cannot use the activity says in a form that the text
    was read. What was begun is kept as a draft: the content's own state, under the key `state`.
    """

    keeps_drafts = True
    can_be_tried = False
    points_at = H5PContent

    def snapshot(self, value: Any) -> Snapshot:
        """Which version was played; the questions stay with the version, which never changes."""
        content = value["content"]
        text = value["alternative"]
        return {
            "question": content.title if content else "",
            "machine_name": content.machine_name if content else "",
            "content": content.pk if content else None,
            "version": content.current_id if content else None,
            "alternative": text.source if text else "",
        }

    def ask(self, question: Snapshot, filled: Filled, seed: str) -> dict[str, Any]:
        kind = content_kind(question["machine_name"])
        resumes = kind is None or kind.resumes
        return {
            "question": question["question"],
            "content": question["content"],
            "version": question["version"],
            "alternative": question["alternative"],
            "kind": kind,
            "state": "".join(filled.get("state", [])) if resumes else "",
        }

    def read(self, question: Snapshot, fields: Filled) -> Any | Unfinished:
        """That the text was read instead; what was played comes as statements."""
        if only(fields, "alternative") and question["alternative"]:
            return {"alternative": True}
        raise AnswerRefused(_("This activity is answered in its own frame."), Refusal.MALFORMED)

    def example(self, question: Snapshot) -> Filled:
        """That the text was read: what is played is no form."""
        return {"alternative": ["1"]}

    def is_client_reported(self, question: Snapshot, response: Any) -> bool:
        """Whoever read the text says so; nobody counted anything."""
        return is_alternative(response)

    def uncounted(self, values: Mapping[Key, Any]) -> set[Key]:
        """Those whose content is of a kind that we count no points in."""
        contents = {key: value["content"] for key, value in values.items() if value["content"]}
        played = ContentVersion.objects.filter(content__in=contents.values(), pk=F("content__current"))
        rows = played.values_list("content", "main_library__machine_name", "params")
        uncounted = {content for content, name, params in rows if max_score(name, params) is None}
        return {key for key, content in contents.items() if content in uncounted}

    def draft(self, fields: Filled) -> dict[str, list[str]]:
        """How far somebody has come, in the content's own words."""
        return {"state": [only(fields, "state")]}

    def review(self, question: Snapshot, response: Any) -> dict[str, Any]:
        return {"is_alternative": is_alternative(response), "alternative": question.get("alternative", "")}


def is_alternative(response: Any) -> bool:
    """Whether the text was read instead of playing."""
    return isinstance(response, dict) and response.get("alternative") is True
