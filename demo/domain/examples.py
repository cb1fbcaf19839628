"""Some examples of levels are signed by both, some by one, and the rest wait."""

from accounts.enums import Role
from accounts.models import User
from assessments.practice.domain.example_signatures import sign_examples
from assessments.practice.domain.examples import fingerprint

BOTH = ("L.1", "R1.1", "R3.3")
ONE = ("M.1", "R2.2")


def sign_some_examples(peer: User, professional: User) -> None:
    """The two who sign in the demo have begun to read."""
    for code in (*BOTH, *ONE):
        sign_examples(peer, code, Role.LIVED_EXPERIENCE, seen=fingerprint(code))
    for code in BOTH:
        sign_examples(professional, code, Role.PROFESSIONAL, seen=fingerprint(code))
