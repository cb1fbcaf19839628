"""A shared profile as a PDF, to hand to somebody who asks for it."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.formats import date_format

from accounts.models import User
from competences.enums import Level
from courses.proofs.domain.pdf import render_pdf
from development.domain.shared_profile import SharedProfile, SharedRequirement, read_shared_profile

FOLDER = Path(__file__).resolve().parent.parent / "typst"


def write_pdf(person: User, *, with_own_view: bool) -> bytes:
    """The person's profile of today as a PDF in Danish; the same profile gives the same bytes."""
    with translation.override("da"):
        document = profile_document(read_shared_profile(person, with_own_view=with_own_view))
    return render_pdf("profile.typ", document, folder=FOLDER)


def profile_document(profile: SharedProfile) -> dict[str, Any]:
    """What the PDF says: the profile with days and levels in words, in the active language."""
    day = profile.day
    return {
        "name": profile.name,
        "issuer": profile.issuer,
        "made_on": [day.year, day.month, day.day],
        "today": _day(day),
        "jobs": [{"job": post.job, "workplace": post.workplace} for post in profile.jobs],
        "met": profile.met,
        "total": profile.total,
        "with_own_view": profile.with_own_view,
        "has_proposals": profile.has_proposals,
        "levels": [str(level.label) for level in Level if level],
        "areas": [
            {
                "code": area.code,
                "name": area.name,
                "met": area.met,
                "requirements": [_requirement(entry) for entry in area.requirements],
            }
            for area in profile.areas
        ],
        "beyond": [_requirement(entry) for entry in profile.beyond],
    }


def _requirement(entry: SharedRequirement) -> dict[str, Any]:
    return {
        "code": entry.code,
        "title": entry.name,
        "required": entry.required_level,
        "is_proposal": entry.is_proposal,
        "level": entry.level,
        "word": str(Level(entry.level).label),
        "state": entry.state_in_words,
        "strength": entry.strength_in_words,
        "how": entry.how,
        "until": _day(entry.valid_until),
        "ran_out": _day(entry.ran_out_on),
        "own": entry.own_level,
    }


def _day(day: dt.date | None) -> str:
    return date_format(day, "j. F Y") if day else ""
