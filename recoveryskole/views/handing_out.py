"""Files of the school, handed out by views that have asked the rule: each time, for each part of a film."""

from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from courses.h5p.views.ranges import serve_stored
from recoveryskole.models import Material, Recording
from recoveryskole.models.library import school_storage
from recoveryskole.views.see_other import see_other
from uploads.domain.played import TYPES
from uploads.policy import INERT

KINDS = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", **TYPES}


def hand_out(request: HttpRequest, of: Material | Recording, title: str) -> HttpResponseBase:
    """The file, kept by no cache and able to do nothing; or the way to the address where a recording lies."""
    if isinstance(of, Recording) and of.address:
        response: HttpResponseBase = see_other(of.address)
        response.headers["Referrer-Policy"] = "no-referrer"
    else:
        response = _send(request, of, title)
    patch_cache_control(response, private=True, no_store=True)  # type: ignore[arg-type]
    return response


def _send(request: HttpRequest, of: Material | Recording, title: str) -> HttpResponseBase:
    name, storage = str(of.file.name), school_storage()
    try:
        size = storage.size(name)
    except FileNotFoundError:
        return render(request, "file_gone.html", status=HTTPStatus.NOT_FOUND)
    kind = KINDS[of.suffix]
    response = serve_stored(request, storage, name, size=size, version=f"{name}-{size}", content_type=kind)
    called = f"{slugify(title) or 'fil'}.{of.suffix}"
    response.headers["Content-Disposition"] = content_disposition_header(False, called) or "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = INERT
    return response
