"""The school's page with its programme, and a workshop's page. Anyone reads them; nobody is known."""

import datetime as dt
from contextlib import suppress

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import get_language

from recoveryskole.domain.programme import (
    PER_PAGE,
    places_in_use,
    read_programme,
    read_sessions,
    sessions_of,
)
from recoveryskole.forms.coming import ProgrammeForm
from recoveryskole.models import SchoolIndexPage, WorkshopPage


@SchoolIndexPage.shown_by
def programme(request: HttpRequest, page: SchoolIndexPage) -> HttpResponse:
    """A month of the programme, searched and filtered by the address alone."""
    now = timezone.now()
    form = ProgrammeForm(request.GET, places=places_in_use(now))
    wanted = form.to_wanted()
    read = read_programme(wanted, _month(request.GET.get("maaned", "")), now, get_language() or "da")
    paginator = Paginator(read.keys, PER_PAGE)
    shown = paginator.get_page(request.GET.get("side"))
    context = {
        "page": page,
        "form": form,
        "wanted": wanted,
        "programme": read,
        "sessions": read_sessions(shown.object_list),
        "shown": shown,
        "page_numbers": list(paginator.get_elided_page_range(shown.number, on_each_side=1, on_ends=1)),
        "weekdays": [(WEEKDAYS_ABBR[day], WEEKDAYS[day]) for day in range(7)],
        "this_year": timezone.localdate(now).year,
    }
    return render(request, page.template, context)


@WorkshopPage.shown_by
def workshop(request: HttpRequest, page: WorkshopPage) -> HttpResponse:
    """What it is about, when it meets, and how one gets about in the house of the next time."""
    sessions = sessions_of(page, PER_PAGE)
    coming = next((session for session in sessions if not session.is_cancelled), None)
    context = {"page": page, "school": page.get_parent(), "sessions": sessions, "coming": coming}
    return render(request, page.template, context)


def _month(written: str) -> dt.date | None:
    """The month of an address, 2027-02, by its first day; None where it is none."""
    with suppress(ValueError):
        return dt.datetime.strptime(written, "%Y-%m").date()  # noqa: DTZ007 (a month has no hour)
    return None
