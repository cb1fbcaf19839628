"""Proof of participation: a paper that says that somebody was there. Nothing of it is kept."""

from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format, time_format

from courses.proofs.domain.pdf import render_pdf
from courses.proofs.domain.proofs import issuer_name
from recoveryskole.domain.prospectus import FOLDER
from recoveryskole.models import SignUp


def write_participation(place: SignUp) -> bytes:
    """The paper, in Danish; the same bytes each time. It bears no number, and leads back to nothing."""
    with translation.override("da"):
        document = participation_document(place)
    return render_pdf("participation.typ", document, folder=FOLDER)


def participation_document(place: SignUp) -> dict[str, Any]:
    """What the paper says, in the active language."""
    session = place.session
    starts_at, ends_at = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    is_one_day = starts_at.date() == ends_at.date()
    last = (
        time_format(ends_at) if is_one_day else f"{date_format(ends_at, 'j. F')} kl. {time_format(ends_at)}"
    )
    return {
        "name": place.name,
        "issuer": issuer_name(),
        # The day of the session, not of the paper: whoever reads it learns nothing of when it was fetched.
        "made_on": [starts_at.year, starts_at.month, starts_at.day],
        "workshop": session.workshop.title,
        "summary": session.workshop.summary,
        "day": date_format(starts_at, "j. F Y"),
        "time": f"{time_format(starts_at)}-{last}",
        "hours": _duration(int((ends_at - starts_at).total_seconds() // 60)),
        "take_home": [line.strip() for line in session.workshop.take_home.splitlines() if line.strip()],
    }


def _duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    said = [f"{hours} time{'r' * (hours != 1)}"] if hours else []
    return " og ".join([*said, *([f"{rest} minutter"] if rest else [])])
