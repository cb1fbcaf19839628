"""One's own view, a requirement at a time. Every page is about who is signed in."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.domain.refusals import FORM_IS_BROKEN, Refusal, Refused
from assessments.practice.domain.own_view import (
    Said,
    end_assessment,
    save_answer,
    start_assessment,
)
from assessments.practice.domain.own_view_reads import (
    Asked,
    OwnView,
    choices_of,
    confirmed_position,
    earlier_answer,
    has_proposals,
    read_own_view,
    then_of,
)
from assessments.practice.domain.own_view_sharing import (
    managers_of,
    readers_of,
    share_own_view,
    withdraw_own_view,
)
from assessments.practice.forms.own_view import NOT_RELEVANT, OwnAnswerForm, PreparedForm, ThenAndNowForm
from assessments.practice.views.leading import see_other
from assessments.views.refusal import STATUS

NOTHING_UNDER_WAY = gettext_lazy(
    "No self-assessment is under way. What you chose still stands here. Go back and begin one."
)


@login_required
def own_view(request: HttpRequest) -> HttpResponse:
    """Where it is begun, gone on with, looked at and shared.

    `krav` in the address names the requirement to begin with, by its code.
    """
    if request.method == "POST":
        try:
            return _act(request)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return _overview(request, STATUS[refusal.why])
    return _overview(request, HTTPStatus.OK)


def _act(request: HttpRequest) -> HttpResponse:
    act = request.POST.get("act")
    if act == "begin":
        view = read_own_view(request.user)
        if not view.asked:
            raise Refused(FORM_IS_BROKEN, Refusal.MALFORMED)
        chosen = _round_named(view, request.POST.get("round", ""))
        start_assessment(request.user, chosen)
        begun = read_own_view(request.user)
        first = begun.find(request.POST.get("krav", "")) or begun.next_open()
        return see_other("practice:own_answer", first.code) if first else see_other("practice:own_view")
    if act in ("share", "withdraw"):
        reader = request.POST.get("reader", "")
        if not reader.isascii() or not reader.isdigit() or len(reader) > 18:
            raise Refused(FORM_IS_BROKEN, Refusal.MALFORMED)
        if act == "share":
            share_own_view(request.user, int(reader))
            messages.success(request, _("Shared. You can take it back whenever you like."))
        else:
            withdraw_own_view(request.user, int(reader))
            messages.success(request, _("Taken back."))
        return see_other("practice:own_view")
    raise Refused(FORM_IS_BROKEN, Refusal.MALFORMED)


def _round_named(view: OwnView, number: str) -> Any:
    if not number:
        return None
    found = next((one for one in view.rounds if str(one.pk) == number), None)
    if found is None:
        raise Refused(_("This round is not open to you. You can still look at yourself."), Refusal.ALREADY)
    return found


def _overview(request: HttpRequest, status: int) -> HttpResponse:
    view = read_own_view(request.user)
    context = {
        "view": view,
        "next": view.next_open() if view.is_under_way else None,
        "chosen": view.find(request.GET.get("krav", "")),
        **_sharing(request),
    }
    return render(request, "practice/own_view/overview.html", context, status=status)


def _sharing(request: HttpRequest) -> dict[str, Any]:
    readers = readers_of(request.user)
    return {"readers": readers, "managers": [one for one in managers_of(request.user) if one not in readers]}


@login_required
def own_answer(request: HttpRequest, code: str) -> HttpResponse:
    """One requirement: the question, or, once it is answered, the answer beside what the job asks for."""
    view = read_own_view(request.user)
    here = view.find(code)
    if here is None:
        raise Http404
    if request.method == "POST":
        return _save(request, view, here)
    if not view.is_under_way and here.answer is None:
        address = f"{reverse('practice:own_view')}?{urlencode({'krav': here.code})}"
        return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
    if here.answer is None or (view.is_under_way and "ret" in request.GET):
        return _question(request, view, here, _form(view, here))
    return _answer(request, view, here)


def _form(view: OwnView, here: Asked, data: Any = None) -> OwnAnswerForm | ThenAndNowForm:
    answer = here.answer
    said: dict[str, Any]
    if view.assessment is not None and view.assessment.looks_back:
        said = {"then": answer.then_level, "now": answer.level} if answer else {}
        return ThenAndNowForm(data, initial=said)
    said = {}
    if answer:
        level = NOT_RELEVANT if answer.level is None else answer.level
        said = {"level": level, "wants_more": answer.wants_more, "comment": answer.comment}
    return OwnAnswerForm(data, initial=said)


def _save(request: HttpRequest, view: OwnView, here: Asked) -> HttpResponse:
    form = _form(view, here, request.POST)
    if view.assessment is None or not view.is_under_way:
        # What is written stays on the page, and the page leads to where it can be begun.
        form.add_error(None, NOTHING_UNDER_WAY)
        return _question(request, view, here, form, HTTPStatus.CONFLICT)
    if not form.is_valid():
        return _question(request, view, here, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    said = form.cleaned_data
    if isinstance(form, ThenAndNowForm):
        known = here.answer
        now = Said(
            int(said["now"]),
            int(said["then"]),
            known.wants_more if known else False,
            known.comment if known else "",
        )
    else:
        now = Said(form.chosen_level, None, said["wants_more"], said["comment"].strip())
    try:
        save_answer(request.user, view.assessment, here.requirement.id, now)
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _question(request, view, here, form, STATUS[refusal.why])
    if view.is_round_over:
        messages.info(request, _("The round has closed. Your answer is saved as your own."))
    if view.assessment.looks_back:
        following = view.next_open(here)
        return (
            see_other("practice:own_answer", following.code)
            if following
            else see_other("practice:end_own_view")
        )
    return see_other("practice:own_answer", here.code)


def _question(
    request: HttpRequest, view: OwnView, here: Asked, form: Any, status: int = HTTPStatus.OK
) -> HttpResponse:
    looks_back = view.assessment is not None and view.assessment.looks_back
    context = {
        "view": view,
        "here": here,
        "before": view.before(here),
        "skip_to": view.next_open(here),
        "form": form,
        "choices": choices_of(here.code),
        "has_proposals": has_proposals(here.code),
        "not_relevant": NOT_RELEVANT,
    }
    if looks_back:
        assert view.assessment is not None
        assert view.assessment.round is not None
        context |= {
            "then_on": then_of(view.assessment.round),
            "earlier": earlier_answer(request.user, here, view.assessment),
        }
    template = "practice/own_view/then_and_now.html" if looks_back else "practice/own_view/question.html"
    return render(request, template, context, status=status)


def _answer(request: HttpRequest, view: OwnView, here: Asked) -> HttpResponse:
    context = {
        "view": view,
        "here": here,
        "next": view.next_open(here) if view.is_under_way else None,
        "position": confirmed_position(request.user, here.requirement.id),
        **_sharing(request),
    }
    return render(request, "practice/own_view/answer.html", context)


@login_required
def end_own_view(request: HttpRequest) -> HttpResponse:
    """The last page: in a round the one question; then it is ended."""
    view = read_own_view(request.user)
    if view.assessment is None or not view.is_under_way:
        if request.method == "POST":
            messages.info(request, _("It is ended already."))
        return see_other("practice:own_view")
    form = PreparedForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "practice/own_view/end.html", {"view": view, "form": form})
    if not form.is_valid():
        context = {"view": view, "form": form}
        return render(request, "practice/own_view/end.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    prepared = form.cleaned_data["prepared"] if view.in_round else None
    end_assessment(request.user, view.assessment, prepared=prepared)
    messages.success(request, _("Thank you. Your answers are saved."))
    return see_other("practice:own_view")
