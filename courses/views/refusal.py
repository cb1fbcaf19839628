"""Saying no: a proper page, in plain words, with the right status and a way on."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.languages import place
from assessments.domain.refusals import Refused
from assessments.views.refusal import STATUS
from assessments.views.refusal import refuse as refuse_and_lead
from courses.domain.enrolment import Locked, NotEnrolled
from courses.domain.lessons import LessonClosed

TO_COURSES = _("Go to the courses")


def refuse(
    request: HttpRequest,
    message: str | Promise,
    status: int,
    *,
    back: str = "",
    back_label: str | Promise = TO_COURSES,
) -> HttpResponse:
    """A page that says `message` and leads back, or to the catalogue. Nothing must have been stored."""
    return refuse_and_lead(request, message, status, back=back or place("kurser/"), back_label=back_label)


def say_no(
    request: HttpRequest, refusal: Refused, *, back: str = "", back_label: str | Promise = TO_COURSES
) -> HttpResponse:
    """The page for what the domain refused. Where there is a better way on than back, it leads there."""
    if isinstance(refusal, NotEnrolled):
        course = Page.objects.filter(path=refusal.course_path).first()
        back, back_label = course.url if course else "", _("Go to the course")
    elif isinstance(refusal, Locked):
        first = refusal.missing[0]
        back, back_label = first.url or "", _("Go to »%(title)s«") % {"title": first.title}
    elif isinstance(refusal, LessonClosed):
        back, back_label = "", TO_COURSES
    return refuse(request, refusal.message, STATUS[refusal.why], back=back, back_label=back_label)


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
