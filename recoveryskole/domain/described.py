"""A workshop's times as schema.org's Event, for machines that find them: https://schema.org/Event."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from courses.domain.described import CONTEXT, HOUSE
from recoveryskole.models import Session, WorkshopPage


def describe_sessions(page: WorkshopPage, address: str, sessions: Iterable[Session]) -> list[dict[str, Any]]:
    """What the workshop's public page says of each time; `address` is the page's own, whole.

    Who teaches and who comes is not in it, nor where an online meeting is: that is for those who have a seat.
    """
    return [
        {
            "@context": CONTEXT,
            "@type": "Event",
            "name": page.title,
            "description": page.search_description or page.summary or page.title,
            "url": address,
            "inLanguage": "da",
            "startDate": timezone.localtime(session.starts_at).isoformat(),
            "endDate": timezone.localtime(session.ends_at).isoformat(),
            "eventStatus": f"https://schema.org/Event{'Cancelled' if session.is_cancelled else 'Scheduled'}",
            "eventAttendanceMode": f"https://schema.org/{_mode(session)}EventAttendanceMode",
            "location": _location(session, address),
            "organizer": HOUSE,
            "isAccessibleForFree": True,
        }
        for session in sessions
    ]


def _mode(session: Session) -> str:
    if session.place is None:
        return "Online"
    return "Mixed" if session.online_url else "Offline"


def _location(session: Session, address: str) -> dict[str, str]:
    if session.place is None:
        return {"@type": "VirtualLocation", "url": address}
    return {
        "@type": "Place",
        "name": session.where,
        "address": session.place.street or session.place.name,
    }
