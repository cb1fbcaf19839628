"""What the outermost layer lets in and lets be kept, tried on every address of the house."""

import io
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.accounts.test_addresses import PAGES, TABLE, World

pytestmark = pytest.mark.django_db

BAD = ["\0", "a\0b", "\x01\x1f\x7f", "\ud800".encode("utf-8", "surrogatepass"), b"\xff\xfe"]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def addresses(world: World, method: str = "GET") -> list[str]:
    names = [key.rpartition(" ")[2] for key in TABLE if key.startswith("POST ") == (method == "POST")]
    own = [reverse(name, args=world.arguments(name)) for name in names]
    return [*own, *PAGES.values()] if method == "GET" else own


def ask(client: Client, method: str, address: str, *arguments: Any, **more: Any) -> Any:
    """The answer; what the request wrote is taken back."""
    with transaction.atomic():
        response = getattr(client, method)(address, *arguments, **more)
        transaction.set_rollback(True)
    return response


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("role", ["anonymous", "admin"])
def test_no_text_brings_down_an_address(world: World, role: str, bad: str | bytes) -> None:
    client = world.client(role)
    client.raise_request_exception = False
    is_nul = "\0" in bad if isinstance(bad, str) else False
    found = {}
    for address in addresses(world):
        asked = dict.fromkeys(("q", "next", "side", "p", "as_of"), bad)
        found[address] = ask(client, "get", address, asked).status_code
    for address in addresses(world, "POST"):
        form = dict.fromkeys(("answer", "question", "sender", "submission_key", "login", "next"), bad)
        found[f"POST {address}"] = ask(client, "post", address, form).status_code
    wrong = {what: status for what, status in found.items() if status >= 500 or (is_nul and status != 400)}
    assert wrong == {}


@pytest.mark.parametrize(
    "head", ["", "/kurser/", "/kurser/kursus/", "/rapporter/", "/bevis/", "/h5p/", "/cms/", "/dokumenter/1/"]
)
def test_nul_in_a_path_is_400(world: World, client: Client, head: str) -> None:
    assert client.get(f"{head}/%00/").status_code == 400
    assert client.get(f"{head}/a%00b").status_code == 400


def test_nul_in_a_cookie_or_header_is_400(world: World, client: Client) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "a\0b"
    assert client.get("/kurser/").status_code == 400
    assert Client().get("/kurser/", headers={"x-requested-with": "a\0"}).status_code == 400


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "\udfff x"])
@pytest.mark.parametrize("name", ["lesson_h5p:statement", "lesson_h5p:state"])
def test_half_a_character_in_json_is_400(world: World, name: str, text: str) -> None:
    client = world.client("employee")
    for body in ({"token": text}, {text: 1}, {"statement": {"deep": [[{"a": text}]]}}):
        response = client.post(
            reverse(name, args=[world.lesson.pk]), json.dumps(body), content_type="application/json"
        )
        assert response.status_code == 400


class Unread:
    """A body that must not be read."""

    def read(self, *_size: int) -> bytes:
        raise AssertionError("the body was read")

    readline = read


@pytest.mark.parametrize("role", ["anonymous", "citizen", "admin"])
def test_body_over_its_limit_is_refused_unread_at_every_address(world: World, role: str) -> None:
    client = world.client(role)
    found = {}
    for address in [*addresses(world, "POST"), "/konto/login/", "/kurser/", "/nowhere/", "/cms/pages/add/"]:
        too_much = settings.H5P_MAX_UPLOAD_BYTES * 2
        for kind in (
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json",
        ):
            response = client.generic(
                "POST",
                address,
                content_type=kind,
                **{"wsgi.input": Unread(), "CONTENT_LENGTH": str(too_much)},
            )
            found[f"{address} {kind}"] = response.status_code
    assert set(found.values()) == {413}, found


def test_one_byte_decides(world: World) -> None:
    """What is just within the limit is read, and judged by what it says."""
    client = world.client("employee")
    for name, most in {
        "courses:answer": settings.ANSWER_MAX_BYTES,
        "lesson_h5p:statement": settings.XAPI_MAX_BYTES,
        "lesson_h5p:state": 6 * settings.ANSWER_MAX_BYTES,
    }.items():
        address = reverse(name, args=[world.lesson.pk])
        kind = "application/x-www-form-urlencoded" if name == "courses:answer" else "application/json"
        assert client.post(address, "x" * most, content_type=kind).status_code in (400, 403)
        assert client.post(address, "x" * (most + 1), content_type=kind).status_code == 413


def test_only_the_cms_takes_files_and_only_from_those_who_work_there(world: World) -> None:
    size = str(settings.H5P_MAX_UPLOAD_BYTES)
    sent: dict[str, Any] = {
        "wsgi.input": Unread(),
        "CONTENT_LENGTH": size,
        "content_type": "multipart/form-data; boundary=x",
    }
    for role in ("anonymous", "citizen", "employee"):
        assert world.client(role).generic("POST", "/cms/images/add/", **sent).status_code == 413
    sent["wsgi.input"] = io.BytesIO()
    assert world.client("admin").generic("POST", "/cms/images/add/", **sent).status_code != 413


def test_body_of_unknown_length_is_refused(client: Client) -> None:
    response = client.generic("POST", "/konto/login/", HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="")
    assert response.status_code == 411


