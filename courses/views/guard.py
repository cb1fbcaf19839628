"""The doors of a course: who may come in, and where everybody else is led."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from assessments.domain.activities import Filled
from assessments.domain.refusals import Refused
from courses.domain.enrolment import take_first
from courses.domain.kept import is_kept_for
from courses.domain.outline import CourseOutline
from courses.models import CoursePage, LessonPage, ModulePage, TestPage
from courses.rules import is_enrolled
from courses.views.refusal import TO_COURSES, post_only
from courses.views.refusal import say_no as tell
from courses.views.sender import is_open

Thing = TypeVar("Thing")

BACK_LABELS: dict[type[Page], Promise] = {
    CoursePage: _("Go to the course"),
    ModulePage: _("Go to the course"),
    LessonPage: _("Back to the lesson"),
    TestPage: _("Back to the test"),
}


class SignInFirst(Protocol):
    """What happens to a form that nobody signed in has sent to a page."""

    def __call__(self, request: HttpRequest, page: Any) -> HttpResponse: ...


class SayNo(Protocol):
    """How a form is told that it was not taken."""

    def __call__(self, request: HttpRequest, page: Any, refusal: Refused) -> HttpResponse: ...


def lead_back(request: HttpRequest, page: Page, refusal: Refused) -> HttpResponse:
    """The page that says no, and leads back to where the form stands."""
    return tell(request, refusal, back=page.url, back_label=BACK_LABELS[type(page)])


def _sign_in_first(request: HttpRequest, page: Page) -> HttpResponse:
    return redirect_to_login(page.url)


def posted_to(
    kind: type[Page],
    *,
    sign_in_first: SignInFirst = _sign_in_first,
    say_no: SayNo = lead_back,
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """For a view of what somebody sends to a page of this kind that is open to them: it gets both.

    Whoever is not signed in is led to that first. Whatever the domain refuses is told by `say_no`.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @post_only
        @wraps(view)
        def inner(request: HttpRequest, pk: int) -> HttpResponse:
            page = get_object_or_404(kind, pk=pk)
            if not is_open(request, page):
                raise Http404
            if not request.user.is_authenticated:
                return sign_in_first(request, page)
            try:
                return view(request, page)
            except Refused as refusal:
                return say_no(request, page, refusal)

        return inner

    return decorate


def posted_by(
    find: Callable[[User, int], Thing], home: Callable[[int], str], back_label: str | Promise = TO_COURSES
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """For a view of what somebody sends about a thing of theirs: `find` gives it by its number, or says 404.

    `home` is where it is shown: whoever is not signed in is led there by way of that, and a refusal leads
    back there.
    """

    def decorate(view: Callable[[HttpRequest, Thing], HttpResponse]) -> Callable[..., HttpResponse]:
        @post_only
        @wraps(view)
        def inner(request: HttpRequest, pk: int) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(home(pk))
            thing = find(request.user, pk)
            try:
                return view(request, thing)
            except Refused as refusal:
                return tell(request, refusal, back=home(pk), back_label=back_label)

        return inner

    return decorate


def lead_away(
    request: HttpRequest, page: LessonPage | TestPage, outline: CourseOutline, enrol_first: str
) -> HttpResponse | None:
    """Where somebody is led who may not see this part of a live course yet; None: they may.

    `enrol_first` is said to whoever does not take the course.
    """
    assert outline.course is not None, "the caller has seen that the course is live"
    module = outline.module_of(page)
    if outline.enrolment_id is None or not is_enrolled(request.user, outline):
        messages.info(request, enrol_first)
    elif module is not None and module.is_locked:
        messages.info(request, take_first(required.page for required in module.missing))
    else:
        return None
    return redirect(outline.course.url)


def lead_to_course(request: HttpRequest, page: LessonPage | ModulePage) -> HttpResponse:
    """Where those who take the course are led from a part of it that was taken down; Http404 for others."""
    course = CoursePage.objects.filter(path=page.course_path).first()
    if course is None or not request.user.is_authenticated or not is_kept_for(course, request.user):
        raise Http404
    if course.live:
        messages.info(request, _("»%(title)s« is taken down at the moment.") % {"title": page.title})
    return redirect(course.url)


def read_form(request: HttpRequest) -> Filled:
    """What stands in the form that was sent: plain texts, out of the form's clothes."""
    return dict(request.POST.lists())
