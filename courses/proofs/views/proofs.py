"""A person's own proofs: to make, to read, to take along as a PDF or a badge."""

import datetime as dt
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from courses.models import Completion, ContactSettings
from courses.proofs.domain.badges import absolute, sign_badge
from courses.proofs.domain.baking import BADGE_FILES
from courses.proofs.domain.pdf import render_pdf
from courses.proofs.domain.proofs import NothingToProve, make_proof, proofs_of, says_less
from courses.proofs.domain.qr_code import qr_svg
from courses.proofs.domain.signing_keys import NoSigningKey, has_signing_key
from courses.proofs.forms import ProofForm
from courses.proofs.models import Proof
from courses.templatetags.courses import duration
from courses.views.guard import posted_by
from courses.views.refusal import refuse, say_no


def _own_completion(person: User, pk: int) -> Completion:
    """Only one's own: another's is not there."""
    return get_object_or_404(Completion.objects.select_related("person", "page"), pk=pk, person=person)


@login_required
@require_safe
@never_cache
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own proof of a completion, or the way to make it."""
    completion = _own_completion(request.user, pk)
    return _render(request, completion, ProofForm(name=completion.person.display_name))


@posted_by(_own_completion, home=lambda pk: reverse("proofs:proof", args=[pk]))
def make(request: HttpRequest, completion: Completion) -> HttpResponse:
    """Make the proof; sent twice, there is one."""
    form = ProofForm(request.POST, name=completion.person.display_name)
    if not form.is_valid():
        return _render(request, completion, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        make_proof(completion, shows_name=form.cleaned_data["shows_name"])
    except NothingToProve as refusal:
        back = reverse("proofs:transcript")
        return say_no(request, refusal, back=back, back_label=_("Everything you have learnt"))
    return HttpResponseRedirect(reverse("proofs:proof", args=[completion.pk]), status=HTTPStatus.SEE_OTHER)


@login_required
@require_safe
@never_cache
def proof_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own proof as a PDF."""
    own = _own_proof(request, pk)
    if own.void_at:
        return _refuse_revoked(request, own)
    return _download(
        render_pdf("proof.typ", proof_document(own)), "application/pdf", f"bevis-{own.number}.pdf"
    )


@login_required
@require_safe
@never_cache
def proof_badge(request: HttpRequest, pk: int, kind: str = "jwt") -> HttpResponse:
    """One's own proof as a signed Open Badge: the token alone, or in a picture."""
    own = _own_proof(request, pk)
    if own.void_at:
        return _refuse_revoked(request, own)
    try:
        badge = sign_badge(own)
    except NoSigningKey:
        return refuse(
            request,
            _("Badges cannot be signed here yet. %(whom)s can see to it. The PDF says the same.")
            % {"whom": _whom_to_ask()},
            HTTPStatus.SERVICE_UNAVAILABLE,
            back=reverse("proofs:proof", args=[pk]),
            back_label=_("Back to the proof"),
        )
    content_type, written = BADGE_FILES[kind]
    return _download(written(badge), content_type, f"badge-{own.number}.{kind}")


def proof_document(own: Proof) -> dict[str, Any]:
    """What the PDF says: the proof's content, with days and minutes in Danish words."""
    content = own.content
    issued_on = timezone.localdate(own.issued_at)
    check_form = absolute("check_proofs")
    with translation.override("da"):
        completed = date_format(dt.date.fromisoformat(content["completed_on"]), "j. F Y")
        time = duration(content["minutes"]) if content["minutes"] else ""
    return {
        "how": "",
        **content,
        "number": own.number,
        "completed": completed,
        "duration": time,
        "made_on": [issued_on.year, issued_on.month, issued_on.day],
        "check": absolute("check_proof", own.number),
        "code": qr_svg(absolute("check_proof", own.number)),
        "check_form": check_form,
        "check_words": check_form.partition("://")[2],
    }


def _own_proof(request: HttpRequest, pk: int) -> Proof:
    """The newest proof of one's own completion: the one that holds, if there is one."""
    mine = Proof.objects.select_related("completion__person").filter(completion__person=request.user)
    found = mine.filter(completion=pk).order_by("-pk").first()
    if found is None:
        raise Http404
    return found


def _render(
    request: HttpRequest, completion: Completion, form: ProofForm, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    made = proofs_of(completion)
    own = made[0] if made else None
    can_be_made = completion.taken_back_at is None and (
        own is None or own.revoked_at is not None or says_less(own, completion)
    )
    context = {
        "completion": completion,
        "proof": own,
        "earlier": made[1:],
        "can_be_made": can_be_made,
        "form": form,
        "has_badge": has_signing_key(),
        "check_href": absolute("check_proof", own.number) if own else "",
        "code": qr_svg(absolute("check_proof", own.number)) if own else "",
    }
    return render(request, "proofs/proof.html", context, status=status)


def _refuse_revoked(request: HttpRequest, own: Proof) -> HttpResponse:
    day = date_format(timezone.localdate(own.void_at), "DATE_FORMAT")
    return refuse(
        request,
        _("The proof was taken back on %(day)s, so it cannot be fetched. Reason: %(reason)s")
        % {"day": day, "reason": own.void_reason},
        HTTPStatus.GONE,
        back=reverse("proofs:proof", args=[own.completion_id]),
        back_label=_("Back to the proof"),
    )


def _whom_to_ask() -> str:
    contact = ContactSettings.load()
    known = [part for part in (contact.operator, contact.email, contact.phone) if part]
    return ", ".join(known) or _("Those who run the site")


def _download(content: bytes, content_type: str, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
