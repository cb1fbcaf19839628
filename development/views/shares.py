"""Sharing one's own profile: links, and one's own files. Always about whoever is signed in."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.languages import bare_reverse
from assessments.domain.refusals import FORM_IS_BROKEN, Refused
from assessments.views.refusal import STATUS
from courses.proofs.domain.qr_code import qr_svg
from courses.views.refusal import post_only, refuse
from development.domain.profile_json import write_json
from development.domain.profile_pdf import write_pdf
from development.domain.shares import MadeShare, make_share, read_shares, withdraw_share
from development.forms.shares import ShareForm, draw_form_id
from development.models import ProfileShare
from development.policy import MOST_SHARES
from development.views.shared_profile import send_file

# What a form sends when its box for the own view is ticked.
TICKED = "on"


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def shares(request: HttpRequest) -> HttpResponse:
    """The person's links, and a form for one more. What it makes is told in the answer, and never again."""
    if request.method != "POST":
        return _show(request, ShareForm(initial={"form_id": draw_form_id()}))
    form = ShareForm(request.POST)
    if not form.is_valid():
        if "form_id" in form.errors:
            return _say_no(request, FORM_IS_BROKEN, HTTPStatus.BAD_REQUEST)
        return _show(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        made = make_share(request.user, **form.cleaned_data)
    except Refused as refused:
        return _say_no(request, refused.message, STATUS[refused.why])
    return _tell(request, made)


def _show(request: HttpRequest, form: ShareForm, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {"form": form, "shares": read_shares(request.user), "most": MOST_SHARES}
    return render(request, "development/shares/mine.html", context, status=status)


def _tell(request: HttpRequest, made: MadeShare) -> HttpResponse:
    # Not a page of its own: its address would be told by the history of the browser.
    path = bare_reverse("development:shared_profile", made.token)
    address = request.build_absolute_uri(path)
    context = {"share": made.share, "path": path, "address": address, "code": qr_svg(address)}
    return render(request, "development/shares/made.html", context)


def _say_no(request: HttpRequest, message: Any, status: int) -> HttpResponse:
    back = reverse("development:shares")
    return refuse(request, message, status, back=back, back_label=_("Back to your links"))


@post_only
@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link back: from now on it opens nothing."""
    withdraw_share(get_object_or_404(ProfileShare, pk=pk, person=request.user))
    messages.success(request, _("The link is withdrawn. Nobody can open it any more."))
    return HttpResponseRedirect(reverse("development:shares"), status=HTTPStatus.SEE_OTHER)


@login_required
@require_safe
@never_cache
def own_pdf(request: HttpRequest) -> HttpResponse:
    """The person's profile of today as a PDF, with their own view if they ticked it."""
    return send_file("pdf", write_pdf(request.user, with_own_view=_is_ticked(request)))


@login_required
@require_safe
@never_cache
def own_json(request: HttpRequest) -> HttpResponse:
    """The same for machines: docs/profile-format.md tells how it is laid out."""
    return send_file("json", write_json(request.user, with_own_view=_is_ticked(request)))


def _is_ticked(request: HttpRequest) -> bool:
    return request.GET.get("selv") == TICKED
