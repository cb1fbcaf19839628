"""A term's programme on paper, to lie at the doctor's and hang in the library."""

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from django.utils import timezone, translation
from django.utils.formats import date_format, time_format

from courses.models import ContactSettings
from courses.proofs.domain.pdf import render_pdf
from recoveryskole.models import Place, Session, Term

FOLDER = Path(__file__).resolve().parent.parent / "typst"
# Four pages. Whoever plans more prints two terms.
MOST_PRINTED = 120


def term_to_print(today: dt.date) -> Term | None:
    """The term on show that is under way, or else the next one."""
    return Term.objects.on_show().filter(ends_on__gte=today).order_by("starts_on", "pk").first()


def write_prospectus(term: Term, address: str, now: dt.datetime) -> bytes:
    """What is still to come in the term, in Danish; `address` is the programme's own, whole."""
    coming = Session.objects.on_show().filter(term=term, cancelled_at=None).upcoming(now)
    sessions = list(coming.select_related("workshop", "place").defer("workshop__body")[:MOST_PRINTED])
    with translation.override("da"):
        document = prospectus_document(term, sessions, address, timezone.localdate(now))
    return render_pdf("prospectus.typ", document, folder=FOLDER)


def prospectus_document(term: Term, sessions: list[Session], address: str, today: dt.date) -> dict[str, Any]:
    """What the paper says, in the active language."""
    contact = ContactSettings.load()
    places = {session.place_id: session.place for session in sessions if session.place}
    months: dict[str, list[dict[str, str]]] = {}
    for session in sessions:
        month = date_format(timezone.localtime(session.starts_at), "F Y").capitalize()
        months.setdefault(month, []).append(_row(session))
    return {
        "issuer": contact.operator or "Lærsammen",
        "made_on": [today.year, today.month, today.day],
        "term": term.title,
        "lead": term.lead,
        "months": [{"name": name, "sessions": rows} for name, rows in months.items()],
        "places": [_place(place) for place in places.values()],
        "phone": contact.phone,
        "address": address.split("://", 1)[-1].rstrip("/"),
        "qr": _qr(address),
    }


def _row(session: Session) -> dict[str, str]:
    starts_at, ends_at = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return {
        "day": date_format(starts_at, "j. F"),
        "time": f"{date_format(starts_at, 'l')} {time_format(starts_at)}-{time_format(ends_at)}",
        "title": session.workshop.title,
        "summary": session.workshop.summary,
        "where": session.where,
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": str(place),
        "steps": place.has_steps,
        "lift": place.has_lift,
        "toilet": place.has_accessible_toilet,
        "loop": place.has_hearing_loop,
        "quiet": place.has_quiet_room,
    }


def _qr(address: str) -> str:
    drawn = BytesIO()
    segno.make(address, micro=False).save(drawn, kind="svg", xmldecl=False, border=0, dark="#0B2F35")
    # In one line: where a letter cannot be drawn, other signs than letters are taken out too.
    return drawn.getvalue().decode().replace("\n", "")
