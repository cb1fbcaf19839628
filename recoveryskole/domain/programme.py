"""The programme as anyone reads it: months, the days of one, and what meets in it.

It is read in so many queries whatever the number of sessions: all that is to come in few columns, and in full
only what stands on the page.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import holidays
from django.db.models import F
from django.utils import timezone

from recoveryskole.models import Place, Session, Term, WorkshopPage

# What one page lists. The rest of the month stands on the next.
PER_PAGE = 40
# No programme looks further ahead.
MOST_MONTHS = 18
NEXT_ON_FRONT_PAGE = 3
# The languages in which the package knows our holidays.
HOLIDAY_LANGUAGES = {"da": "da", "en": "en_US"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; all of it must fit."""

    words: str = ""
    place: int | None = None
    online: bool = False
    free: bool = False

    def __bool__(self) -> bool:
        return bool(self.words or self.place or self.online or self.free)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month, with what meets on it and the page of the list that it stands on (from 1)."""

    date: dt.date
    titles: tuple[str, ...]
    listed_on: int
    holiday: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Programme:
    """One month of it. A month is named by its first day."""

    months: Sequence[dt.date]
    month: dt.date
    # Weeks from Monday on; None: a day of another month.
    weeks: Sequence[Sequence[Day | None]]
    holidays: Sequence[Day]
    # What the month holds of what is looked for, in order: keys, for whoever turns the pages.
    keys: Sequence[int]
    # The nearest other month that has something, where this one has nothing.
    elsewhere: dt.date | None
    # There is a programme to print.
    has_term: bool


def read_programme(
    wanted: Wanted, month: dt.date | None, now: dt.datetime, language: str = "da"
) -> Programme:
    """What is to come in a month; of its own accord the first month in which something fits.

    A month that is no part of the programme is passed over.
    """
    today = timezone.localdate(now)
    found = _find(wanted, now)
    has_something = sorted({_month_of(session) for session in found})
    terms = list(Term.objects.on_show().filter(ends_on__gte=today))
    months = _months(terms, today, has_something)
    if month not in months:
        month = has_something[0] if has_something else months[0]
    here = [session for session in found if _month_of(session) == month]
    weeks = _weeks(month, here, today, language)
    return Programme(
        months=months,
        month=month,
        weeks=weeks,
        holidays=[day for week in weeks for day in week if day and day.holiday],
        keys=[session.pk for session in here],
        elsewhere=None if here else _nearest(has_something, month),
        has_term=bool(terms),
    )


def read_sessions(keys: Iterable[int]) -> list[Session]:
    """The sessions of a page, in order, with all that a row of the programme says."""
    shown = Session.objects.filter(pk__in=list(keys)).with_counts().select_related("workshop", "place")
    return list(shown.defer("workshop__body").order_by("starts_at", "pk"))


def next_sessions() -> list[Session]:
    """The next few that are not cancelled, for the front page."""
    coming = Session.objects.on_show().upcoming().filter(cancelled_at=None).with_counts()
    return list(coming.select_related("workshop", "place").defer("workshop__body")[:NEXT_ON_FRONT_PAGE])


def sessions_of(workshop: WorkshopPage, limit: int) -> list[Session]:
    """When the workshop meets next, with those who teach; at most so many."""
    coming = Session.objects.on_show().filter(workshop_id=workshop.pk).upcoming().with_counts()
    return list(coming.select_related("place", "term").prefetch_related("facilitators")[:limit])


def latest_changes() -> list[Session]:
    """The sessions on show that changed last, the latest change first."""
    shown = Session.objects.on_show().select_related("workshop", "place").defer("workshop__body")
    return list(shown.order_by("-changed_at", "-pk")[:PER_PAGE])


def places_in_use(now: dt.datetime) -> list[Place]:
    """The places where something meets that is still to come."""
    coming = Session.objects.on_show().upcoming(now).order_by()
    return list(Place.objects.filter(pk__in=coming.values("place")))


def _find(wanted: Wanted, now: dt.datetime) -> list[Session]:
    """All that is to come and fits, with few columns and the workshop's `title`."""
    coming = Session.objects.on_show().upcoming(now).with_counts().annotate(title=F("workshop__title"))
    found = coming.only("starts_at", "place", "online_url", "seats", "kept_seats", "cancelled_at", "workshop")
    if wanted.place:
        found = found.filter(place=wanted.place)
    if wanted.online:
        found = found.exclude(place__isnull=False, online_url="")
    if wanted.free:
        found = found.filter(cancelled_at=None)
    if wanted.words:
        found = found.filter(workshop__in=_workshops_with(wanted.words))
    return [session for session in found if not (wanted.free and session.is_full)]


def _workshops_with(words: str) -> list[int]:
    """The workshops that say all of these words in their title or summary.

    Not in the database: SQLite does not know that Ø and ø are the same letter.
    """
    wanted = words.casefold().split()
    told = WorkshopPage.objects.live().values_list("pk", "title", "summary")
    return [
        pk for pk, title, summary in told if all(word in f"{title} {summary}".casefold() for word in wanted)
    ]


def _month_of(session: Session) -> dt.date:
    return timezone.localdate(session.starts_at).replace(day=1)


def _months(terms: Iterable[Term], today: dt.date, has_something: Iterable[dt.date]) -> list[dt.date]:
    """The months of the terms from this one on, and those in which anything is to come."""
    months = set(has_something)
    for term in terms:
        month = max(term.starts_on, today).replace(day=1)
        while month <= term.ends_on:
            months.add(month)
            month = _after(month)
    return sorted(months)[:MOST_MONTHS] or [today.replace(day=1)]


def _after(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1)


def _nearest(has_something: Sequence[dt.date], month: dt.date) -> dt.date | None:
    """The next month that has something, or else the last one before."""
    later = [other for other in has_something if other > month]
    return later[0] if later else next(reversed(has_something), None)


def _weeks(
    month: dt.date, sessions: Sequence[Session], today: dt.date, language: str
) -> list[list[Day | None]]:
    titles: dict[dt.date, list[str]] = {}
    listed_on: dict[dt.date, int] = {}
    for place, session in enumerate(sessions):
        day = timezone.localdate(session.starts_at)
        titles.setdefault(day, []).append(session.title)  # type: ignore[attr-defined]
        listed_on.setdefault(day, place // PER_PAGE + 1)
    names = _holidays(month.year, HOLIDAY_LANGUAGES.get(language, "en_US"))
    return [
        [
            Day(day, tuple(titles.get(day, ())), listed_on.get(day, 0), names.get(day, ""), day == today)
            if day.month == month.month
            else None
            for day in week
        ]
        for week in calendar.Calendar().monthdatescalendar(month.year, month.month)
    ]


@cache
def _holidays(year: int, language: str) -> dict[dt.date, str]:
    """The Danish holidays of a year, by day."""
    return dict(holidays.country_holidays("DK", years=year, language=language))
