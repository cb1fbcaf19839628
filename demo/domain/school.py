"""The demo's recovery school: two terms, its workshops, when and where they meet, and who comes."""

import datetime as dt
import uuid
from collections.abc import Iterator
from functools import cache
from itertools import cycle
from typing import Any

import holidays
from django.utils import timezone

from accounts.models import User
from demo.domain.data import at, minute, read
from demo.domain.pages import BLOCK_IDS
from demo.domain.school_afterwards import count_workshops, recommend, say_how_it_was
from demo.domain.sign_ups import sign_up_many
from recoveryskole.domain.planning import plan_session
from recoveryskole.domain.sessions import cancel_session
from recoveryskole.models import Facilitator, Place, SchoolIndexPage, Session, Teaching, Term, WorkshopPage

SEASONS = ("Vinter", "Forår", "Sommer", "Efterår")
SLUGS = {"Forår": "foraar", "Efterår": "efteraar"}
SATURDAY = 5


def build_school(school: SchoolIndexPage, today: dt.date, coordinator: User) -> None:
    """Publish the workshops, put their sessions into two terms around today, and let people sign up.

    One session is full with a line, one is cancelled, one has another time than it had, and of those that are
    over it is told who came and how it was.
    """
    content = read("data/school")
    recommend(school, content["recommended"])
    planner = _Planner(content, today)
    for slug, told in content["workshops"].items():
        planner.plan(_publish(school, slug), told)
    planner.store()
    crowd = cycle(content["people"])
    for slug, told in content["workshops"].items():
        sign_up_many(planner.sessions[slug], told, crowd, today)
    for session, said in planner.special:
        if "is_cancelled" in said:
            cancel_session(session, by=coordinator)
        if "from" in said:
            lasts = session.ends_at - session.starts_at
            session.starts_at = at(session.starts_at.date(), minute(said["from"]))
            session.ends_at = session.starts_at + lasts
            plan_session(session, session.facilitators.all(), by=coordinator)
    count_workshops(content["workshops"])
    say_how_it_was(content["said"], today)


class _Planner:
    """Finds a day for each session on which house and pair are free, and stores them all at once."""

    def __init__(self, content: dict[str, Any], today: dt.date) -> None:
        self.today = today
        self.closed = [tuple(one) for one in content["closed"]]
        self.terms = [_make_term(one, today) for one in content["terms"]]
        self.places = {key: Place.objects.create(**said) for key, said in content["places"].items()}
        self.people = {key: _make_facilitator(**said) for key, said in content["facilitators"].items()}
        self.taken: set[tuple[dt.date, str]] = set()
        # By the workshop's name in addresses, the next one first.
        self.sessions: dict[str, list[Session]] = {}
        self.pairs: list[tuple[Session, str]] = []
        self.special: list[tuple[Session, dict[str, Any]]] = []

    def plan(self, workshop: WorkshopPage, told: dict[str, Any]) -> None:
        where = told["at"]
        for one in told["days"]:
            said = one if isinstance(one, dict) else {"day": one}
            day = self._free_day(said["day"], where)
            session = Session(
                workshop=workshop,
                term=next(term for term in self.terms if term.holds(day)),
                starts_at=at(day, minute(where["from"])),
                ends_at=at(day, minute(where["until"])),
                place=self.places.get(where.get("place")),
                room=where.get("room", ""),
                online_url=where.get("online", ""),
                seats=where.get("seats"),
                is_published=True,
            )
            self.sessions.setdefault(workshop.slug, []).append(session)
            self.pairs += [(session, key) for key in where["teach"]]
            if len(said) > 1:
                self.special.append((session, said))

    def store(self) -> None:
        Session.objects.bulk_create([one for sessions in self.sessions.values() for one in sessions])
        Teaching.objects.bulk_create(
            Teaching(session=session, facilitator=self.people[key]) for session, key in self.pairs
        )

    def _free_day(self, days_from_today: int, where: dict[str, Any]) -> dt.date:
        """That day, or the next on which the house is open and none of them is taken."""
        day = self.today + dt.timedelta(days=days_from_today)
        wanted = {*where["teach"], where.get("place", "online")}
        while self._is_closed(day) or any((day, one) in self.taken for one in wanted):
            day += dt.timedelta(days=1)
        self.taken |= {(day, one) for one in wanted}
        return day

    def _is_closed(self, day: dt.date) -> bool:
        first, last = self.closed
        is_out = (day.month, day.day) >= first or (day.month, day.day) <= last
        return is_out or day.weekday() >= SATURDAY or day in _holidays(day.year)


@cache
def _holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("DK", years=year))


def _make_term(said: dict[str, Any], today: dt.date) -> Term:
    first, last = (today + dt.timedelta(days=said[name]) for name in ("first", "last"))
    middle = first + (last - first) / 2
    season = SEASONS[middle.month % 12 // 3]
    # A winter has two years.
    begins = middle.year - (middle.month <= 2)
    year = f"{begins}/{begins + 1}" if season == SEASONS[0] else f"{middle.year}"
    return Term.objects.create(
        title=f"{season} {year}",
        slug=f"{SLUGS.get(season, season.lower())}-{year.replace('/', '-')}",
        starts_on=first,
        ends_on=last,
        lead=said["lead"],
        is_published=True,
    )


def _make_facilitator(
    *, knowledge: str, name: str = "", email: str = "", shows_knowledge: bool = False
) -> Facilitator:
    person = User.objects.get(email=email) if email else None
    return Facilitator.objects.create(
        name=person.get_short_name() if person else name,
        knowledge=knowledge,
        shows_knowledge=shows_knowledge,
        person=person,
    )


def _publish(school: SchoolIndexPage, slug: str) -> WorkshopPage:
    content = read(f"content/workshops/{slug}")
    now = timezone.now()
    page = WorkshopPage(
        slug=slug,
        first_published_at=now,
        last_published_at=now,
        body=[
            {"type": kind, "value": value, "id": str(uuid.uuid5(BLOCK_IDS, f"{slug}/{place}"))}
            for place, (kind, value) in enumerate(_split_at_headings(content["body"]))
        ],
        **{name: value for name, value in content.items() if name != "body"},
    )
    school.add_child(instance=page)
    # As `publish` leaves it, without asking for fourteen pages what it asks for one.
    revision = page.save_revision()
    WorkshopPage.objects.filter(pk=page.pk).update(live_revision=revision, has_unpublished_changes=False)
    return page


def _split_at_headings(body: str) -> Iterator[tuple[str, str]]:
    """Rich text with <h2> as a text block, then a heading and a text block for each part."""
    first, *parts = body.split("<h2>")
    if first.strip():
        yield "text", first.strip()
    for part in parts:
        heading, text = part.split("</h2>", 1)
        yield "heading", heading.strip()
        yield "text", text.strip()
