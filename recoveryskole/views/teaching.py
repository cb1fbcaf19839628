"""What those who teach see: their sessions, the plan that they write together, and who comes."""

import re
import uuid
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.domain.refusals import FORM_IS_BROKEN, Refusal
from recoveryskole.domain.clearing import names_kept_through
from recoveryskole.domain.day import is_attendance_open, who_comes
from recoveryskole.domain.facilitators import facilitator_of
from recoveryskole.domain.feedback import lines_of
from recoveryskole.domain.figures import faces_of
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.domain.teaching import (
    PlanChanged,
    Step,
    delete_note,
    present_plan,
    save_plan,
    steps_of,
    taught_sessions,
    write_note,
)
from recoveryskole.enums import Face
from recoveryskole.forms.teaching import NoteForm, PlanFormSet
from recoveryskole.models import Session
from recoveryskole.views.of_the_pair import of_the_pair
from recoveryskole.views.see_other import see, see_other

_NUMBER = re.compile("[0-9]{1,5}")


@never_cache
@login_required
@require_safe
def taught(request: HttpRequest) -> HttpResponse:
    """The sessions of whoever is signed in and teaches: to come, and of the last month."""
    if facilitator_of(request.user) is None:
        raise Http404
    now, sessions = timezone.now(), list(taught_sessions(request.user))
    context = {
        "to_come": [one for one in sessions if one.ends_at >= now],
        "past": [one for one in reversed(sessions) if one.ends_at < now],
    }
    return render(request, "recoveryskole/taught.html", context)


@of_the_pair("GET", "HEAD")
def teaching(request: HttpRequest, session: Session) -> HttpResponse:
    """One session, for the pair that teaches it and for nobody else."""
    return _show(request, session, NoteForm())


@of_the_pair("GET", "HEAD", "POST")
def plan(request: HttpRequest, session: Session) -> HttpResponse:
    """The plan to write in; what is saved names the version that was read."""
    present = present_plan(session)
    number = present.number if present else 0
    if request.method != "POST":
        return _write(request, session, PlanFormSet.of(steps_of(present)), number)
    form, read = PlanFormSet.of((), request.POST), request.POST.get("read", "")
    if not form.management_form.is_valid() or not _NUMBER.fullmatch(read):
        raise SchoolRefused(FORM_IS_BROKEN, Refusal.MALFORMED)
    if not form.is_valid():
        return _write(request, session, form, int(read), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        save_plan(session, form.steps, read=int(read), by=request.user)
    except PlanChanged as refusal:
        return _both_plans(request, session, form.steps, int(read), refusal)
    messages.success(request, _("Saved. You both see it."))
    return see("teaching", session.pk)


@of_the_pair("POST")
def note(request: HttpRequest, session: Session) -> HttpResponse:
    """A few words to the other one."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, session, form)
    write_note(session, form.cleaned_data["words"], key=form.cleaned_data["key"], by=request.user)
    return _see_notes(session)


@of_the_pair("POST")
def delete(request: HttpRequest, session: Session, key: uuid.UUID) -> HttpResponse:
    """Take one's own note away."""
    delete_note(session, key, by=request.user)
    return _see_notes(session)


def _show(request: HttpRequest, session: Session, form: NoteForm) -> HttpResponse:
    me = facilitator_of(request.user)
    present = present_plan(session)
    is_over = session.ends_at < timezone.now()
    context = {
        "session": session,
        "me": me,
        "others": [one for one in session.facilitators.all() if one != me],
        "plan": present,
        "is_new_plan": present is not None and present.written_by != me and not is_over,
        "materials": list(session.materials.all()),
        "notes": session.notes.select_related("written_by"),
        "coming": list(who_comes(session)),
        "is_attendance_open": is_attendance_open(session),
        "is_over": is_over,
        "kept_through": names_kept_through(session),
        "feedback": _read_feedback(session) if is_over and not session.is_cancelled else None,
        "form": form,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "recoveryskole/teaching.html", context, status=status)


def _read_feedback(session: Session) -> dict[str, Any]:
    """What is told of how it was. How many wait until they are five is told to nobody."""
    releases = list(session.feedback_releases.all())
    told = faces_of(releases)
    return {
        "answered": told["answered"].word,
        "faces": [(face, face.label, told[face].word) for face in Face],
        "is_exact": all(told[face].lowest == told[face].highest for face in Face),
        "lines": lines_of(releases),
    }


def _write(
    request: HttpRequest, session: Session, form: PlanFormSet, read: int, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {"session": session, "form": form, "read": read}
    return render(request, "recoveryskole/plan.html", context, status=status)


def _both_plans(
    request: HttpRequest, session: Session, mine: list[Step], read: int, refusal: PlanChanged
) -> HttpResponse:
    """What stands now beside what was sent, and a form with both; nothing is stored (409)."""
    theirs, began = steps_of(refusal.present), steps_of(session.plans.filter(number=read).first())
    # What both began with is in what was sent, or was taken away there.
    new = [one for one in theirs if one not in mine and one not in began]
    context = {
        "session": session,
        "message": refusal.message,
        "theirs": theirs,
        "mine": mine,
        "form": PlanFormSet.of([*mine, *new]),
        "read": refusal.present.number if refusal.present else 0,
    }
    return render(request, "recoveryskole/both_plans.html", context, status=HTTPStatus.CONFLICT)


def _see_notes(session: Session) -> HttpResponse:
    return see_other(reverse("recoveryskole:teaching", args=[session.pk]) + "#notes")
