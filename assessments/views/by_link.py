"""Pages that a link opens without signing in: its address is a key."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def told_to_nobody(view: View) -> View:
    """The address is a key: no page gets it as a referrer, no search engine and no browser keeps it."""

    @wraps(view)
    def answer(request: HttpRequest, token: str, **rest: str) -> HttpResponse:
        response = view(request, token, **rest)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return answer
