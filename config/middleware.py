"""The outermost layer: what may come in at all, and who may keep what goes out."""

import hashlib
import json
import re
import socket
from collections.abc import Callable, Iterator
from http import HTTPStatus
from types import FunctionType
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, UnreadablePostError
from django.middleware.csrf import CSRF_TOKEN_LENGTH
from django.middleware.gzip import GZipMiddleware
from django.middleware.http import ConditionalGetMiddleware
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from accounts.rules import opens_cms

# What a form is wrapped in when it carries a file of the greatest size.
ENVELOPE_BYTES = 64 * 1024
NUL = "\0"
COMPRESSED_TYPES = (
    "text/",
    "application/json",
    "application/ld+json",
    "application/manifest+json",
    "image/svg",
)
CSRF_TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=)"\w{%d}"' % CSRF_TOKEN_LENGTH)


def _call(get_response: Callable[[HttpRequest], HttpResponseBase], request: HttpRequest) -> HttpResponseBase:
    return get_response(request)


# So many entries of eight bytes. Twice the memory is fetched for it: the other half holds hundreds of calls.
DEEP_CALLS_ROOM = 16 * 1024
_call_with_room = FunctionType(_call.__code__.replace(co_stacksize=DEEP_CALLS_ROOM), globals())


class DeepCallsMiddleware:
    """Answer the request in one piece of memory, whatever the depth of its calls.

    CPython keeps its calls in pieces of 16 kB, and gives a piece back as soon as its last call has ended.
    Templates call hundreds deep: where they happen to stand at the end of a piece, every small call fetches
    a new one from the system. A call that says it needs much has a large piece made, for all that it calls.
    Measured in docs/decisions/deep-calls.md. Stands outermost.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = _call_with_room(self.get_response, request)
        return response


class UnreadableTextMiddleware:
    """Refuse with 400 what no text can hold: NUL anywhere, half a character in JSON.

    PostgreSQL stores neither, and SQLite should not know better. Bytes that are no UTF-8 Django has replaced
    by then. Stands before whatever reads a cookie; the body is read when its length has been looked at.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        head = [request.path_info, *request.COOKIES.values(), *request.GET.keys()]
        head += [value for values in request.GET.lists() for value in values[1]]
        head += [value for key, value in request.META.items() if key.startswith(("HTTP_", "CONTENT_"))]
        if any(NUL in text for text in head):
            raise BadRequest("NUL in what stands before the body")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        try:
            if _is_readable(request):
                return None
        except UnreadablePostError as error:
            raise BadRequest("the body broke off") from error
        if not _is_from_script(request):
            raise BadRequest("NUL in a form")
        return _say_no(
            _("Something in what your browser sent did not make sense to us."), HTTPStatus.BAD_REQUEST
        )


def _is_readable(request: HttpRequest) -> bool:
    """Whether a database can hold the body. What is not JSON at all the view tells in its own words."""
    if request.content_type != "application/json":
        return not any(NUL in text for key, values in request.POST.lists() for text in (key, *values))
    try:
        texts = "".join(_texts(json.loads(request.body)))
    except (ValueError, RecursionError):
        return True
    try:
        return NUL.encode() not in texts.encode()
    except UnicodeEncodeError:
        return False


def _is_from_script(request: HttpRequest) -> bool:
    """Whether a script sent it, and wants it answered in kind."""
    return "application/json" in (request.content_type, request.headers.get("Accept"))


def _say_no(message: str, status: HTTPStatus) -> HttpResponse:
    return JsonResponse({"message": message}, status=status)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from _texts(part)


class BodyLimitMiddleware:
    """Refuse a body that is too long for its address before a byte of it is read, whoever sends it.

    Only who works in the CMS may send files, and only there. A body that does not say how long it is
    (chunked) Django would never read: it is refused as well. Stands after the session, for its user, and
    before anything that reads the body.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.headers.get("Transfer-Encoding") and not request.META.get("CONTENT_LENGTH"):
            return _refuse_unread(request, HTTPStatus.LENGTH_REQUIRED)
        if _length(request) > _most_bytes(request):
            return _refuse_unread(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return self.get_response(request)


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    # Python takes no number of thousands of digits: so many are too many in any case.
    return int(said[:19]) if said.isdecimal() else 0


def _most_bytes(request: HttpRequest) -> int:
    """How many bytes the body of a request to this address may have."""
    if _length(request) <= settings.ANSWER_MAX_BYTES:
        return int(settings.ANSWER_MAX_BYTES)
    if request.path_info.startswith("/cms/") and opens_cms(request.user):
        return int(settings.H5P_MAX_UPLOAD_BYTES) + ENVELOPE_BYTES
    try:
        name = resolve(request.path_info).view_name
    except Resolver404:
        name = ""
    return int(settings.BODY_MAX_BYTES.get(name, settings.ANSWER_MAX_BYTES))


def _refuse_unread(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    if _is_from_script(request):
        response = _say_no(_("This is too long to be kept."), status)
    else:
        response = render(request, "413.html", {"status": int(status)}, status=status)
    # Gunicorn drops `Connection: close`, and would read the rest before the next request: there is none.
    if "gunicorn.socket" in request.META:
        request.META["gunicorn.socket"].shutdown(socket.SHUT_RD)
    return response


class KeepingMiddleware:
    """Say who may keep a response: nobody a personal one, one's own browser a public one.

    Personal is all that somebody signed in gets, or somebody with a session, unless the view allows one's
    own browser a time (`private, max-age`). A public page holds a key for its forms: no proxy may share it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        said = set(re.split(r"\s*,\s*", response.headers.get("Cache-Control", "").lower()))
        is_kept_at_home = "private" in said and any(word.startswith("max-age=") for word in said)
        if _is_personal(request, response):
            if not is_kept_at_home or "max-age=0" in said:
                response.headers["Cache-Control"] = "private, no-store"
        elif not said & {"no-store", "public"} and not is_kept_at_home:
            response.headers["Cache-Control"] = "private, no-cache"
        return response


def _is_personal(request: HttpRequest, response: HttpResponseBase) -> bool:
    name = settings.SESSION_COOKIE_NAME
    return name in request.COOKIES or name in response.cookies


class PageCompressionMiddleware(GZipMiddleware):
    """Compress text, and what is text only; files are compressed already, or sent in ranges."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith(COMPRESSED_TYPES):
            return response
        return super().process_response(request, response)


class PublicETagMiddleware(ConditionalGetMiddleware):
    """Answer 304 to whoever has a page as it still is. A page that nobody may keep gets no ETag.

    The key in a page's forms is masked anew each time and opens with the same cookie: the cookie counts, and
    the mask does not. So the ETag is a weak one.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if isinstance(response, HttpResponse) and self.needs_etag(response) and response.content:
            text = CSRF_TOKEN.sub(rb"\1", response.content)
            cookie = request.META.get("CSRF_COOKIE", "") if text != response.content else ""
            digest = hashlib.sha256(text + cookie.encode()).hexdigest()[:32]
            response.headers.setdefault("ETag", f'W/"{digest}"')
        return super().process_response(request, response)
