"""How files that people brought are answered: all come through here, in production as on one's own machine.

A picture is answered in the sizes that pages show, never as it was brought. docs/recipes/files.md says how a
web server in front can do the sending.
"""

import mimetypes
from pathlib import PurePosixPath
from typing import Any

from django.core.files.storage import Storage, default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.documents.models import document_served
from wagtail.images import get_image_model

from accounts.rules import opens_cms
from config.domain.readers import Reach, reach_of
from courses.h5p.views.ranges import serve_stored
from uploads.policy import INERT

# Seconds. A file never changes under its address, but a picture that no page shows any more is gone soon.
KEPT_FOR = 3600
# What a browser may show in a page; all else is handed over to be kept.
SHOWN = frozenset(
    [
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "image/avif",
        "video/mp4",
        "video/webm",
        "text/vtt",
        "application/pdf",
    ]
)
mimetypes.add_type("text/vtt", ".vtt")
mimetypes.add_type("image/avif", ".avif")
mimetypes.add_type("image/webp", ".webp")
AVATARS = "avatar_images/"


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture in one of the sizes that pages show; 404 for one as it was brought, and for all else."""
    if path.startswith(AVATARS):
        if not opens_cms(request.user):
            raise Http404
        return answer_file(request, default_storage, path, reach=Reach.THIS_PERSON)
    renditions = get_image_model().get_rendition_model().objects.select_related("image__collection")
    rendition = get_object_or_404(renditions, file=path)
    reach = _reach(rendition.image, request)
    if reach is Reach.NOBODY:
        raise Http404
    return answer_file(request, rendition.file.storage, path, reach=reach)


@require_safe
def document(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """A document, to whom it may be shown. Wagtail's own view cannot send a part of a film."""
    documents = get_document_model().objects.select_related("collection")
    document = get_object_or_404(documents, pk=document_id)
    if document.filename != document_filename:
        raise Http404
    for ask in hooks.get_hooks("before_serve_document"):
        answer = ask(document, request)
        if isinstance(answer, HttpResponseBase):
            return answer
    reach = _reach(document, request)
    if reach is Reach.NOBODY:
        raise Http404
    ending = f".{document.file_extension}"
    name = (slugify(document.title.removesuffix(ending)) or "fil") + ending
    response = answer_file(request, document.file.storage, document.file.name, reach=reach, name=name)
    document_served.send(sender=type(document), instance=document, request=request)
    return response


def answer_file(
    request: HttpRequest, storage: Storage, path: str, *, reach: Reach, name: str = ""
) -> HttpResponseBase:
    """The stored file, whole or the range that is asked for; a page that says so (404) where it is gone.

    `name` is what it is called on the reader's own machine.
    """
    try:
        size = storage.size(path)
    except (FileNotFoundError, NotADirectoryError):
        return _gone(request)
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    response = serve_stored(request, storage, path, size=size, version=f"{path}-{size}", content_type=kind)
    as_attachment = kind not in SHOWN
    if name or as_attachment:
        disposition = content_disposition_header(as_attachment, name or PurePosixPath(path).name)
        response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = INERT
    if reach is Reach.EVERYBODY:
        patch_cache_control(response, public=True, max_age=KEPT_FOR)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _reach(item: Any, request: HttpRequest) -> Reach:
    return reach_of(item, request.user, opens=lambda restriction: bool(restriction.accept_request(request)))


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "file_gone.html", status=404)
