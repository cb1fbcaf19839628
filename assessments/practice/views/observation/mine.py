"""A person's own pages: ask somebody to look on, see what became of it, read and sign."""

from typing import Any

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from assessments.domain.refusals import Refusal, Refused
from assessments.models import Attempt
from assessments.practice.domain.needs import read_to_choose
from assessments.practice.domain.observation.asking import (
    ask_for_observation,
    requirements_of_page,
    withdraw,
)
from assessments.practice.domain.observation.queries import observations_of, read_observation, read_rise
from assessments.practice.domain.observation.signing import send_back, sign
from assessments.practice.forms.observation import AnswerForm, AskForm
from assessments.practice.models import Observation
from assessments.practice.views.observation.shown import (
    is_taken,
    line_of,
    read_form,
    say_no,
    show_form,
    told_of,
)
from competences.enums import Level
from competences.models import Competence


@login_required
@require_safe
def observations(request: HttpRequest) -> HttpResponse:
    """All that was asked for about who is signed in, what waits for them first."""
    lines = [line_of(row) for row in observations_of(request.user)]
    lines.sort(key=lambda line: (not line["waits_for_person"], not line["is_open"]))
    return render(request, "practice/observation/mine.html", {"lines": lines})


@login_required
@rate_limit(action="observation_ask")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Choose a requirement, then whom to ask. From a practice task the requirement is its page's."""
    attempt = _own_attempt(request)
    competence = _named(request, attempt)
    if competence is None:
        return choose(request, request.user)
    return answer_ask(request, request.user, competence, attempt)


def choose(request: HttpRequest, person: User) -> HttpResponse:
    """What is to be seen: what the person's work asks for first. The choice comes back as `?krav=`."""
    context = {"person": person, "is_own": request.user == person, "choices": read_to_choose(person)}
    return render(request, "practice/observation/choose.html", context)


def answer_ask(
    request: HttpRequest, person: User, competence: Competence, attempt: Attempt | None = None
) -> HttpResponse:
    """The form to ask with, for oneself or, as a manager, for another; sent, the request."""
    is_own = request.user == person
    done = reverse("practice:observations") if is_own else request.get_full_path()
    context = {"person": person, "competence": competence, "is_own": is_own, "attempt": attempt}
    template = "practice/observation/ask.html"
    arguments: dict[str, Any] = {"person": person, "competence": competence}
    if request.method != "POST":
        return show_form(request, template, AskForm(**arguments), context)
    form = read_form(request, AskForm, **arguments)
    if not is_taken(request, form):
        return show_form(request, template, form, context)
    assert isinstance(form, AskForm)
    try:
        ask_for_observation(
            person,
            competence,
            form.asked(),
            asked_by=request.user,
            note=form.cleaned_data["note"],
            attempt=attempt,
        )
    except Refused as refusal:
        if refusal.why is not Refusal.MALFORMED:
            return say_no(request, refusal, done)
        form.add_error("whom", str(refusal.message))
        return show_form(request, template, form, context)
    messages.success(request, _("They have got a mail. You see here what comes of it."))
    return redirect(done)


def _own_attempt(request: HttpRequest) -> Attempt | None:
    number = request.GET.get("svar", "")
    if not number.isdecimal() or len(number) > 18:
        return None
    return Attempt.objects.filter(pk=number, person=request.user, activity="practice_task").first()


def named_by_code(request: HttpRequest) -> Competence | None:
    """The requirement whose code the address says (`?krav=`); None where it says none. Http404 for others."""
    code = request.GET.get("krav", "")
    if not code:
        return None
    found = Competence.objects.current().requirements().filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _named(request: HttpRequest, attempt: Attempt | None) -> Competence | None:
    """The requirement that the address names, by its code or by the page of a practice task."""
    named, page = named_by_code(request), request.GET.get("side", "")
    if named is not None:
        return named
    number = attempt.page_id if attempt else int(page) if page.isdecimal() and len(page) <= 18 else None
    if number is None:
        return None
    known = Competence.objects.current().requirements().in_bulk(requirements_of_page(number)[:1])
    return next(iter(known.values()), None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def observation(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own: read it, say something to it, sign it, send it back, or take it back."""
    row = read_observation(pk)
    if row is None or row.person != request.user or row.competence is None:
        raise Http404
    if request.method == "POST":
        return _answer(request, row)
    return _show(request, row, AnswerForm(initial={"comment": row.comment, "read": row.observer_signed}))


def _show(request: HttpRequest, row: Observation, form: Any) -> HttpResponse:
    line = line_of(row)
    context = {**line, "told": told_of(row), "act": request.POST.get("act", "")}
    if line["waits_for_person"]:
        rise = read_rise(row)
        context |= {"rise": rise, "before": Level(rise.before).label, "after": Level(rise.after).label}
    return show_form(request, "practice/observation/mine_one.html", form, context)


def _answer(request: HttpRequest, row: Observation) -> HttpResponse:
    here = reverse("practice:observation", args=[row.pk])
    act = request.POST.get("act", "")
    form = read_form(request, AnswerForm)
    try:
        if act == "withdraw":
            withdraw(row, request.user)
            return redirect("practice:observations")
        if not is_taken(request, form):
            return _show(request, row, form)
        comment = form.cleaned_data["comment"]
        if act == "send_back":
            send_back(row, comment, by=request.user)
            messages.success(request, _("They have got a mail about it."))
            return redirect(here)
        sign(row, form.cleaned_data["read"], comment, by=request.user)
    except Refused as refusal:
        if refusal.why is not Refusal.TO_MEND:
            return say_no(request, refusal, here)
        form.add_error("comment", str(refusal.message))
        return _show(request, row, form)
    messages.success(request, _("You have both signed. It counts from today."))
    return redirect(here)