def test_refusal_says_so_in_plain_danish(client: Client) -> None:
    response = client.post("/konto/login/", {"login": "x" * settings.ANSWER_MAX_BYTES})
    assert response.status_code == 413
    assert "Det var for meget på én gang" in response.text


def test_too_many_fields_or_files_are_400(client: Client) -> None:
    assert (
        client.post(
            "/konto/login/", "&".join(["a=1"] * 1001), content_type="application/x-www-form-urlencoded"
        ).status_code
        == 400
    )
    part = '--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nc\r\n'
    body = part * 101 + "--x--\r\n"
    assert client.generic("POST", "/konto/login/", body, "multipart/form-data; boundary=x").status_code == 400


@pytest.fixture
def gunicorn(tmp_path: Path) -> Iterator[int]:
    """A real server on a port of its own, with no database to speak of: nothing gets that far."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        "PATH": "/usr/bin:/bin",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
    }
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "config.wsgi",
            f"--bind=127.0.0.1:{port}",
            "--threads=2",
            "--keep-alive=600",
        ],
        cwd=settings.BASE_DIR,
        env=env,
        stderr=subprocess.DEVNULL,
    )
    for _tenth in range(300):
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield port
    server.terminate()
    server.wait(20)


@pytest.mark.parametrize(
    ("header", "status"),
    [(f"Content-Length: {10**10}", b" 413 "), ("Transfer-Encoding: chunked", b" 411 ")],
)
def test_gunicorn_answers_before_the_body_is_sent(gunicorn: int, header: str, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", gunicorn), timeout=60) as door:
        kind = "Content-Type: application/x-www-form-urlencoded"
        door.sendall(f"POST /konto/login/ HTTP/1.1\r\nHost: localhost\r\n{kind}\r\n{header}\r\n\r\n".encode())
        answer = b""
        while part := door.recv(65536):
            answer += part
    # To the end of the connection: gunicorn does not wait for the rest either.
    assert status in answer.partition(b"\r\n")[0]


@pytest.mark.crawl
@pytest.mark.parametrize("role", ["manager", "admin"])
def test_nobody_may_keep_what_somebody_signed_in_gets(world: World, role: str) -> None:
    client = world.client(role)
    kept = {}
    for address in [*addresses(world), "/cms/", "/cms/pages/", "/nowhere/"]:
        response = ask(client, "get", address)
        words = set(response.headers["Cache-Control"].replace(" ", "").split(","))
        if not words >= {"private", "no-store"}:
            kept[address] = response.headers["Cache-Control"]
    assert kept == {}


def test_public_pages_may_be_kept_by_ones_own_browser(world: World, client: Client) -> None:
    for address in PAGES.values():
        assert "no-store" not in client.get(address).headers["Cache-Control"], address


@pytest.mark.crawl
@pytest.mark.parametrize("role", ["anonymous", "manager"])
def test_head_answers_as_get_does(world: World, role: str) -> None:
    wrong = {}
    for address in addresses(world):
        got, head = (ask(world.client(role), method, address) for method in ("get", "head"))
        same = ("Content-Type", "Cache-Control", "Location", "Allow", "Content-Disposition")
        if got.status_code != head.status_code or any(
            got.headers.get(k) != head.headers.get(k) for k in same
        ):
            wrong[address] = (got.status_code, head.status_code)
    assert wrong == {}


@pytest.mark.crawl
def test_method_that_an_address_does_not_know_is_told_which_it_knows(world: World) -> None:
    client = world.client("admin")
    wrong = {}
    for method in ("trace", "put", "delete", "patch"):
        for address in {*addresses(world), *addresses(world, "POST")}:
            response = ask(client, method, address)
            if response.status_code >= 500 or (
                response.status_code == 405 and not response.headers.get("Allow")
            ):
                wrong[f"{method} {address}"] = response.status_code
    assert wrong == {}


def test_public_page_is_sent_once_and_compressed(world: World, client: Client) -> None:
    first = client.get("/kurser/", headers={"accept-encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    etag = first.headers["ETag"]
    second = client.get("/kurser/", headers={"accept-encoding": "gzip"})
    assert second.headers["ETag"] == client.get("/kurser/").headers["ETag"]
    again = client.get("/kurser/", headers={"if-none-match": second.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    # Another cookie, another key in the forms: the page is sent anew.
    client.cookies.clear()
    assert client.get("/kurser/", headers={"if-none-match": etag}).status_code == 200


def test_personal_page_is_compressed_and_has_no_etag(world: World) -> None:
    response = world.client("manager").get("/min-laering/", headers={"accept-encoding": "gzip"})
    assert (response.headers["Content-Encoding"], "ETag" in response.headers) == ("gzip", False)


def test_next_leads_nowhere_else(world: World) -> None:
    for elsewhere in ("//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"):
        for address in ("/konto/sprog/", "/konto/rolig/", "/konto/login/"):
            response = ask(world.client("citizen"), "post", address, {"next": elsewhere, "language": "en"})
            location = response.headers.get("Location", "")
            assert not any(word in location for word in ("evil", "alert")), address


def test_long_address_is_no_error(world: World, client: Client) -> None:
    for address in ("/" + "a" * 7000 + "/", "/kurser/?q=" + "a" * 7000, "/kurser/" + "b/" * 2000):
        assert client.get(address).status_code < 500


def test_health_asks_the_database_once(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert client.get("/healthz").content == b"ok"
