"""Asking for a record of what one has learnt, and deleting it. Always about whoever is signed in."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.views.refusal import post_only
from development.domain.own_record import ask_for_record, delete_record


@post_only
@login_required
def ask(request: HttpRequest) -> HttpResponse:
    """From now on there is a record."""
    ask_for_record(request.user)
    messages.success(request, _("You have a record now. It is yours alone."))
    return HttpResponseRedirect(reverse("development:profile"), status=HTTPStatus.SEE_OTHER)


@post_only
@login_required
def delete(request: HttpRequest) -> HttpResponse:
    """The record is gone."""
    delete_record(request.user)
    messages.success(request, _("Your record is deleted."))
    return HttpResponseRedirect(reverse("development:profile"), status=HTTPStatus.SEE_OTHER)
