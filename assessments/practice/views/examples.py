from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.enums import Role
from assessments.domain.refusals import FORM_IS_BROKEN, Refused
from assessments.practice.domain.example_signatures import (
    ToSign,
    read_signing,
    roles_of,
    sign_examples,
    withdraw_signature,
)
from assessments.practice.views.leading import see_other
from assessments.views.refusal import STATUS


@login_required
@permission_required("practice.sign_examples", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def examples(request: HttpRequest) -> HttpResponse:
    """The examples behind the own view, and a signature for each requirement: for those who may sign.

    `vis` names the requirement that stands open; else it is the first one to sign.
    """
    if request.method == "POST":
        return _sign(request)
    return _show(request)


def _sign(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("code", "")
    try:
        role = Role(request.POST.get("role", ""))
    except ValueError:
        return _show(request, FORM_IS_BROKEN, HTTPStatus.BAD_REQUEST)
    try:
        sign_examples(request.user, code, role, seen=request.POST.get("seen", ""))
    except Refused as refusal:
        return _show(request, refusal.message, STATUS[refusal.why], code)
    left = [to_sign.code for to_sign in read_signing(request.user) if to_sign.may_sign_as]
    messages.success(request, _("You have signed the examples for %(code)s.") % {"code": code})
    return see_other("practice:examples", at=f"?vis={left[0]}#{left[0]}" if left else "")


@login_required
@permission_required("practice.sign_examples", raise_exception=True)
@require_POST
def withdraw_example_signature(request: HttpRequest) -> HttpResponse:
    """Take one's own signature back; the requirement stands open afterwards, to be signed anew or not."""
    code = request.POST.get("code", "")
    try:
        withdraw_signature(request.user, code)
    except Refused as refusal:
        return _show(request, refusal.message, STATUS[refusal.why], code)
    messages.success(
        request,
        _("You have taken your signature back. The examples for %(code)s are a proposal again.")
        % {"code": code},
    )
    return see_other("practice:examples", at=f"?vis={code}#{code}")


def _show(
    request: HttpRequest, refusal: str | Promise = "", status: HTTPStatus = HTTPStatus.OK, code: str = ""
) -> HttpResponse:
    listed = read_signing(request.user)
    to_sign = [entry for entry in listed if entry.may_sign_as]
    others = [entry for entry in listed if not entry.may_sign_as]
    opened = code or request.GET.get("vis") or _first(to_sign)
    context = {
        "refusal": refusal,
        "to_sign": to_sign,
        "waiting": [entry for entry in others if not entry.is_signed],
        "signed": [entry for entry in others if entry.is_signed],
        "total": len(listed),
        "roles": roles_of(request.user),
        "open": opened,
        # The calm view shows one thing at a time.
        "here": [entry for entry in listed if entry.code == opened],
    }
    return render(request, "practice/examples/examples.html", context, status=status)


def _first(entries: list[ToSign]) -> str:
    return entries[0].code if entries else ""
