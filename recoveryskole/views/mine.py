"""One's own page: places that somebody keeps, the calendar's address, the plan, and leaving with all of it.

Only whoever is signed in reads it, and of their own. A GET never acts: what is gone is left out, and falls
away from the table by the clock.
"""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.languages import bare_reverse
from accounts.models import User
from assessments.domain.refusals import FORM_IS_BROKEN
from assessments.views.refusal import STATUS, refuse
from recoveryskole.domain.kept import forget_all, is_kept, keep_place, read_kept, take_off
from recoveryskole.domain.own_calendars import CalendarChanged, calendar_of, make, stop
from recoveryskole.domain.own_plans import kept_root
from recoveryskole.forms.own import CalendarForm
from recoveryskole.models import SignUp
from recoveryskole.views.linked import by_link, form_key, gone, open_here, was_asked
from recoveryskole.views.open_plans import close_plan, is_open_plan
from recoveryskole.views.see_other import see


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What somebody keeps, for themselves alone."""
    return _show(request, request.user)


@never_cache
@login_required
@require_POST
def make_calendar(request: HttpRequest) -> HttpResponse:
    """Make a new address and tell it, once. Sent again, it is told again; the old one has stopped."""
    form = CalendarForm(request.POST)
    back = {"back": reverse("recoveryskole:mine"), "back_label": _("My places")}
    if not form.is_valid():
        return refuse(request, FORM_IS_BROKEN, HTTPStatus.BAD_REQUEST, **back)
    said = form.cleaned_data
    try:
        token = make(request.user, said["key"], read=said["read"])
    except CalendarChanged as refused:
        return refuse(request, refused.message, STATUS[refused.why], **back)
    return _show(request, request.user, address=calendar_address(request, token))


@never_cache
@login_required
@require_POST
def stop_calendar(request: HttpRequest) -> HttpResponse:
    """Stop the address at once."""
    stop(request.user)
    messages.success(request, _("The address has stopped. Your calendar gets nothing more."))
    return see("mine")


@never_cache
@login_required
@require_POST
def forget_mine(request: HttpRequest) -> HttpResponse:
    """Leave without a trace, with all that stands on the page."""
    root = kept_root(request.user)
    forget_all(request.user)
    response = see("mine_forgotten")
    if root is not None and is_open_plan(request, root):
        close_plan(response)
    return response


@never_cache
@require_safe
def mine_forgotten(request: HttpRequest) -> HttpResponse:
    """The receipt; it names nothing."""
    return render(request, "recoveryskole/mine_forgotten.html")


@by_link("POST")
def keep(request: HttpRequest, place: SignUp, token: str, *, what: str) -> HttpResponse:
    """Put the place on the page of whoever is signed in, or take it off; asked for on the place's page."""
    if not was_asked(request, token, "keep"):
        return gone(request)
    (keep_place if what == "behold" else take_off)(request.user, token)
    open_here(request, token)
    return see("place", token)


def keeping(request: HttpRequest, token: str) -> dict[str, object]:
    """What the page of a place says of one's own page; nothing to whoever is not signed in."""
    if not request.user.is_authenticated:
        return {}
    return {"keep_key": form_key(request.user, token, "keep"), "is_kept": is_kept(request.user, token)}


def calendar_address(request: HttpRequest, token: str) -> str:
    """The address that one gives to a calendar, the same in every language."""
    return request.build_absolute_uri(bare_reverse("recoveryskole:own_calendar", token))


def _show(request: HttpRequest, person: User, address: str = "") -> HttpResponse:
    calendar = calendar_of(person)
    context = {
        "kept": read_kept(person),
        "calendar": calendar,
        "calendar_form": CalendarForm(initial={"read": calendar.number}),
        "address": address,
        "has_plan": kept_root(person) is not None,
    }
    return render(request, "recoveryskole/mine.html", context)
