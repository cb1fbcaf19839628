"""What every page shows: the person's places, the calm view, and the demo people on the sign-in page."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.languages import in_language, place
from accounts.models import User
from accounts.rules import is_in_workshop, opens_cms
from demo.people import DEMO_PEOPLE, DemoPerson
from recoveryskole.domain.facilitators import facilitator_of
from reports.rules import reads_released


@dataclass(frozen=True)
class Place:
    """One entry of the main menu."""

    title: str
    href: str
    is_current: bool


def places(request: HttpRequest) -> dict[str, Any]:
    """Add the header's places, the calm view's state and, on the demo's sign-in page, its people.

    The values are lazy: the CMS and fragments of pages use none of them and ask the database nothing.
    A page costs at most two queries for them (groups, led workplaces), read once for each request.
    """
    context = {
        "places": SimpleLazyObject(lambda: _places(request)),
        "addresses": SimpleLazyObject(lambda: _addresses(request)),
        "is_calm": SimpleLazyObject(lambda: _is_calm(request)),
        "has_demo_sign_in": settings.DEMO_SIGN_IN,
    }
    if settings.DEMO_SIGN_IN and request.path == reverse("account_login"):
        context["demo_people"] = SimpleLazyObject(_demo_people)
    return context


def _places(request: HttpRequest) -> list[Place]:
    addresses = [
        (_("Front page"), place("")),
        (_("Courses"), place("kurser/")),
        (_("The recovery school"), place("recoveryskole/")),
    ]
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        addresses.append((_("My learning"), reverse("development:my_learning")))
        if facilitator_of(user):
            addresses.append((_("The school's teams"), reverse("recoveryskole:taught")))
        if is_in_workshop(user):
            addresses.append((pgettext("place", "Workshop"), reverse("cocreation:drafts")))
        if reads_released(user):
            addresses.append((_("Reports"), reverse("reports:index")))
        if opens_cms(user):
            addresses.append((_("CMS"), reverse("wagtailadmin_home")))
    # Of places inside each other the innermost is where one is.
    current = max((href for _title, href in addresses if _is_in(request.path, href)), key=len, default=None)
    return [Place(title, href, href == current) for title, href in addresses]


def _addresses(request: HttpRequest) -> dict[str, str]:
    """This page's path in each language, without what was asked of it."""
    return {code: in_language(request.path, code) for code, _name in settings.LANGUAGES}


def _is_in(path: str, href: str) -> bool:
    return path == href or (href != place("") and path.startswith(href))


def _is_calm(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return bool(user.calm_mode)
    session = getattr(request, "session", None)
    return bool(session and session.get("calm"))


def _demo_people() -> list[DemoPerson]:
    """The demo people that exist, in the order above: e-mail, name, role and what they can try."""
    emails = [person["email"] for person in DEMO_PEOPLE]
    people = User.objects.filter(email__in=emails, is_active=True)
    names = dict(people.values_list("email", "display_name"))
    return [{**person, "name": names[person["email"]]} for person in DEMO_PEOPLE if person["email"] in names]
