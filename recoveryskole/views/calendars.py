"""Calendars to add to one's own: of all that anyone may see, and of one's own place by its link."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.views.by_link import told_to_nobody
from recoveryskole.domain.calendars import write_calendar, write_own_calendar
from recoveryskole.domain.kept import read_kept
from recoveryskole.domain.own_calendars import find_owner, find_place
from recoveryskole.models import Term, WorkshopPage
from recoveryskole.views.linked import limited_by_link

# Those who follow a calendar ask often, and all get the same.
SECONDS_KEPT = 300


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """All sessions on show, or those of one term: `?forloeb=` and its name in addresses."""
    slug = request.GET.get("forloeb", "")
    term = get_object_or_404(Term.objects.on_show(), slug=slug) if slug else None
    return _send(write_calendar(_here(request), term=term), term.slug if term else "recoveryskole")


@require_safe
def workshop_calendar(request: HttpRequest, page_id: int) -> HttpResponse:
    """The sessions of one workshop."""
    page = get_object_or_404(WorkshopPage.objects.live(), pk=page_id)
    return _send(write_calendar(_here(request), workshop=page), page.slug)


@never_cache
@told_to_nobody
@limited_by_link
@require_safe
def own_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """One's own sessions: of all that an account keeps, or of one place until it is over.

    The address opens nothing else. Once it is stopped, or one has left, it is gone.
    """
    if owner := find_owner(token):
        return _file(write_own_calendar([one.place for one in read_kept(owner)]), "aftaler")
    if place := find_place(token):
        return _file(write_own_calendar([place]), "aftale")
    return HttpResponse(status=HTTPStatus.GONE)


@never_cache
@told_to_nobody
@require_safe
def link_is_no_calendar(_request: HttpRequest, _token: str) -> HttpResponse:
    """A place's link was a calendar's address once: whoever ran the calendar could manage the place."""
    return HttpResponse(status=HTTPStatus.GONE)


def _here(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _send(calendar: bytes, name: str) -> HttpResponse:
    response = _file(calendar, name)
    patch_cache_control(response, public=True, max_age=SECONDS_KEPT)
    return response


def _file(calendar: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        calendar,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="{name}.ics"'},
    )
