"""A shared profile as a file for machines: docs/profile-format.md tells how it is laid out."""

import datetime as dt
import json
from typing import Any

from django.utils import translation

from accounts.models import User
from competences.domain.named import NamedFramework, named_framework
from competences.enums import Level
from courses.proofs.domain.badges import align
from development.domain.shared_profile import (
    SharedEvidence,
    SharedProfile,
    SharedRequirement,
    read_shared_profile,
)

FORMAT = "laersammen.profile/1"


def write_json(person: User, *, with_own_view: bool) -> str:
    """The person's profile of today as JSON; the same for whoever asks, in Danish whatever they read."""
    with translation.override("da"):
        content = as_json(read_shared_profile(person, with_own_view=with_own_view))
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def as_json(profile: SharedProfile) -> dict[str, Any]:
    """The profile as plain data. What is asked for and confirmed is named as CASE names it."""
    framework = named_framework()
    return {
        "format": FORMAT,
        "madeOn": profile.day.isoformat(),
        "language": translation.get_language(),
        "name": profile.name,
        "issuer": profile.issuer,
        "jobs": [{"job": post.job, "workplace": post.workplace} for post in profile.jobs],
        "CFDocument": dict(framework.document) if framework else None,
        "levels": [{"level": level.value, "name": str(level.label)} for level in Level],
        "required": profile.total,
        "met": profile.met,
        "withOwnView": profile.with_own_view,
        "requirements": [
            _requirement(entry, framework, with_own_view=profile.with_own_view)
            for entry in profile.requirements
            if framework
        ],
    }


def _requirement(
    entry: SharedRequirement, framework: NamedFramework, *, with_own_view: bool
) -> dict[str, Any]:
    item = framework.items[entry.competence_id]
    told = {
        "CFItem": dict(item),
        "alignment": align(
            item["uri"],
            item["humanCodingScheme"],
            item["fullStatement"],
            framework.document["title"],
            entry.level_in_words or entry.state_in_words,
        ),
        "requiredLevel": entry.required_level or None,
        "isProposal": entry.is_proposal,
        "confirmedLevel": entry.level,
        "state": entry.state.value,
        "strength": entry.kind or None,
        "validFrom": _day(entry.valid_from),
        "validUntil": _day(entry.valid_until),
        "evidence": [_evidence(shown) for shown in entry.evidence],
    }
    return told | {"ownLevel": entry.own_level} if with_own_view else told


def _evidence(shown: SharedEvidence) -> dict[str, Any]:
    return {
        "kind": shown.kind,
        "name": shown.kind_in_words,
        "confirms": shown.confirms,
        "validFrom": _day(shown.valid_from),
        "validUntil": _day(shown.valid_until),
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
