"""What a statement says when it leaves the house: only what stands on the list here, whatever was stored."""

from typing import Any

from django.conf import settings

from assessments.h5p.models import XAPIStatement

from .actors import actor_of
from .validation import INTERACTION_TYPES

DEFINITION = (
    "name",
    "description",
    "type",
    "interactionType",
    "correctResponsesPattern",
    "choices",
    "scale",
    "source",
    "target",
    "steps",
)
RESULT = ("score", "success", "completion", "duration", "response")
# Interactions whose response is one of the answers that the author wrote, or a number (xAPI 1.0.3, part
# two, 2.4.4.1). In every other kind a person may have written about somebody.
CLOSED = frozenset({"true-false", "choice", "likert", "matching", "performance", "sequencing", "numeric"})


def as_sent(row: XAPIStatement) -> dict[str, Any]:
    """The statement as other systems get it (xAPI 1.0.3, part two, 2): no name, no e-mail, no own words.

    The score is ours where we came to one; an extension says whether we did.
    Touches `person`, `parent` and the version with its content and main library: select them with it.
    """
    said = row.statement
    sent: dict[str, Any] = _without_empty(
        {
            "id": str(row.pk),
            "actor": actor_of(row.person),
            "verb": {"id": row.verb, "display": said["verb"].get("display")},
            "object": _activity(row) | {"definition": _definition(said)},
            "result": _result(row),
            "context": _context(row),
            "timestamp": said["timestamp"],
            "version": "1.0.3",
        }
    )
    return sent


def _activity(row: XAPIStatement) -> dict[str, Any]:
    return {"objectType": "Activity", "id": row.statement["object"]["id"]}


def _result(row: XAPIStatement) -> dict[str, Any]:
    result = _chosen(row.statement.get("result", {}), RESULT)
    if not _is_closed(_definition(row.statement)):
        result.pop("response", None)
    if row.score is not None:
        scaled = round(row.score / row.max_score, 4) if row.max_score else None
        result["score"] = {"scaled": scaled, "raw": row.score, "min": 0, "max": row.max_score}
    if row.is_mismatch:
        # It was said of another score than the one that counts.
        result.pop("success", None)
    if "score" in result:
        recomputed = f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}/xapi/score-is-recomputed"
        result["extensions"] = {recomputed: row.score is not None}
    return result


def _context(row: XAPIStatement) -> dict[str, Any]:
    context: dict[str, Any] = {
        "registration": str(row.registration),
        "platform": settings.WAGTAIL_SITE_NAME,
        "language": row.version.content.language or settings.LANGUAGE_CODE,
    }
    if row.parent is None:
        # As H5P itself names the kind of content that a statement is about.
        kind = f"http://h5p.org/libraries/{row.version.main_library.short_name}"
        context["contextActivities"] = {"category": [{"objectType": "Activity", "id": kind}]}
    else:
        context["contextActivities"] = {"parent": [_activity(row.parent)]}
        context["statement"] = {"objectType": "StatementRef", "id": str(row.parent_id)}
    return context


def _is_closed(definition: dict[str, Any]) -> bool:
    """Whether the response is one of the author's answers, or is judged by one: not somebody's own words."""
    kind = definition.get("interactionType")
    return kind in CLOSED or (kind == "fill-in" and bool(definition.get("correctResponsesPattern")))


def _definition(said: dict[str, Any]) -> dict[str, Any]:
    definition = _chosen(said["object"].get("definition", {}), DEFINITION)
    if definition.get("interactionType") not in INTERACTION_TYPES:
        # H5P calls a whole of several questions "compound", which the specification does not know.
        definition.pop("interactionType", None)
    return definition


def _chosen(whole: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: whole[name] for name in names if name in whole}


def _without_empty(value: Any) -> Any:
    """The value without what xAPI forbids: nothing may be null, an empty text or an empty object.

    (xAPI 1.0.3, part two, 2.2; what is in an extension of ours is never empty.)
    """
    if isinstance(value, dict):
        kept = {name: _without_empty(part) for name, part in value.items()}
        return {name: part for name, part in kept.items() if part not in (None, "", {}, [])}
    if isinstance(value, list):
        return [part for part in map(_without_empty, value) if part not in (None, "", {}, [])]
    return value
