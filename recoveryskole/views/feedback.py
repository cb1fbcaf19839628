"""How it was, for whoever was there and has the link. Whether it has answered before, no page tells."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from recoveryskole.domain.feedback import hand_in
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.enums import Face
from recoveryskole.forms.coming import FeedbackForm
from recoveryskole.models import Session, SignUp
from recoveryskole.views.linked import afterwards, gone
from recoveryskole.views.see_other import see


@afterwards("GET", "HEAD", "POST")
def feedback(request: HttpRequest, place: SignUp, token: str) -> HttpResponse:
    """Three faces and a line. Sent again, by whatever page, it says thank you and keeps what came first."""
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _show(request, place, token, form)
    try:
        hand_in(place, form.cleaned_data["face"], form.cleaned_data["line"])
    except SchoolRefused:
        return gone(request)
    return see("feedback_thanks", token)


@afterwards("GET", "HEAD")
def feedback_thanks(request: HttpRequest, _place: SignUp, token: str) -> HttpResponse:
    """Thank you: it names nothing, and says the same to whoever has never answered."""
    return render(request, "recoveryskole/feedback_thanks.html", {"token": token})


def _show(request: HttpRequest, found: SignUp, token: str, form: FeedbackForm) -> HttpResponse:
    session = found.session
    to_come = Session.objects.on_show().upcoming().filter(workshop=session.workshop, cancelled_at=None)
    context = {
        "session": session,
        "token": token,
        "form": form,
        "faces": [(*choice, choice[0] == form["face"].value()) for choice in Face.choices],
        "names": list(session.facilitators.all()),
        "next_session": to_come.first(),
        "is_today": timezone.localdate(session.starts_at) == timezone.localdate(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "recoveryskole/feedback.html", context, status=status)
