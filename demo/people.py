"""The demo people: who they are, for the sign-in page and for whoever starts the demo."""

from typing import Protocol, TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Known to everybody: these people do not exist.
PASSWORD = "laer-sammen-2026"
# The log action that notes with what a demo was loaded.
LOADED = "demo.load"


class DemoPerson(TypedDict):
    """Who can be tried: address to sign in with, name, the part they play, what to try as them."""

    email: str
    name: str
    role: str | Promise
    describes: str | Promise


DEMO_PEOPLE: list[DemoPerson] = [
    {
        "email": "assistent@example.org",
        "name": "Lone Kjær",
        "role": _("Social and health care assistant"),
        "describes": _("Sees what the work asks for and takes a lesson."),
    },
    {
        "email": "leder@example.org",
        "name": "Hanne Toft",
        "role": _("Manager"),
        "describes": _("Sees what the house lacks and which courses would help."),
    },
    {
        "email": "peer@example.org",
        "name": "Maja Lund",
        "role": _("Peer worker"),
        "describes": _("Writes lessons in the workshop."),
    },
    {
        "email": "fagperson@example.org",
        "name": "Ole Brandt",
        "role": _("Professional"),
        "describes": _("Reads along and signs."),
    },
    {
        "email": "borger@example.org",
        "name": "Birk",
        "role": _("Citizen"),
        "describes": _("Takes part in the recovery school."),
    },
    {
        "email": "koordinator@example.org",
        "name": "Stine Juhl",
        "role": _("Coordinator"),
        "describes": _("Keeps courses and requirements in order."),
    },
    {
        "email": "admin@example.org",
        "name": "Drift",
        "role": _("Administrator"),
        "describes": _("Sets the site up."),
    },
]
# A lesson needs two signatures, and nobody signs twice: these two can give the ones that are missing.
CO_SIGNERS = ["peer2@example.org", "fagperson2@example.org"]


class Output(Protocol):
    """Where lines go: a stream, or a command's own output."""

    def write(self, msg: str, /) -> object: ...


def known_password(email: str) -> str:
    """The one that everybody knows: only where the demo's people may be signed in as by anybody."""
    return PASSWORD


def print_sign_in(address: str, out: Output) -> None:
    """Write where the demo is served, who can sign in and with what, as the last lines of a start."""
    width = max(len(person["email"]) for person in DEMO_PEOPLE)
    people = [f"  {person['email']:<{width}}  {person['role']}: {person['name']}" for person in DEMO_PEOPLE]
    also = _("They can sign a lesson, too: %(people)s") % {"people": ", ".join(CO_SIGNERS)}
    password = _("Password for all of them: %(password)s") % {"password": PASSWORD}
    out.write("\n".join(["", f"Lærsammen: {address}", "", *people, f"  {also}", "", password]))
