"""What taking part counts for: the paper, by the link; evidence, by the link of whoever is signed in."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.rules import jobs_of
from assessments.domain.refusals import FORM_IS_BROKEN, Refusal
from recoveryskole.domain.claims import claim, read_claimable, read_my_claims, take_back
from recoveryskole.domain.participation import write_participation
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.models import SignUp
from recoveryskole.views.linked import afterwards, form_key, was_asked
from recoveryskole.views.see_other import see


@afterwards("GET", "HEAD")
def participation(_request: HttpRequest, place: SignUp, _token: str) -> HttpResponse:
    """The proof of participation, for whoever has been shown the place in this browser."""
    return HttpResponse(
        write_participation(place),
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="deltagerbevis.pdf"'},
    )


@afterwards("POST")
def claim_here(request: HttpRequest, place: SignUp, token: str) -> HttpResponse:
    """Count it for whoever is signed in, once they have said yes to what others will see."""
    if not request.user.is_authenticated:
        raise SchoolRefused(_("Log in first. Then open your link again."), Refusal.FORBIDDEN)
    if not was_asked(request, token, "claim"):
        raise SchoolRefused(FORM_IS_BROKEN, Refusal.MALFORMED)
    claim(place, request.user)
    messages.success(request, _("It counts now. You can take it back here."))
    return see("claims")


@never_cache
@login_required
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """What whoever is signed in has claimed. Nobody else sees this page."""
    return render(request, "recoveryskole/claims.html", {"claims": read_my_claims(request.user)})


@never_cache
@login_required
@require_POST
def take_claim_back(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """It counts no more."""
    if not take_back(number, request.user):
        raise Http404
    messages.success(request, _("It is taken back, and counts no more."))
    return see("claims")


def what_counts(request: HttpRequest, place: SignUp, token: str) -> dict[str, Any]:
    """What the page afterwards tells of it, to somebody who took part; no query for anybody else."""
    if not place.took_part:
        return {}
    told: dict[str, Any] = {"claimable": read_claimable(place, request.user)}
    if request.user.is_authenticated:
        told["claim_key"] = form_key(request.user, token, "claim")
        told["works_here"] = bool(jobs_of(request.user))
    return told
