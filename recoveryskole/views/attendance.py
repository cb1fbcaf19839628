"""Who is here? One form for those who teach, on a phone, as often as they like."""

import uuid
from collections.abc import Collection
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext

from assessments.domain.refusals import FORM_IS_BROKEN, Refusal
from recoveryskole.domain.clearing import names_kept_through
from recoveryskole.domain.day import is_attendance_open, mark_attendance, who_comes
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.forms.teaching import AttendanceForm
from recoveryskole.models import Session
from recoveryskole.views.of_the_pair import of_the_pair
from recoveryskole.views.see_other import see
from seats.enums import SeatState


@of_the_pair("GET", "HEAD", "POST")
def attendance(request: HttpRequest, session: Session) -> HttpResponse:
    """Tick who came; before it begins it says when that can be done."""
    if request.method != "POST":
        return _show(request, session, AttendanceForm())
    form = AttendanceForm(request.POST)
    if not form.is_valid():
        if set(form.errors) - {"name"}:
            raise SchoolRefused(FORM_IS_BROKEN, Refusal.MALFORMED)
        return _show(request, session, form, ticked=form.cleaned_data["came"])
    mark_attendance(
        session, came=form.ticked, stayed_away=form.unticked, drop_in=form.drop_in, by=request.user
    )
    here = who_comes(session).filter(state=SeatState.ATTENDED).count()
    said = ngettext("Saved. %(here)s is here.", "Saved. %(here)s are here.", here)
    messages.success(request, said % {"here": here})
    return see("attendance", session.pk)


def _show(
    request: HttpRequest, session: Session, form: AttendanceForm, ticked: Collection[uuid.UUID] = ()
) -> HttpResponse:
    people = list(who_comes(session))
    came = {one.pk for one in people if one.state == SeatState.ATTENDED}
    shown = came
    if form.is_bound:
        # As it was sent, with what was ticked when that page was made: nothing has been stored.
        came, shown = set(ticked), form.cleaned_data["came_before"]
    context = {
        "session": session,
        "people": people,
        "came": came,
        "shown": shown,
        "here": len(came & {one.pk for one in people}),
        "is_open": is_attendance_open(session),
        "is_to_come": session.starts_at > timezone.now(),
        "kept_through": names_kept_through(session),
        "form": form,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "recoveryskole/attendance.html", context, status=status)
