"""What the link of somebody who took part opens when it is over: files, the recording, and a yes or a no."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from assessments.domain.refusals import FORM_IS_BROKEN, Refusal
from recoveryskole.domain.recordings import open_recording, say_no, say_yes
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.models import Material, SignUp
from recoveryskole.views.handing_out import hand_out
from recoveryskole.views.linked import afterwards
from recoveryskole.views.see_other import see


@afterwards("GET", "HEAD")
def material(request: HttpRequest, place: SignUp, token: str, key: uuid.UUID) -> HttpResponseBase:
    """Open a file that is for those who come."""
    found = get_object_or_404(Material.objects.afterwards(), pk=key, session=place.session_id)
    return hand_out(request, found, found.title)


@afterwards("GET", "HEAD")
def recording(request: HttpRequest, place: SignUp, token: str) -> HttpResponseBase:
    """See the recording, while everybody says yes."""
    found = open_recording(place.session)
    if found is None:
        raise SchoolRefused(_("The recording is closed. Not everybody has said yes."))
    return hand_out(request, found, place.session.workshop.title)


@afterwards("POST")
def answer(request: HttpRequest, place: SignUp, token: str) -> HttpResponse:
    """Say yes to the recording, or no; a no takes a yes back, at once."""
    answers = {"ja": say_yes, "nej": say_no}
    if (say := answers.get(request.POST.get("svar", ""))) is None:
        raise SchoolRefused(FORM_IS_BROKEN, Refusal.MALFORMED)
    say(place)
    return see("place", token)
