"""What a link to a profile opens, for somebody without an account. Opening only shows, whoever opens it."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.decorators import rate_limit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.views.by_link import told_to_nobody
from development.domain.profile_json import write_json
from development.domain.profile_pdf import write_pdf
from development.domain.shared_profile import read_shared_profile
from development.domain.shares import count_opening, find_share
from development.models import ProfileShare

TYPES = {"pdf": "application/pdf", "json": "application/json"}
Show = Callable[[HttpRequest, ProfileShare, str], HttpResponse]


def _opened_by_link(show: Show) -> Callable[..., HttpResponse]:
    """Answer for a link that works; for all others alike: run out, withdrawn, or never made."""

    @told_to_nobody
    @rate_limit(action="profile_link", limit_get=True)
    @require_safe
    @wraps(show)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        share = find_share(token)
        if share is None:
            return render(request, "development/shares/over.html", status=HTTPStatus.GONE)
        response = show(request, share, token)
        if request.method == "GET":
            # Whoever asks for the head alone has read nothing.
            reader: Any = request.user
            count_opening(share, reader)
        return response

    return answer


@_opened_by_link
def shared_profile(request: HttpRequest, share: ProfileShare, token: str) -> HttpResponse:
    """The profile as it is today, as its owner shares it."""
    profile = read_shared_profile(share.person, with_own_view=share.with_own_view)
    context = {"profile": profile, "share": share, "token": token}
    return render(request, "development/shares/profile.html", context)


@_opened_by_link
def shared_pdf(_request: HttpRequest, share: ProfileShare, _token: str) -> HttpResponse:
    return send_file("pdf", write_pdf(share.person, with_own_view=share.with_own_view))


@_opened_by_link
def shared_json(_request: HttpRequest, share: ProfileShare, _token: str) -> HttpResponse:
    return send_file("json", write_json(share.person, with_own_view=share.with_own_view))


def send_file(suffix: str, content: bytes | str) -> HttpResponse:
    """A profile as a file to keep; its name says the day, and nobody's name."""
    response = HttpResponse(content, content_type=TYPES[suffix])
    name = f"profil-{timezone.localdate():%Y-%m-%d}.{suffix}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
