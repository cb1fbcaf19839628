"""The player: a frame that may run scripts and nothing else, its files, and how far somebody has come.

docs/decisions/h5p-player.md says what the frame is kept from, and why.
"""

import json
from functools import wraps
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.domain.begun import AlreadySent
from assessments.domain.refusals import Refused
from assessments.h5p.domain.languages import direction_of, language_in
from assessments.h5p.domain.play import evaluates_strings, find_file, player_facts
from assessments.h5p.models import ContentVersion
from assessments.views.refusal import STATUS
from courses.h5p.domain.play import PlayClosed, keep_state, open_play
from courses.h5p.views.ranges import serve_stored
from courses.models import LessonPage
from courses.views.refusal import post_only, say_no

BROKEN = gettext_lazy("Something was lost on the way. Open the lesson again.")
SIGNED_OUT = gettext_lazy("You are signed out. Sign in and open the lesson again.")

# What a browser may be told that a file is; all else is only handed over.
TYPES = {
    **{".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"},
    **{".json": "application/json", ".svg": "image/svg+xml", ".vtt": "text/vtt; charset=utf-8"},
    **{".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"},
    **{".webp": "image/webp", ".avif": "image/avif", ".bmp": "image/bmp", ".ico": "image/x-icon"},
    **{".mp4": "video/mp4", ".m4v": "video/mp4", ".webm": "video/webm", ".ogv": "video/ogg"},
    **{
        ".mp3": "audio/mpeg",
        ".m4a": "audio/mp4",
        ".ogg": "audio/ogg",
        ".oga": "audio/ogg",
        ".wav": "audio/wav",
    },
    **{".woff": "font/woff", ".woff2": "font/woff2", ".ttf": "font/ttf", ".otf": "font/otf"},
    **{".txt": "text/plain; charset=utf-8"},
}
# Opened by itself, a file does nothing: no script, no form, no origin of ours.
INERT = "default-src 'none'; sandbox; frame-ancestors 'none'"
# Files never change under an address; but whoever leaves the course shall not find all of it days later.
KEEP_FOR = "private, max-age=3600"
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "range, x-requested-with",
    "Access-Control-Max-Age": "3600",
}
# What the frame's document may not even ask for.
NOT_ALLOWED = ", ".join(
    f"{feature}=()"
    for feature in (
        *(
            "camera",
            "microphone",
            "geolocation",
            "display-capture",
            "midi",
            "usb",
            "serial",
            "hid",
            "payment",
        ),
        *("clipboard-read", "publickey-credentials-get", "screen-wake-lock", "browsing-topics"),
    )
)


class FileView(Protocol):
    def __call__(self, request: HttpRequest, token: str, **where: str) -> HttpResponseBase: ...


def _plain_refusals(view: FileView) -> FileView:
    """Nobody reads these answers but a frame: a status and no page, kept by nobody."""

    @wraps(view)
    def inner(request: HttpRequest, token: str, **where: str) -> HttpResponseBase:
        try:
            response = view(request, token, **where)
        except PlayClosed:
            response = HttpResponse(status=HTTPStatus.FORBIDDEN)
        except Http404:
            response = HttpResponse(status=HTTPStatus.NOT_FOUND)
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            response.headers["Cache-Control"] = "no-store"
        response.headers.setdefault("Content-Security-Policy", INERT)
        response.headers["Referrer-Policy"] = "no-referrer"
        # An opaque origin is another origin. Never with credentials: what may be fetched, the token says.
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return inner


