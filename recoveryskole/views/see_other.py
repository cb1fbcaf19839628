from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse


def see_other(address: str) -> HttpResponse:
    """Send them there to read, whatever was sent here (303)."""
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


def see(name: str, *args: object) -> HttpResponse:
    """Send them to one of the school's pages, by its name."""
    return see_other(reverse(f"recoveryskole:{name}", args=args))
