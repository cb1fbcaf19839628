"""A real Chromium on a live server.

    def test_something(page_at, live_site, sign_in, check_axe):
        page = page_at(360)
        sign_in(page, "assistent@example.org")
        page.goto(live_site.url + "/min-laering/")
        check_axe(page)

`page_at` fails the test afterwards when the page logged an error, and `live_site` when a page that was asked
for, or stands there at the end, says what none may (tests/slips.py). SCREENSHOTS names a folder for `shoot`.
"""

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.base import BaseHandler
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import OperationalError
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Frame, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from demo.domain.load import fewest_staff
from tests.browser.kept import Kept
from tests.browser.shared_connection import one_at_a_time
from tests.conftest import find_chromium, restore_roots
from tests.factories.courses import make_course, make_enrolment, make_lesson, make_module, make_person, text
from tests.factories.h5p import h5p_block
from tests.slips import find_slips, find_slips_of

# Playwright's sync API keeps an event loop in this thread: Django takes every query for an async one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

HERE = Path(__file__).parent
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
# How long something may take to show: a busy machine is slow, and slow is not broken.
PATIENCE = 15_000
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HEIGHTS = {360: 780, 320: 640}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test, so that none is forgotten."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_chromium(),
            # Root in a container has no sandbox and a /dev/shm too small for a page's memory.
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb"],
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session", autouse=True)
def _static_files_as_in_production() -> Iterator[None]:
    """By WhiteNoise, with its headers: Django's test server hands them out itself, and without any."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "_should_handle", lambda _self, _path: False)
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_at_a_time() -> Iterator[None]:
    with one_at_a_time():
        yield


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return Kept(tmp_path_factory.mktemp("kept"))


def install() -> None:
    """The page tree, groups and framework of a fresh installation."""
    restore_roots()
    call_command("setup_site", no_courses=True, verbosity=0)


@pytest.fixture
def slips(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What pages of the live server say and must not, of every page that is asked for."""
    found: list[str] = []
    get_response = BaseHandler.get_response

    def look(handler: BaseHandler, request: Any) -> Any:
        response = get_response(handler, request)
        found.extend(f"{request.path}: {slip}" for slip in find_slips_of(response))
        return response

    monkeypatch.setattr(BaseHandler, "get_response", look)
    return found


def look_at(page: Page) -> list[str]:
    """What must not stand on the page as the browser shows it now, with all that scripts have written."""
    if page.is_closed() or page.url == "about:blank":
        return []
    is_danish = page.locator("html").get_attribute("lang") == "da"
    text = f"{page.title()}\n{page.locator('body').inner_text()}"
    return [f"{page.url}: {slip}" for slip in find_slips(text, is_danish=is_danish)]


def wait_until(page: Page, holds: Callable[[], bool], missing: str) -> None:
    """Let the page go on until what a request writes is there; `missing` is said when it never comes.

    On SQLite the live server and the test share a connection, where a table that is being written to cannot
    be read: that is "not yet" too.
    """
    for _tenth in range(PATIENCE // 100):
        with suppress(OperationalError):
            if holds():
                return
        page.wait_for_timeout(100)
    raise AssertionError(missing)


@pytest.fixture
def live_site(
    transactional_db: None,
    live_server: LiveServer,
    kept: Kept,
    slips: list[str],
) -> Iterator[LiveServer]:
    """The live server with a fresh installation, and no course.

    Every test gets its own: a transactional test empties all tables when it ends. Not before the server has
    answered what the browser asked last: on SQLite they share a connection, and a request that is rolled
    back would undo the emptying too.
    """
    asked: set[int] = set()
    is_quiet = threading.Condition()

    def begin(environ: dict[str, Any], **_said: Any) -> None:
        with is_quiet:
            asked.add(threading.get_ident())

    def end(**_said: Any) -> None:
        with is_quiet:
            asked.discard(threading.get_ident())
            is_quiet.notify_all()

    kept.fill("installation", install)
    request_started.connect(begin)
    request_finished.connect(end)
    yield live_server
    with is_quiet:
        is_quiet.wait_for(lambda: not asked, timeout=10)
    request_started.disconnect(begin)
    request_finished.disconnect(end)
    assert slips == []


@pytest.fixture
def town(live_site: LiveServer, kept: Kept, settings: Any) -> LiveServer:
    """The smallest demo municipality, served with the demo's sign-in buttons."""
    settings.DEMO_SIGN_IN = True
    kept.fill("town", lambda: call_command("demo", staff=fewest_staff(), stdout=StringIO()))
    return live_site


@pytest.fixture
def page_at(live_site: LiveServer, browser: Browser, slips: list[str]) -> Iterator[Callable[..., Page]]:
    """A factory of pages in a context of their own: `page_at(360)`, `page_at(1280, javascript=False)`."""
    errors: list[str] = []
    contexts = []

    def note(message: ConsoleMessage) -> None:
        # A browser logs a page that answers 4xx as an error of its own; the test asserts on statuses itself.
        if message.type == "error" and "Failed to load resource" not in message.text:
            errors.append(message.text)

    def open_page(width: int = 1280, *, javascript: bool = True, may_fail: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            locale="da-DK",
            timezone_id=settings.TIME_ZONE,
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        if not may_fail:
            page.on("console", note)
            page.on("pageerror", lambda error: errors.append(str(error)))
        contexts.append(context)
        return page

    yield open_page
    for context in contexts:
        slips += [slip for page in context.pages for slip in look_at(page)]
        context.close()
    assert errors == []


@pytest.fixture
def sign_in(live_site: LiveServer) -> Callable[[Page, str], None]:
    """Give the page the session of this person, without walking the sign-in page each time."""

    def put_session(page: Page, email: str) -> None:
        client = Client()
        client.force_login(User.objects.get(email=email), backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_site.url}]
        )

    return put_session


