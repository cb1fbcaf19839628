"""Serving a stored file as a browser plays it: in ranges, and only when it has changed (RFC 9110)."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import PurePath
from typing import IO, Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import Storage
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from uploads.domain.storage import PrivateStorage

CHUNK = 64 * 1024
# One range and no more: several at once may be answered with the whole file (RFC 9110, 14.2).
RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


class NotSatisfiable(Exception):
    """The range begins behind the end of the file."""


def read_range(header: str, size: int) -> tuple[int, int] | None:
    """The first byte and the one behind the last that a Range header asks for, in a file of `size` bytes.

    None: there is no such header, or none that we follow, and the whole file is the answer.
    Raises `NotSatisfiable`.
    """
    match = RANGE.fullmatch(header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    # No file has as many bytes as nineteen digits can say.
    first, last = (int(digits[:19]) if digits else None for digits in match.groups())
    if first is None:
        begin, end = size - min(last or 0, size), size
    elif last is not None and last < first:
        return None
    else:
        begin, end = first, size if last is None else min(last + 1, size)
    if begin >= end:
        raise NotSatisfiable
    return begin, end


def serve_stored(
    request: HttpRequest, storage: Storage, path: str, *, size: int, version: str, content_type: str
) -> HttpResponseBase:
    """The file of the store, streamed: whole (200), a range of it (206), or that it is as it was (304).

    `version` is the same only for the same bytes. Where nginx sends files, it is told which, and does this;
    what is private lies where it may not read, and is always sent from here.
    """
    if settings.NGINX_SENDS_FILES and not isinstance(storage, PrivateStorage):
        where = PurePath(storage.path(path)).relative_to(settings.FILES_ROOT)
        sent = {"X-Accel-Redirect": quote(f"/_files/{where.as_posix()}")}
        return HttpResponse(content_type=content_type, headers=sent)
    etag = quote_etag(version)
    headers = {"ETag": etag, "Accept-Ranges": "bytes"}
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        for name, value in headers.items():
            unchanged.headers[name] = value
        return unchanged
    if request.method == "HEAD":
        return HttpResponse(content_type=content_type, headers={**headers, "Content-Length": str(size)})
    asked = request.headers.get("Range", "") if request.headers.get("If-Range", etag) == etag else ""
    try:
        part = read_range(asked, size)
    except NotSatisfiable:
        return HttpResponse(
            status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            headers={**headers, "Content-Range": f"bytes */{size}"},
        )
    opened: Any = storage.open(path)
    if part is None:
        return FileResponse(
            opened, content_type=content_type, headers={**headers, "Content-Length": str(size)}
        )
    begin, end = part
    return StreamingHttpResponse(
        _read(opened, begin, end),
        status=HTTPStatus.PARTIAL_CONTENT,
        content_type=content_type,
        headers={
            **headers,
            "Content-Range": f"bytes {begin}-{end - 1}/{size}",
            "Content-Length": str(end - begin),
        },
    )


def _read(opened: IO[bytes], begin: int, end: int) -> Iterator[bytes]:
    with opened:
        opened.seek(begin)
        left = end - begin
        while left > 0 and (chunk := opened.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
