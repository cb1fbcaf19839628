"""Plain makers of links to a profile."""

import secrets
from typing import Any

from django.urls import reverse

from accounts.models import User
from development.domain.shares import MadeShare, make_share


def form_id() -> str:
    return secrets.token_hex(16)


def share(person: User, **fields: Any) -> MadeShare:
    """A link to the person's profile, for 30 days and without their own view unless `fields` say so."""
    said = {"form_id": form_id(), "days": 30, "with_own_view": False, **fields}
    return make_share(person, **said)


def path_of(made: MadeShare) -> str:
    return reverse("development:shared_profile", args=[made.token])
