"""Signatures on the examples of levels."""

from accounts.enums import SIGNING_ROLES
from accounts.models import User
from assessments.practice.domain.example_signatures import sign_examples
from assessments.practice.domain.examples import fingerprint
from tests.factories.accounts import make_person


def sign_both(code: str) -> tuple[User, User]:
    """Two people sign the requirement's examples: lived experience, and a professional."""
    experienced, professional = (make_person(role) for role in SIGNING_ROLES)
    for person, role in zip((experienced, professional), SIGNING_ROLES, strict=True):
        sign_examples(person, code, role, seen=fingerprint(code))
    return experienced, professional
