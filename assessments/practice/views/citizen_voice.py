"""Four questions to citizens: the form without an account, and the page of the staff member."""

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.practice.domain.citizen_questions import ANSWERS, QUESTIONS
from assessments.practice.domain.citizen_told import read_shown
from assessments.practice.domain.citizen_voice import (
    AnswersRefused,
    delete_answers,
    find_link,
    make_link,
    newest_link,
    read_answers,
    take_answers,
    token_of,
)
from assessments.practice.views.leading import see_other
from assessments.views.refusal import STATUS
from releases.policy import LEAST

SLIPS = 8
# The quiet zone that the standard of the code asks for, in modules (ISO/IEC 18004).
QUIET = 4


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def citizen_questions(request: HttpRequest, token: str) -> HttpResponse:
    """The form that a citizen fills in. Looking changes nothing; who is signed in here does not matter."""
    link = find_link(token)
    if link is None:
        return render(request, "practice/citizen_voice/over.html", status=404)
    if request.method != "POST":
        return _form(request, token)
    try:
        answers = read_answers({key: request.POST.getlist(key) for key in request.POST})
    except AnswersRefused as refused:
        return _form(request, token, error=str(refused.message), status=STATUS[refused.why])
    if not take_answers(link, answers):
        return render(request, "practice/citizen_voice/over.html", status=404)
    return see_other("practice:citizen_thanks")


def _form(request: HttpRequest, token: str, *, error: str = "", status: int = 200) -> HttpResponse:
    questions = [
        (question, [(key, words, request.POST.get(question.key) == key) for key, words in ANSWERS.items()])
        for question in QUESTIONS
    ]
    context = {"questions": questions, "token": token, "error": error}
    return render(request, "practice/citizen_voice/questions.html", context, status=status)


@require_safe
def citizen_thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "practice/citizen_voice/thanks.html", {"has_answered": True})


@require_safe
def citizen_no_thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "practice/citizen_voice/thanks.html", {"has_answered": False})


def _slip(request: HttpRequest, person: Any) -> dict[str, Any]:
    """The newest link that the person can hand over, as a picture and in letters, if there is one."""
    link = newest_link(person)
    if link is None:
        return {"link": None}
    address = request.build_absolute_uri(reverse("practice:citizen_questions", args=[token_of(link)]))
    matrix = segno.make_qr(address, error="m").matrix
    dots = [f"M{x} {y}h1v1h-1z" for y, line in enumerate(matrix) for x, dark in enumerate(line) if dark]
    return {"link": link, "address": address, "qr": "".join(dots), "box": len(matrix) + 2 * QUIET}


@login_required
@require_safe
def citizen_voice(request: HttpRequest) -> HttpResponse:
    """What citizens have told the person who looks, and a link to hand over. Nobody else sees it."""
    person: Any = request.user
    context = {"shown": read_shown(person), "step": LEAST, "questions": QUESTIONS, **_slip(request, person)}
    return render(request, "practice/citizen_voice/mine.html", context)


@login_required
@require_safe
def citizen_slips(request: HttpRequest) -> HttpResponse:
    """A sheet of slips to print and cut."""
    slip = _slip(request, request.user)
    if slip["link"] is None:
        return redirect("practice:citizen_voice")
    return render(request, "practice/citizen_voice/slips.html", {**slip, "slips": range(SLIPS)})


@login_required
@require_POST
def make_citizen_link(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    make_link(person)
    return see_other("practice:citizen_voice")


@login_required
@require_POST
def delete_citizen_answers(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    delete_answers(person)
    messages.success(request, _("The answers are deleted."))
    return see_other("practice:citizen_voice")
