"""The recording of a session, for the pair: to put there, to say yes to, and to ask those without a link."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.numbers import read_number
from assessments.domain.refusals import FORM_IS_BROKEN, Refusal
from recoveryskole.domain.clearing import names_kept_through
from recoveryskole.domain.facilitators import facilitator_of
from recoveryskole.domain.recordings import (
    may_put,
    open_recording,
    put_recording,
    take_recording,
    teacher_says,
    were_asked,
    who_is_asked,
    who_teaches,
)
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.forms.materials import AskedForm, RecordingForm
from recoveryskole.models import Recording, SchoolSettings, Session
from recoveryskole.views.handing_out import hand_out
from recoveryskole.views.of_the_pair import of_the_pair
from recoveryskole.views.see_other import see

BACK = {"back": "recording", "label": gettext_lazy("Back to the recording")}


@of_the_pair("GET", "HEAD", "POST", **BACK)
def recording(request: HttpRequest, session: Session) -> HttpResponse:
    """How it stands with the recording, and a form to put it there."""
    if request.method != "POST":
        return _show(request, session, RecordingForm())
    form = RecordingForm(request.POST, request.FILES)
    if "key" in form.errors:
        raise SchoolRefused(FORM_IS_BROKEN, Refusal.MALFORMED)
    if not form.is_valid():
        return _show(request, session, form)
    said = form.cleaned_data
    try:
        put_recording(session, key=said["key"], file=said["file"], address=said["address"], by=request.user)
    except SchoolRefused as refused:
        if refused.why is not Refusal.TO_MEND:
            raise
        form.add_error("file" if said["file"] else "address", refused.message)
        return _show(request, session, form)
    messages.success(request, _("It is there now, and closed until everybody has said yes."))
    return see("recording", session.pk)


@of_the_pair("GET", "HEAD", **BACK)
def show(request: HttpRequest, session: Session) -> HttpResponseBase:
    """Look at it, while everybody says yes."""
    found = open_recording(session)
    if found is None:
        raise SchoolRefused(_("Not everybody has said yes. It is closed."))
    return hand_out(request, found, session.workshop.title)


@of_the_pair("POST", **BACK)
def take(request: HttpRequest, session: Session) -> HttpResponse:
    """Delete it."""
    take_recording(session, by=request.user)
    messages.success(request, _("The recording is deleted."))
    return see("recording", session.pk)


@of_the_pair("POST", **BACK)
def answer(request: HttpRequest, session: Session) -> HttpResponse:
    """Say yes or no as one who teaches, or for one without an account who has been asked."""
    teaching, said = read_number(request.POST.get("teaching", "")), request.POST.get("svar")
    if teaching is None or said not in ("ja", "nej"):
        raise SchoolRefused(FORM_IS_BROKEN, Refusal.MALFORMED)
    teacher_says(session, teaching, said == "ja", by=request.user)
    return see("recording", session.pk)


@of_the_pair("POST", **BACK)
def asked(request: HttpRequest, session: Session) -> HttpResponse:
    """Tick who has been asked and says yes, of those without a link."""
    form = AskedForm(request.POST)
    if not form.is_valid():
        raise SchoolRefused(FORM_IS_BROKEN, Refusal.MALFORMED)
    now, before = form.cleaned_data["asked"], form.cleaned_data["asked_before"]
    were_asked(session, yes=now - before, no=before - now, by=request.user)
    messages.success(request, _("Saved."))
    return see("recording", session.pk)


def _show(request: HttpRequest, session: Session, form: RecordingForm) -> HttpResponse:
    found = Recording.objects.filter(session=session).first()
    context = {
        "session": session,
        "recording": found,
        "is_open": found is not None and open_recording(session) is not None,
        "me": facilitator_of(request.user),
        "teachers": who_teaches(session) if found else [],
        "people": who_is_asked(session) if found else [],
        "why_not": "" if found else may_put(session),
        "has_video_service": bool(SchoolSettings.load().video_service),
        "kept_through": names_kept_through(session),
        "form": form,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "recoveryskole/recording.html", context, status=status)
