"""Saying no: a proper page, in plain words, with the right status and a way on."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TO_COURSES = _("Go to the courses")


def refuse(
    request: HttpRequest,
    message: str | Promise,
    status: int,
    *,
    back: str = "/kurser/",
    back_label: str | Promise = TO_COURSES,
) -> HttpResponse:
    """A page that says `message` and leads back. Nothing must have been stored."""
    context = {"message": message, "back": back, "back_label": back_label}
    return render(request, "courses/refused.html", context, status=status)


def post_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Like `require_POST`, but whoever followed such an address by hand gets a page and not an empty one."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return view(request, *args, **kwargs)
        response = refuse(
            request, _("There is nothing to read at this address."), HTTPStatus.METHOD_NOT_ALLOWED
        )
        response.headers["Allow"] = "POST"
        return response

    return inner
