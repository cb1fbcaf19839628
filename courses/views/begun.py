"""What is being written: kept on the way, dropped, shared with others or made private again."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.domain.activities import AnswerRefused
from assessments.domain.begun import AlreadySent
from assessments.domain.sharing import (
    NotShareable,
    share_reflection,
    unshare_reflection,
    withdraw_request,
)
from assessments.models import Attempt
from courses.domain.begun import drop_begun, save_begun
from courses.domain.enrolment import NotEnrolled
from courses.models import LessonPage
from courses.views import unsent
from courses.views.lesson_page import part_address
from courses.views.lessons import TOO_LONG, show_again
from courses.views.refusal import not_enrolled, post_only, refuse

SIGNED_OUT = gettext_lazy("You are signed out. The text is still here on the page: send it, then sign in.")
SENT_ALREADY = gettext_lazy("It has been sent already.")
STAYS_PRIVATE = gettext_lazy("What is written here stays with you. It cannot be shared.")


@post_only
def save_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what stands in a form, or drop what was kept. A page asks with `Accept: application/json`."""
    page = get_object_or_404(LessonPage.objects.live(), pk=pk)
    block_id = request.POST.get("question", "")
    is_by_itself = request.headers.get("Accept") == "application/json"

    def say_no(message: str | Promise, status: int) -> HttpResponse:
        if is_by_itself:
            return JsonResponse({"message": str(message)}, status=status)
        return refuse(request, message, status, back=page.url, back_label=_("Back to the lesson"))

    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.ANSWER_MAX_BYTES:
        return say_no(TOO_LONG, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if not request.user.is_authenticated:
        if is_by_itself:
            return say_no(SIGNED_OUT, HTTPStatus.UNAUTHORIZED)
        return unsent.ask_to_sign_in(request, page)
    try:
        if request.POST.get("drop"):
            drop_begun(person=request.user, lesson=page, block_id=block_id)
        else:
            save_begun(
                person=request.user,
                lesson=page,
                block_id=block_id,
                fields=request.POST,
                is_by_itself=is_by_itself,
            )
    except NotEnrolled:
        if is_by_itself:
            return HttpResponse(status=HTTPStatus.FORBIDDEN)
        return not_enrolled(request, page.course_path)
    except AlreadySent:
        return say_no(SENT_ALREADY, HTTPStatus.CONFLICT)
    except AnswerRefused as refusal:
        if refusal.status == HTTPStatus.UNPROCESSABLE_ENTITY and not is_by_itself:
            return show_again(request, page, block_id, refusal)
        return say_no(refusal.message, refusal.status)
    unsent.forget(request, page, block_id)
    if is_by_itself:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    if not request.POST.get("drop"):
        messages.success(request, _("Saved. Only you can see it. Go on whenever you like."))
    return HttpResponseRedirect(f"{part_address(request, page, block_id)}#{block_id}", status=303)


@post_only
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the others in the course read one's own reflection, or take it back."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("development:my_learning"))
    attempt = get_object_or_404(Attempt, pk=pk, person=request.user)
    try:
        if request.POST.get("share"):
            share_reflection(request.user, attempt)
        else:
            unshare_reflection(request.user, attempt)
    except NotShareable:
        return refuse(request, STAYS_PRIVATE, HTTPStatus.BAD_REQUEST)
    return _back_to(request, attempt)


@post_only
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that a colleague was asked to look on."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("development:my_learning"))
    attempt = get_object_or_404(Attempt, pk=pk, person=request.user)
    withdraw_request(request.user, attempt)
    return _back_to(request, attempt)


def _back_to(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    page = LessonPage.objects.live().filter(pk=attempt.page_id).first()
    if page is None:
        return HttpResponseRedirect(reverse("development:my_learning"), status=303)
    block_id = str(attempt.block_id)
    return HttpResponseRedirect(f"{part_address(request, page, block_id)}#{block_id}", status=303)
