"""Answers that could not be taken because nobody was signed in, or because the page had lain open too long.

Every form of an activity, in a lesson or a test, carries the person it was made for, signed. With that, an
answer that arrives too late is laid aside in the session, on the server, until that person is back on the
page; there it stands in the form, to be sent once more. Nothing is an answer before that, and nobody else
ever sees it.
"""

from http import HTTPStatus

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.views import csrf_failure as page_lay_open_too_long
from assessments.domain.asking import Sent
from assessments.domain.begun import has_arrived
from assessments.domain.sittings import waits_for
from assessments.models import TestSitting
from courses.domain.queries import question_blocks
from courses.models import LessonPage, TestPage
from courses.views.sender import is_open, read_sender

SIGNED_OUT = "signed_out"
TOO_LATE = "too_late"
WORDS = {
    SIGNED_OUT: _("You were signed out. Your answer is still here. Send it once more."),
    TOO_LATE: _("The page had lain open too long. Your answer is still here. Send it once more."),
}
# What a form carries besides the answer: made anew with each form.
NOT_ANSWERS = {"csrfmiddlewaretoken", "sender"}
# Where answers are sent to, and the pages that they are sent from.
ANSWERED_ON: dict[str, type[Page]] = {"courses:answer": LessonPage, "courses:answer_test": TestPage}
_KEY = "unsent_answer"


def lay_aside(request: HttpRequest, page: Page, why: str) -> bool:
    """Keep the answer in the session for the person whose form it is; False when that is nobody we know.

    Somebody else who is signed in on the same machine is not that person.
    """
    person = read_sender(request.POST.get("sender", ""))
    if person is None:
        return False
    if request.user.is_authenticated and str(request.user.pk) != person:
        return False
    fields = {key: request.POST.getlist(key) for key in request.POST if key not in NOT_ANSWERS}
    request.session[_KEY] = {
        "person": person,
        "page": page.pk,
        "block": request.POST.get("question", ""),
        "fields": fields,
        "why": why,
    }
    return True


def ask_to_sign_in(request: HttpRequest, page: Page) -> HttpResponse:
    """Lay the answer aside, and lead over the sign-in page back to its place on the page."""
    is_kept = lay_aside(request, page, SIGNED_OUT)
    return redirect_to_login(f"{page.url}#{request.POST.get('question', '')}" if is_kept else page.url)


def take_up(request: HttpRequest, page: LessonPage) -> Sent | None:
    """The answer that was laid aside for this person on this lesson."""
    sent = _waiting(request, page)
    block = question_blocks(page).get(sent.block_id) if sent else None
    if sent is None or block is None:
        return None
    if has_arrived(request.user, block, sent.fields):
        # It arrived after all, before the answer to it was lost.
        forget(request, page, sent.block_id)
        return None
    return sent


def take_up_in_test(request: HttpRequest, page: TestPage, sitting: TestSitting | None) -> Sent | None:
    """The answer that was laid aside for this person's open try. One from a try that is over is dropped."""
    sent = _waiting(request, page)
    if sent is None or (sitting is not None and waits_for(sitting, sent)):
        return sent
    forget(request, page, sent.block_id)
    return None


def _waiting(request: HttpRequest, page: Page) -> Sent | None:
    """What was laid aside for this person on this page. What another left behind is dropped."""
    kept = request.session.get(_KEY)
    if kept is None:
        return None
    if kept["person"] != str(request.user.pk):
        del request.session[_KEY]
        return None
    if kept["page"] != page.pk:
        return None
    return Sent(block_id=kept["block"], fields=kept["fields"], unsent=str(WORDS[kept["why"]]))


def forget(request: HttpRequest, page: Page, block_id: str) -> None:
    """The answer to this question was taken, or is not wanted any more."""
    kept = request.session.get(_KEY)
    if kept is not None and (kept["page"], kept["block"]) == (page.pk, block_id):
        del request.session[_KEY]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form with an old token. An answer in it is laid aside; for all else there is a page that says so.

    No other site can bring this about in somebody's name: it would have to know their signed `sender`.
    """
    match = request.resolver_match
    kind = ANSWERED_ON.get(match.view_name) if match is not None else None
    if match is not None and kind is not None:
        page = kind.objects.filter(pk=match.kwargs["pk"]).first()
        if page is not None and is_open(request, page) and lay_aside(request, page, TOO_LATE):
            anchor = request.POST.get("question", "")
            return HttpResponseRedirect(f"{page.url}#{anchor}", status=HTTPStatus.SEE_OTHER)
    return page_lay_open_too_long(request, reason)
