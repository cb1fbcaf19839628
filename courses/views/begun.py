"""What is being written: kept on the way, dropped, shared with others or made private again."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from assessments.domain.refusals import Refused
from assessments.domain.sharing import share_reflection, unshare_reflection
from assessments.models import Attempt
from assessments.views.refusal import STATUS
from courses.domain.begun import drop_begun, save_begun
from courses.models import LessonPage
from courses.views import unsent
from courses.views.guard import posted_by, posted_to, read_form
from courses.views.lesson_page import part_address
from courses.views.lessons import show_again

SIGNED_OUT = gettext_lazy("You are signed out. The text is still here on the page: send it, then sign in.")


def _is_by_itself(request: HttpRequest) -> bool:
    """Whether the page saves while somebody writes: a script reads the answer."""
    return request.headers.get("Accept") == "application/json"


def _sign_in_first(request: HttpRequest, page: LessonPage) -> HttpResponse:
    if _is_by_itself(request):
        return JsonResponse({"message": SIGNED_OUT}, status=HTTPStatus.UNAUTHORIZED)
    return unsent.ask_to_sign_in(request, page)


def _say_no(request: HttpRequest, page: LessonPage, refusal: Refused) -> HttpResponse:
    if _is_by_itself(request):
        return JsonResponse({"message": refusal.message}, status=STATUS[refusal.why])
    return show_again(request, page, refusal)


@posted_to(LessonPage, sign_in_first=_sign_in_first, say_no=_say_no)
def save_draft(request: HttpRequest, page: LessonPage) -> HttpResponse:
    """Keep what stands in a form, or drop what was kept. A page asks with `Accept: application/json`."""
    block_id = request.POST.get("question", "")
    is_by_itself, is_dropped = _is_by_itself(request), bool(request.POST.get("drop"))
    if is_dropped:
        drop_begun(person=request.user, lesson=page, block_id=block_id)
    else:
        save_begun(
            person=request.user,
            lesson=page,
            block_id=block_id,
            fields=read_form(request),
            is_by_itself=is_by_itself,
        )
    unsent.forget(request, page, block_id)
    if is_by_itself:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    if not is_dropped:
        messages.success(request, _("Saved. Only you can see it. Go on whenever you like."))
    return HttpResponseRedirect(f"{part_address(request, page, block_id)}#{block_id}", status=303)


def _own_answer(person: User, pk: int) -> Attempt:
    """Only one's own: another's is not there."""
    return get_object_or_404(Attempt, pk=pk, person=person)


_posted_by_its_writer = posted_by(
    _own_answer,
    home=lambda _pk: reverse("development:my_learning"),
    back_label=gettext_lazy("Back to My learning"),
)


@_posted_by_its_writer
def share(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Let the others in the course read one's own reflection, or take it back."""
    if request.POST.get("share"):
        share_reflection(request.user, attempt)
    else:
        unshare_reflection(request.user, attempt)
    return _back_to(request, attempt)


def _back_to(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    page = LessonPage.objects.live().filter(pk=attempt.page_id).first()
    if page is None:
        return HttpResponseRedirect(reverse("development:my_learning"), status=303)
    block_id = str(attempt.block_id)
    return HttpResponseRedirect(f"{part_address(request, page, block_id)}#{block_id}", status=303)
