"""The key a frame without cookies plays with: signed, for one person, content and enrolment, for hours."""

import time
from dataclasses import dataclass

from django.conf import settings
from django.core import signing

# Without a time in the signature, unlike `signing.dumps`: the same play gets the same token for hours.
SIGNER = signing.Signer(salt="assessments.h5p.play")


class TokenRefused(Exception):
    """Not signed by us, or its time is over."""


@dataclass(frozen=True, slots=True)
class Play:
    """Who plays which version, by which enrolment. None: an author looks, and nothing counts."""

    person_id: int
    version_id: int
    enrolment_id: int | None


def make_token(play: Play) -> str:
    """A token for this play, the same one for some hours, so that a browser may keep what it has fetched.

    It holds for at least `H5P_TOKEN_HOURS` and for at most twice as long.
    """
    hours = settings.H5P_TOKEN_HOURS * 3600
    until = (int(time.time()) // hours + 2) * hours
    return SIGNER.sign_object([play.person_id, play.version_id, play.enrolment_id, until])


def read_token(token: str) -> Play:
    """What the token says. Raises `TokenRefused` for one that is not ours or is too old."""
    try:
        person_id, version_id, enrolment_id, until = SIGNER.unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        raise TokenRefused from None
    if until <= time.time():
        raise TokenRefused
    return Play(person_id, version_id, enrolment_id)
