"""What the pages of talks have in common."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.domain.reads import record_read
from assessments.domain.refusals import Refused
from assessments.views.refusal import STATUS, refuse
from development.domain.talks.queries import find_talk
from development.models import Talk
from development.rules import reads_talk, takes_part


def open_for_reader(request: HttpRequest, pk: int) -> Talk:
    """The talk, for whoever may read it; for all others it is not there. A look by another is noted."""
    talk = find_talk(pk)
    if talk is None or not reads_talk(request.user, talk):
        raise Http404
    record_read(talk.person, request.user, "development.talk")
    return talk


def open_for_both(request: HttpRequest, pk: int) -> Talk:
    """The talk, for the two that it is between."""
    talk = open_for_reader(request, pk)
    if not takes_part(request.user, talk):
        raise Http404
    return talk


def open_for_person(request: HttpRequest, pk: int) -> Talk:
    """The talk, for the one that it is about and for nobody else."""
    talk = find_talk(pk)
    if talk is None or talk.person_id != request.user.pk:
        raise Http404
    return talk


def go(name: str, *args: Any) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"development:{name}", args=args), status=HTTPStatus.SEE_OTHER)


def say_no(request: HttpRequest, refusal: Refused, back: str) -> HttpResponse:
    """A page that says no and leads back. Nothing is stored."""
    return refuse(request, refusal.message, STATUS[refusal.why], back=back, back_label=_("Go back"))


def address_of(talk: Talk) -> str:
    return reverse("development:talk", args=[talk.pk])


def number_in(request: HttpRequest, name: str) -> int | None:
    """A number of a row that a form of ours has sent; None for anything else."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