@require_safe
def h5p_frame(request: HttpRequest, token: str) -> HttpResponseBase:
    """The document that the content plays in."""
    try:
        play, _folder = open_play(token)
    except PlayClosed as refusal:
        return say_no(request, refusal)
    versions = ContentVersion.objects.select_related("content").defer("params", "files")
    version = get_object_or_404(versions, pk=play.version_id)
    here = request.build_absolute_uri(request.path)
    player = request.build_absolute_uri(f"{settings.STATIC_URL}h5p/")
    ours = request.build_absolute_uri(f"{settings.STATIC_URL}h5p-frame/")
    letters = request.build_absolute_uri(f"{settings.STATIC_URL}fonts/")
    config = {
        "host": request.build_absolute_uri("/").rstrip("/"),
        "content": str(version.content_id),
        "title": version.content.title,
        # What statements are about. The address with the token in it must not be in them.
        "activity": request.build_absolute_uri(f"/h5p/aktivitet/{version.content_id}"),
        "files": here.rstrip("/"),
        "player": {
            "script": request.build_absolute_uri(static("h5p/frame.bundle.js")),
            "style": request.build_absolute_uri(static("h5p/styles/h5p.css")),
        },
        "words": {
            "contentChanged": _("This activity has changed since you last used it."),
            "startingOver": _("You begin from the start."),
            "confirmDialogHeader": _("Are you sure?"),
            "confirmDialogBody": _("This cannot be undone."),
            "confirmLabel": _("Yes, go on"),
            "cancelLabel": _("No, go back"),
            "fullscreen": _("Full screen"),
            "disableFullscreen": _("Leave full screen"),
            "close": _("Close"),
        },
    }
    language = language_in(version.metadata) or get_language() or settings.LANGUAGE_CODE
    response = render(
        request,
        "h5p/frame.html",
        {
            "config": config,
            "title": version.content.title,
            "language": language,
            "direction": direction_of(language),
        },
    )
    response.headers["Content-Security-Policy"] = frame_policy(
        here, player, ours, letters, may_evaluate=evaluates_strings(version)
    )
    response.headers["Permissions-Policy"] = NOT_ALLOWED
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-DNS-Prefetch-Control"] = "off"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def frame_policy(files: str, player: str, ours: str, letters: str, *, may_evaluate: bool) -> str:
    """The frame's content security policy; the first four are absolute addresses that end in "/".

    Addresses and not 'self', which would open every page of ours to a request from the frame.
    """
    code = f"{files} {player} {ours}"
    rules = {
        "sandbox": "allow-scripts",
        "default-src": "'none'",
        "script-src": f"{code} 'unsafe-eval'" if may_evaluate else code,
        "style-src": f"{code} 'unsafe-inline'",
        "img-src": f"{files} {player} data: blob:",
        "media-src": f"{files} data: blob:",
        "font-src": f"{files} {player} {letters} data:",
        "connect-src": files,
        "frame-src": "'none'",
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'self'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


@require_http_methods(["GET", "HEAD", "OPTIONS"])
@_plain_refusals
def h5p_asset(request: HttpRequest, token: str, path: str) -> HttpResponseBase:
    """A file of the content or of one of its libraries, by the player's name for it. One query, once warm."""
    if request.method == "OPTIONS":
        # Content that asks by jQuery adds a header, and the browser asks first whether it may.
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
    play, folder_id = open_play(token)
    if path == "h5p.json":
        response: HttpResponseBase = JsonResponse(player_facts(play.version_id))
    else:
        stored = find_file(play.version_id, folder_id, path)
        if stored is None:
            raise Http404
        kind = TYPES.get(PurePosixPath(path).suffix.lower())
        response = serve_stored(
            request,
            storages["h5p"],
            stored.path,
            size=stored.size,
            version=stored.path,
            content_type=kind or "application/octet-stream",
        )
        if kind is None:
            response.headers["Content-Disposition"] = "attachment"
    response.headers["Cache-Control"] = KEEP_FOR
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@post_only
def h5p_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep how far somebody has come, as the lesson's page sends it."""
    page = get_object_or_404(LessonPage.objects.live(), pk=pk)
    if not request.user.is_authenticated:
        return _say_no(SIGNED_OUT, HTTPStatus.UNAUTHORIZED)
    if request.content_type != "application/json":
        return _say_no(BROKEN, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    try:
        said = json.loads(request.body)
        registration = UUID(said["registration"])
        token, block_id, state = (_text(said[key]) for key in ("token", "question", "state"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _say_no(BROKEN, HTTPStatus.BAD_REQUEST)
    try:
        keep_state(
            person=request.user,
            lesson=page,
            block_id=block_id,
            token=token,
            registration=registration,
            state=state,
        )
    except AlreadySent:
        # What was played is an answer by now: there is nothing to keep, and nothing to mend.
        pass
    except Refused as refusal:
        return _say_no(refusal.message, STATUS[refusal.why])
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    # A half of a pair of surrogates is no text, and no database takes it.
    value.encode()
    return value


def _say_no(message: str | Promise, status: int) -> JsonResponse:
    return JsonResponse({"message": str(message)}, status=status)
