"""Sessions as a calendar takes them (iCalendar, RFC 5545).

A calendar that knows a session by its UID takes a change when SEQUENCE has gone up. Nobody who comes or
teaches is named. Where an online meeting is stands only in one's own calendar, with a seat.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from recoveryskole.models import SchoolSettings, Session, SignUp, Term, WorkshopPage
from seats.enums import HOLDING_STATES, SeatState

MADE_BY = "-//Laersammen//Recoveryskole//DA"
# One's own goes to whoever runs the calendar, and says no school.
OWN_MADE_BY = "-//Laersammen//Aftaler//DA"
# How often a calendar that follows ours looks in again.
LOOK_AGAIN = dt.timedelta(hours=6)
# A calendar holds no more than this, the latest first to go.
MOST_EVENTS = 500


def write_calendar(address: str, *, term: Term | None = None, workshop: WorkshopPage | None = None) -> bytes:
    """All sessions on show, of a term or a workshop if one is given; `address` is the site's, https and all.

    Those that are over stay: who has them in a calendar keeps them.
    """
    shown = Session.objects.on_show().select_related("workshop", "place").defer("workshop__body")
    if term is not None:
        shown = shown.filter(term=term)
    if workshop is not None:
        shown = shown.filter(workshop=workshop)
    sessions = sorted(shown.order_by("-starts_at", "-pk")[:MOST_EVENTS], key=lambda one: one.starts_at)
    name = workshop.title if workshop else term.title if term else _("The recovery school")
    calendar = _begin(name, sessions)
    for session in sessions:
        event = _event(session, session.workshop.title)
        event.add("description", session.workshop.summary)
        event.add("url", address.rstrip("/") + (session.workshop.get_url() or "/"))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def write_own_calendar(places: Sequence[SignUp]) -> bytes:
    """One's own sessions, under a title that gives nothing away to whoever sees the calendar."""
    title = SchoolSettings.load().calendar_title or _("Appointment")
    calendar = _begin(title, [place.session for place in places], made_by=OWN_MADE_BY)
    for place in places:
        calendar.add_component(_own_event(place, title))
    return bytes(calendar.to_ical())


def _own_event(place: SignUp, title: str) -> Event:
    session = place.session
    event = _event(session, title)
    # One of its own: the session's stands in the open calendar, beside the workshop's name.
    event["uid"] = f"{uuid.uuid5(session.uid, place.token_hash or '')}@aftale"
    event["status"] = _standing(place)
    if place.state in HOLDING_STATES and session.online_url:
        event.add("url", session.online_url)
    return event


def _standing(place: SignUp) -> str:
    if place.session.is_cancelled or place.state == SeatState.GIVEN_UP:
        return "CANCELLED"
    return "CONFIRMED" if place.state in HOLDING_STATES else "TENTATIVE"


def _begin(name: str, sessions: Iterable[Session], made_by: str = MADE_BY) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", made_by)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"value": "DURATION"})
    years = [timezone.localdate(session.starts_at).year for session in sessions] or [
        timezone.localdate().year
    ]
    # From the summer before to the winter after, so that each session lies between two changes of the clock.
    calendar.add_component(
        Timezone.from_tzid(
            settings.TIME_ZONE,
            first_date=dt.date(min(years) - 1, 1, 1),
            last_date=dt.date(max(years) + 2, 1, 1),
        )
    )
    return calendar


def _event(session: Session, title: str) -> Event:
    here = ZoneInfo(settings.TIME_ZONE)
    event = Event()
    event.add("uid", f"{session.uid}@recoveryskole")
    event.add("sequence", session.sequence)
    event.add("dtstamp", session.changed_at.astimezone(dt.UTC))
    event.add("last-modified", session.changed_at.astimezone(dt.UTC))
    event.add("dtstart", session.starts_at.astimezone(here))
    event.add("dtend", session.ends_at.astimezone(here))
    event.add("summary", title)
    event.add("status", "CANCELLED" if session.is_cancelled else "CONFIRMED")
    event.add("location", _location(session))
    return event


def _location(session: Session) -> str:
    if session.place is None:
        return _("Online")
    return ", ".join(filter(None, (session.where, session.place.street)))
