"""Rounds of own views, for coordinators: open one, see how many have answered, close it. Never who."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.rules import is_coordinator
from assessments.domain.refusals import Refused
from assessments.practice.domain.own_view_rounds import close_round, open_round, rated_rounds
from assessments.practice.forms.own_view import RoundForm
from assessments.practice.views.leading import see_other


@login_required
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds with their response rates, and the form that opens one."""
    if not is_coordinator(request.user):
        raise PermissionDenied
    status = HTTPStatus.OK
    form = RoundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form.is_valid():
            try:
                return _open(request, form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, refusal.message)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    now = timezone.now()
    rows = [
        {"round": one, "rate": rate, "is_open": one.is_open_at(now), "is_over": one.closes_at <= now}
        for one, rate in rated_rounds()
    ]
    return render(request, "practice/own_view/rounds.html", {"rows": rows, "form": form}, status=status)


def _open(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    """Raises `RoundRefused`."""
    open_round(
        said["workplace"],
        said["kind"],
        opens_on=said["opens_on"],
        closes_on=said["closes_on"],
        reminder_days=said["reminder_days"],
        by=request.user,
    )
    messages.success(request, _("The round is made. It opens and closes by itself."))
    return see_other("practice:rounds")


@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask before a round is closed before its day; a POST closes it."""
    if not is_coordinator(request.user):
        raise PermissionDenied
    found = rated_rounds(pk=pk)
    if not found:
        raise Http404
    a_round, rate = found[0]
    now = timezone.now()
    if request.method == "POST":
        if a_round.closes_at > now:
            close_round(a_round, by=request.user)
            messages.success(request, _("The round is closed. Later answers are people's own."))
        return see_other("practice:rounds")
    context = {"round": a_round, "rate": rate, "is_over": a_round.closes_at <= now}
    return render(request, "practice/own_view/close_round.html", context)
