"""Files in ranges, as players of video ask for them (RFC 9110, 14)."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import RequestFactory

from courses.h5p.views.ranges import CHUNK, NotSatisfiable, read_range, serve_stored

BODY = bytes(range(256)) * 1000
SIZE = len(BODY)
ETAG = '"one"'


@pytest.fixture
def serve():
    storages["h5p"].save("a.webm", ContentFile(BODY))

    def answer(method="get", **headers):
        request = getattr(RequestFactory(), method)("/", headers=headers)
        return serve_stored(
            request, storages["h5p"], "a.webm", size=SIZE, version="one", content_type="video/webm"
        )

    return answer


def body(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-99", (0, 100)),
        ("bytes=0-0", (0, 1)),
        (" bytes=10- ", (10, 1000)),
        ("bytes=-1", (999, 1000)),
        ("bytes=-5000", (0, 1000)),
        ("bytes=990-5000", (990, 1000)),
        ("bytes=999-999", (999, 1000)),
        ("bytes=0-" + "9" * 400, (0, 1000)),
        # Not ours to follow: the whole file is the answer.
        ("", None),
        ("bytes=-", None),
        ("bytes=5-4", None),
        ("bytes=0-1,5-9", None),
        ("lines=0-1", None),
        ("bytes=a-b", None),
        ("bytes=١-٢", None),
        ("bytes=+1-2", None),
    ],
)
def test_a_range_is_read(header, expected):
    assert read_range(header, 1000) == expected


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-2000", "bytes=-0", "bytes=" + "9" * 400 + "-"])
def test_a_range_behind_the_end_is_refused(header):
    with pytest.raises(NotSatisfiable):
        read_range(header, 1000)


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=-5"])
def test_an_empty_file_has_no_range(header):
    with pytest.raises(NotSatisfiable):
        read_range(header, 0)


def test_the_whole_file_is_streamed(serve):
    response = serve()
    assert response.status_code == 200
    assert response.streaming
    assert response["Content-Length"] == str(SIZE)
    assert (response["Accept-Ranges"], response["ETag"]) == ("bytes", ETAG)
    assert body(response) == BODY


def test_a_range_is_streamed_in_pieces(serve):
    response = serve(range=f"bytes=100-{SIZE - 2}")
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes 100-{SIZE - 2}/{SIZE}"
    assert response["Content-Length"] == str(SIZE - 101)
    pieces = list(response.streaming_content)
    assert b"".join(pieces) == BODY[100:-1]
    assert max(map(len, pieces)) <= CHUNK


def test_a_range_that_cannot_be_is_416(serve):
    response = serve(range=f"bytes={SIZE}-")
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{SIZE}")


@pytest.mark.parametrize(
    ("said", "status"), [(ETAG, 206), ('"other"', 200), ("Sun, 22 Nov 2026 01:00:00 GMT", 200)]
)
def test_if_range_gives_a_range_of_the_same_file_only(serve, said, status):
    assert serve(range="bytes=0-9", **{"if-range": said}).status_code == status


def test_what_has_not_changed_is_not_sent_again(serve):
    response = serve(**{"if-none-match": ETAG})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", ETAG)


def test_head_tells_of_the_whole_and_sends_nothing(serve):
    response = serve("head", range="bytes=0-9")
    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Length"] == str(SIZE)
