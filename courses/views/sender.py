"""Who a form was made for, signed, so that it can be told when nobody is signed in any more."""

from typing import Any

from django.core.signing import BadSignature, Signer

_signer = Signer(salt="courses.sender")


def sender_of(person: Any) -> str:
    """The person as a form carries them: no page but ours can say it."""
    return _signer.sign(str(person.pk))


def read_sender(text: str) -> str | None:
    """The person's id, as text; None where we did not sign it."""
    try:
        return _signer.unsign(text)
    except BadSignature:
        return None
