"""Who a form was made for, signed, so that it can be told when nobody is signed in any more."""

from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

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


def is_open(request: HttpRequest, page: Any) -> bool:
    """Whether a form from this page is taken: it is live, or whoever sends it is in the middle of it.

    Where nobody is signed in any more the form itself says who.
    """
    if page.live:
        return True
    person = request.user.pk or read_sender(request.POST.get("sender", ""))
    return person is not None and page.specific.stays_open_to(int(person))
