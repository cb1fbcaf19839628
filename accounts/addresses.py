"""Where a request comes from: asked here, and nowhere else."""

from allauth.core.internal.httpkit import get_client_ip
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

# One name for all of whom nothing is known, such as behind a socket without a proxy that says.
UNKNOWN = "unknown"


def client_address(request: HttpRequest) -> str:
    """The client's address, as the last of our own proxies saw it (`TRUSTED_PROXY_COUNT`).

    What a client says of itself in X-Forwarded-For is not believed. Where fewer proxies have spoken than we
    count, somebody has gone round one: they share the address of whoever spoke to us.
    """
    try:
        return get_client_ip(request) or UNKNOWN
    except ImproperlyConfigured:
        return request.META.get("REMOTE_ADDR") or UNKNOWN
