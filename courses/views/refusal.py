"""Saying no: a proper page, in plain words, with the right status and a way on."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from courses.domain.enrolment import Locked

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


def not_enrolled(request: HttpRequest, course_path: str) -> HttpResponse:
    """For whoever does not take the course: its page is the way in."""
    course = Page.objects.filter(path=course_path).first()
    return refuse(
        request,
        _("You have to be enrolled in the course to answer. Enrol on the course's page."),
        HTTPStatus.FORBIDDEN,
        back=course.url if course else "/kurser/",
        back_label=_("Go to the course"),
    )


def locked(request: HttpRequest, refusal: Locked) -> HttpResponse:
    """Something is to be taken first: the page leads there."""
    first = refusal.missing[0]
    return refuse(
        request,
        refusal.message,
        HTTPStatus.CONFLICT,
        back=first.url or "/kurser/",
        back_label=_("Go to »%(title)s«") % {"title": first.title},
    )


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
