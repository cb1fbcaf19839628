"""A workshop's times as schema.org's Event, for machines that find them: https://schema.org/Event."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from courses.domain.described import CONTEXT, HOUSE
from recoveryskole.models import WorkshopPage, WorkshopSession


def describe_sessions(
    page: WorkshopPage, address: str, sessions: Iterable[WorkshopSession]
) -> list[dict[str, Any]]:
    """What the workshop's public page says of each time; `address` is the page's own, whole.

    Who teaches and who comes is not in it.
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
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "location": {
                "@type": "Place",
                "name": f"{session.place}, {session.room}" if session.room else session.place,
                "address": session.place,
            },
            "organizer": HOUSE,
            "isAccessibleForFree": True,
        }
        for session in sessions
    ]
