"""Checking proofs and badges, open to anyone: people by the number, machines by the published documents."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.proofs.domain.badges import issuer_profile, published_key, published_keys, revocation_list
from courses.proofs.domain.proofs import read_number
from courses.proofs.domain.signing_keys import signing_keys
from courses.proofs.models import Proof


@require_safe
@never_cache
def check_proofs(request: HttpRequest) -> HttpResponse:
    """Where one types the number of a proof."""
    typed = request.GET.get("nummer", "")
    number = read_number(typed)
    if number:
        return redirect("proofs:check_proof", number)
    return _render(request, {"typed": typed, "is_unknown": bool(typed.strip())})


@require_safe
@never_cache
def check_proof(request: HttpRequest, number: str) -> HttpResponse:
    """What the proof with this number says, and whether it holds."""
    meant = read_number(number)
    if meant and meant != number:
        return redirect("proofs:check_proof", meant)
    found = Proof.objects.select_related("completion").filter(number=meant).first() if meant else None
    if found is None:
        return _render(request, {"typed": number, "is_unknown": True})
    return _render(request, {"proof": found, "content": found.content})


@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    """All public keys that badges were signed with."""
    return _document({"keys": published_keys()}, "application/jwk-set+json")


@require_safe
def signing_key(request: HttpRequest, thumbprint: str) -> HttpResponse:
    """One public key: where the header of a badge points."""
    for key in signing_keys():
        if key.thumbprint == thumbprint:
            return _document(published_key(key), "application/jwk+json")
    raise Http404


@require_safe
def badge_issuer(request: HttpRequest) -> HttpResponse:
    """Who issues badges here."""
    return _document(issuer_profile())


@require_safe
@never_cache
def revoked_proofs(request: HttpRequest) -> HttpResponse:
    """The badges that do not hold any more."""
    return _document(revocation_list())


def _render(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    status = HTTPStatus.NOT_FOUND if context.get("is_unknown") else HTTPStatus.OK
    response = render(request, "proofs/check.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _document(content: dict[str, Any], content_type: str = "application/json") -> HttpResponse:
    """A document for machines, also for scripts on other sites: it is public and asks for no cookie."""
    response = JsonResponse(content, content_type=content_type, json_dumps_params={"ensure_ascii": False})
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
