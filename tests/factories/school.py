"""Of the recovery school: terms, places, sessions, and those who teach."""

import datetime as dt
import itertools
from typing import Any

from django.utils import timezone

from recoveryskole.domain.wishes import Wish
from recoveryskole.enums import Contact, Knowledge
from recoveryskole.models import Facilitator, Place, SchoolIndexPage, Session, Teaching, Term, WorkshopPage

_number = itertools.count(1)


def make_term(**fields: Any) -> Term:
    today = timezone.localdate()
    fields = {
        "title": f"Forår {next(_number)}",
        "starts_on": today - dt.timedelta(days=30),
        "ends_on": today + dt.timedelta(days=150),
        "is_published": True,
        **fields,
    }
    fields.setdefault("slug", fields["title"].lower().replace(" ", "-").replace("å", "aa"))
    return Term.objects.create(**fields)


def make_place(**fields: Any) -> Place:
    return Place.objects.create(**{"name": f"Biblioteket {next(_number)}", "street": "Torvet 1", **fields})


def make_workshop(title: str = "", **fields: Any) -> WorkshopPage:
    """A live workshop under the page of the school, which `ensure_school` makes."""
    school = SchoolIndexPage.objects.get()
    title = title or f"Søvn {next(_number)}"
    page = WorkshopPage(title=title, summary="Kom som du er.", **fields)
    school.add_child(instance=page)
    return page


def make_session(
    workshop: WorkshopPage | None = None, *, days: float = 7, hours: float = 2, **fields: Any
) -> Session:
    """A session that is shown, so many days from now, with a pair that teaches it."""
    starts_at = fields.pop("starts_at", timezone.now() + dt.timedelta(days=days))
    fields = {
        "starts_at": starts_at,
        "ends_at": starts_at + dt.timedelta(hours=hours),
        "seats": 14,
        "room": "Lokale 2",
        "is_published": True,
        **fields,
    }
    fields.setdefault("term", Term.objects.first() or make_term())
    fields.setdefault("place", Place.objects.first() or make_place())
    session = Session.objects.create(workshop=workshop or make_workshop(), **fields)
    for one in make_pair():
        Teaching.objects.create(session=session, facilitator=one)
    return session


def make_pair() -> tuple[Facilitator, Facilitator]:
    """One who has lived with it, and one who works with it."""
    return make_facilitator(Knowledge.LIVED), make_facilitator(Knowledge.PROFESSION)


def make_facilitator(knowledge: Knowledge = Knowledge.LIVED, **fields: Any) -> Facilitator:
    return Facilitator.objects.create(**{"name": f"Karen {next(_number)}", "knowledge": knowledge, **fields})


def wish(name: str = "Birk", reach: str = "", **fields: Any) -> Wish:
    """What somebody writes, as the domain takes it: by e-mail where `reach` is one, else with a code."""
    return Wish(name=name, contact=Contact.EMAIL if reach else Contact.CODE, address=reach, **fields)
