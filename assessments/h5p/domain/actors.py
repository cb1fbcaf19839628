"""Who did it, as statements say: an account name that tells nobody but us who it is."""

from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.models import User


def account_name(person: User) -> str:
    """One name for each person: always the same, and not to be guessed or turned back without our key.

    It is 40 hexadecimal digits. A new `SECRET_KEY` gives everybody a new one.
    """
    return salted_hmac("assessments.h5p.actor", str(person.pk), algorithm="sha256").hexdigest()[:40]


def actor_of(person: User) -> dict[str, object]:
    """The person as an xAPI agent with an account (xAPI 1.0.3, Data 2.4.2.4): no name, no e-mail address."""
    return {
        "objectType": "Agent",
        "account": {"homePage": settings.WAGTAILADMIN_BASE_URL, "name": account_name(person)},
    }
