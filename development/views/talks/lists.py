"""The talks of whoever is signed in, and for managers those of their people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.domain.reads import record_reads
from accounts.models import User
from accounts.rules import is_manager
from assessments.domain.refusals import FORM_IS_BROKEN, Refusal, Refused
from assessments.practice.domain.own_view_sharing import managers_of
from courses.views.refusal import post_only
from development.domain.talks.opening import open_talk
from development.domain.talks.people import own_people
from development.domain.talks.queries import own_talks, shown_talks
from development.domain.talks.refusals import NotYourManager
from development.views.talks.shown import go, number_in, say_no


@login_required
@require_safe
def talks(request: HttpRequest) -> HttpResponse:
    """One's own talks, and who leads one; for a manager the people they lead, and nobody else's."""
    mine, managers = own_talks(request.user), managers_of(request.user)
    going_on = {line.talk.manager_id for line in mine if line.talk.ended_at is None and not line.is_agreed}
    people, shown = [], []
    if is_manager(request.user):
        people, shown = own_people(request.user), shown_talks(request.user)
        read = [*(one.person.pk for one in people), *(talk.person_id for talk in shown)]
        record_reads(read, request.user, "development.talks")
    context = {
        "mine": mine,
        "managers": [one for one in managers if one.pk not in going_on],
        "is_led": bool(managers),
        "is_manager": is_manager(request.user),
        "people": people,
        "shown": shown,
    }
    return render(request, "development/talks/talks.html", context)


@post_only
@login_required
def begin(request: HttpRequest) -> HttpResponse:
    """A person begins with a manager (`manager`), or a manager with one of their people (`person`)."""
    try:
        manager, person = number_in(request, "manager"), number_in(request, "person")
        if (manager is None) == (person is None):
            raise Refused(FORM_IS_BROKEN, Refusal.MALFORMED)
        other = User.objects.here().filter(pk=manager or person).first()
        if other is None:
            raise NotYourManager
        if person is None:
            talk = open_talk(request.user, other, by=request.user)
        else:
            talk = open_talk(other, request.user, by=request.user)
    except Refused as refusal:
        return say_no(request, refusal, reverse("development:talks"))
    messages.success(request, _("The talk is begun. You can both prepare it."))
    return go("talk", talk.pk)
