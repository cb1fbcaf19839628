"""How often somebody may try to sign in, so that nobody can lock out another (docs/decisions/limits.md)."""

import secrets

from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.addresses import client_address
from accounts.policy import DEVICE_IS_KNOWN, MOST_PEOPLE_AT_A_DEVICE

# Rates are those of ACCOUNT_RATE_LIMITS, by these names.
KNOWN, HERE, ANYWHERE = "sign_in_known", "sign_in_here", "sign_in_anywhere"
COOKIE = "device"
SALT = "accounts.device"


def take_try(request: HttpRequest, email: str) -> RateLimitUsage | None:
    """Count one try at the account; None: there were too many. Give it back where the password was right.

    A device where the person has signed in before has a count of its own, that strangers cannot use up. All
    others are counted by account and address, by address, and by account.
    """
    number = _number_if_known(request, email)
    if number:
        return _consume(request, KNOWN, f"{number}:{_mark(email)}")
    here = _consume(request, HERE, f"{client_address(request)}:{_mark(email)}")
    anywhere = here and _consume(request, ANYWHERE, _mark(email))
    return RateLimitUsage(usage=[*here.usage, *anywhere.usage]) if here and anywhere else None


def know_device(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Let the browser keep that this person has signed in at it. Nobody can read from it who that is."""
    number, people = _read(request)
    mark = _mark(email)
    people = [mark, *(one for one in people if one != mark)][:MOST_PEOPLE_AT_A_DEVICE]
    response.set_cookie(
        COOKIE,
        signing.dumps([number or secrets.token_urlsafe(12), people], salt=SALT),
        max_age=DEVICE_IS_KNOWN,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def know_visit(request: HttpRequest, email: str) -> None:
    """Let the person try from here as from a known device: they have come by a link in their own mail."""
    request.session[COOKIE] = [secrets.token_urlsafe(12), [_mark(email)]]


def _consume(request: HttpRequest, action: str, key: str) -> RateLimitUsage | None:
    return ratelimit.consume(request, app="allauth.account", action=action, key=key)


def _number_if_known(request: HttpRequest, email: str) -> str:
    mark = _mark(email)
    for number, people in (_read(request), request.session.get(COOKIE, ("", []))):
        if any(constant_time_compare(mark, one) for one in people):
            return str(number)
    return ""


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    """The number of the device, and the marks of those who have signed in at it; a new one has neither."""
    try:
        number, people = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=DEVICE_IS_KNOWN)
    except signing.BadSignature:
        return "", []
    return number, people


def _mark(email: str) -> str:
    """What stands for an account: the same whether there is one or not, and no way back to the e-mail."""
    return salted_hmac(SALT, email.strip().lower(), algorithm="sha256").hexdigest()[:16]
