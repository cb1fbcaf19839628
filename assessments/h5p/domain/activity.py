"""H5P content as one of the kinds of activity that a lesson may ask for."""

from collections.abc import Mapping
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.utils.translation import gettext_lazy as _

from assessments.domain.activities.base import Activity, Filled, Key, Snapshot, Unfinished, only
from assessments.domain.refusals import AnswerRefused, Refusal
from assessments.h5p.domain.ends import tells_its_end
from assessments.h5p.domain.grading import max_score
from assessments.h5p.domain.reports import is_answered
from assessments.h5p.kinds import content_kind
from assessments.h5p.models import ContentVersion, H5PContent

# What people say themselves of an activity, by the name of the button's field.
TOLD = ("alternative", "seen", "without")


class H5P(Activity):
    """Played in a frame of its own, answered by statements (`domain/statements.py`), never by a form.

    What it does not tell, people say in a form (`TOLD`): that they have seen it, where it never says its end;
    that they go on without it, where it does not run; that they have read the same in text, where the author
    wrote it. All of that is weak evidence, without points. Whether a frame ran, no server knows: each of them
    is taken from everybody, and nobody is locked out.

    How far somebody has come is kept as a draft: the content's own state, and the play (`submission_key`)
    that it belongs to. An answer does not end a play: the draft stays until another play takes its place.
    """

    keeps_drafts = True
    can_be_tried = False
    points_at = H5PContent

    def snapshot(self, value: Any) -> Snapshot:
        """Which version was played; the questions stay with the version, which never changes."""
        content = value["content"]
        text = value["alternative"]
        return {
            "question": value.get("title") or (content.title if content else ""),
            "machine_name": content.machine_name if content else "",
            "content": content.pk if content else None,
            "version": value.get("version") or (content.current_id if content else None),
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
        """What people say themselves; what was played comes as statements."""
        told = [word for word in TOLD if only(fields, word)]
        if len(told) == 1 and (told != ["alternative"] or question["alternative"]):
            return {told[0]: True}
        raise AnswerRefused(_("This activity is answered in its own frame."), Refusal.MALFORMED)

    def example(self, question: Snapshot) -> Filled:
        """That the text was read, or that it was seen: what is played is no form."""
        return {"alternative" if question["alternative"] else "seen": ["1"]}

    def is_client_reported(self, question: Snapshot, response: Any) -> bool:
        """Whoever says so says so; nobody counted anything."""
        return bool(told_in(response))

    def is_same_answer(self, begun: Filled, response: Any) -> bool:
        """Whether what was begun is the play that this answer came from."""
        return isinstance(response, dict) and response.get("registration") in begun.get("submission_key", [])

    def uncounted(self, values: Mapping[Key, Any]) -> set[Key]:
        """Those that we count no points in, or whose end nobody but the learner tells."""
        pinned = {value["version"] for value in values.values() if value.get("version")}
        others = {value["content"] for value in values.values() if value["content"]}
        newest = Q(content__in=others, pk=F("content__current"))
        rows = ContentVersion.objects.filter(newest | Q(pk__in=pinned)).annotate(
            is_newest=ExpressionWrapper(Q(pk=F("content__current")), output_field=BooleanField())
        )
        uncounted = set()
        for row in rows.select_related("main_library"):
            name = row.main_library.machine_name
            if max_score(name, row.params) is None or not tells_its_end(name, row.params):
                uncounted.add(("version", row.pk))
                if row.is_newest:
                    uncounted.add(("content", row.content_id))
        return {key for key, value in values.items() if _played(value) in uncounted}

    def draft(self, fields: Filled) -> dict[str, list[str]]:
        """How far somebody has come, in the content's own words, and in which play; nothing if empty."""
        state = only(fields, "state")
        return {"state": [state], "submission_key": [only(fields, "submission_key")]} if state.strip() else {}

    def review(self, question: Snapshot, response: Any) -> dict[str, Any]:
        return {
            "told": told_in(response),
            "alternative": question.get("alternative", ""),
            "is_unanswered": _claims_points(response) and not is_answered(response["answers"]),
        }


def _played(value: Mapping[str, Any]) -> tuple[str, int | None]:
    """What a stored block plays: the version that it names, or the newest of its content."""
    version = value.get("version")
    return ("version", version) if version else ("content", value["content"])


def told_in(response: Any) -> str:
    """Which of the words in `TOLD` the person said; empty where it was played."""
    return next((word for word in TOLD if isinstance(response, dict) and response.get(word) is True), "")


def _claims_points(response: Any) -> bool:
    claimed = response.get("claimed") if isinstance(response, dict) else None
    return bool(claimed and claimed["score"] > 0)