@pytest.fixture(scope="session")
def check_axe() -> Callable[[Page], None]:
    """Fail on anything that axe-core calls serious or critical on the page as it stands."""
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page) -> None:
        page.evaluate(source)
        found = page.evaluate(
            # No preload: a frame's policy does not let axe fetch stylesheets, and no rule in use reads them.
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false})",
            AXE_RULES,
        )
        serious = [
            {
                "rule": violation["id"],
                "help": violation["help"],
                "where": [node["html"][:200] for node in violation["nodes"][:3]],
                "why": violation["nodes"][0]["failureSummary"],
            }
            for violation in found["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
        assert not serious, f"{page.url}\n{json.dumps(serious, indent=2, ensure_ascii=False)}"

    return check


@pytest.fixture(scope="session")
def shoot() -> Callable[[Page, str], None]:
    """Save a screenshot of the whole page under SCREENSHOTS; does nothing where that is not set."""
    folder = os.environ.get("SCREENSHOTS")

    def save(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            width = page.viewport_size["width"] if page.viewport_size else 0
            page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)

    return save


@dataclass
class Elsewhere:
    """Another address: it keeps who knocks."""

    address: str
    port: int
    knocks: list[bytes] = field(default_factory=list)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    """A TCP and a UDP door on one port of this machine that note every first packet."""
    door, drop = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
    door.bind(("127.0.0.1", 0))
    door.listen()
    port = door.getsockname()[1]
    drop.bind(("127.0.0.1", port))
    found = Elsewhere(f"127.0.0.1:{port}", port)

    def answer() -> None:
        while True:
            try:
                visitor, _who = door.accept()
            except OSError:
                return
            visitor.settimeout(1)
            with visitor:
                try:
                    found.knocks.append(visitor.recv(200))
                    visitor.sendall(
                        b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 0\r\n\r\n"
                    )
                except OSError:
                    found.knocks.append(b"silent")

    def receive() -> None:
        while True:
            try:
                packet, _who = drop.recvfrom(200)
            except OSError:
                return
            if packet == b"stop":
                return
            found.knocks.append(packet)

    threads = [threading.Thread(target=call, daemon=True) for call in (answer, receive)]
    for thread in threads:
        thread.start()
    yield found
    door.shutdown(socket.SHUT_RDWR)
    door.close()
    drop.sendto(b"stop", ("127.0.0.1", port))
    for thread in threads:
        thread.join(5)
    drop.close()


@dataclass
class Visit:
    """The lesson with the content in it; `noted` is what the content says that it got hold of."""

    page: Page
    frame: Frame
    noted: dict[str, Any]


@pytest.fixture
def visit(live_site, browser: Browser, sign_in, slips: list[str]):
    """Open a lesson with this content and wait until it has tried all that it can.

    Not by `page_at`: what the browser refuses, it logs as an error.
    """
    contexts = []

    def open_lesson(content, *, is_waited_for: bool = True) -> Visit:
        learner = make_person("lone@example.org", display_name="Lone Kjær")
        course = make_course("Kurset")
        make_enrolment(learner, course)
        lesson = make_lesson(make_module(course, "Modulet"), "Døren", body=[text(), h5p_block(content)])
        context = browser.new_context(locale="da-DK", timezone_id=settings.TIME_ZONE)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        sign_in(page, "lone@example.org")
        context.add_cookies([{"name": "readable", "value": "secret", "url": live_site.url}])
        page.goto(live_site.url + lesson.url)
        page.evaluate("localStorage.setItem('ours', 'secret')")
        if not is_waited_for:
            return Visit(page, page.main_frame, {})
        expect(page.locator("[data-playing]")).to_be_visible()
        frame = next(one for one in page.frames if one.parent_frame == page.main_frame)
        # Not wait_for_function: it polls by code made of strings, which the frame's policy forbids.
        wait_until(page, lambda: frame.evaluate("window.noted.done"), "the content did not come to an end")
        return Visit(page, frame, frame.evaluate("window.noted"))

    yield open_lesson
    for context in contexts:
        slips += [slip for page in context.pages for slip in look_at(page)]
        context.close()
