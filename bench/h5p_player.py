"""What playing an activity costs: one of its files, and the first play in Chromium beside a plain lesson."""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from bench.rows import Row, compare
from bench.timing import count_queries, time_side_by_side
from courses.models import LessonPage
from tests.conftest import HOW_TO_GET_CHROMIUM, find_chromium
from tests.factories.courses import make_course, make_enrolment, make_lesson, make_module, make_person, text
from tests.factories.h5p import h5p_block, token_for
from tests.factories.h5p_code import make_quiz

RUNS = 5
MAX_FILE_QUERIES = 1


def measure() -> list[Row]:
    """A file of a library beside the health check; an activity with a cold browser beside a page of text."""
    with _store(), patch.dict(os.environ, {"DJANGO_ALLOW_ASYNC_UNSAFE": "true"}):
        return _measure()


@contextmanager
def _store() -> Iterator[None]:
    """A store of our own; FileSystemStorage has looked up where it is once and for all."""
    with tempfile.TemporaryDirectory() as folder:
        places = {"base_location": folder, "location": folder}
        with patch.dict(vars(storages["h5p"]), places):
            yield


def _measure() -> list[Row]:
    person, course = make_person(), make_course("Målestokken")
    make_enrolment(person, course)
    module = make_module(course)
    content = make_quiz()
    plain = make_lesson(module, "Tekst", body=[text()])
    lesson = make_lesson(module, "Aktivitet", body=[h5p_block(content)])
    client, address = (
        Client(),
        reverse("lesson_h5p:asset", args=[token_for(person, lesson, content), "H5P.TestQuiz-1.0/main.js"]),
    )

    def file() -> None:
        assert b"".join(client.get(address).streaming_content)

    def health() -> None:
        assert client.get(reverse("health")).status_code == 200

    file()
    health()
    file_s, health_s = time_side_by_side(file, health, runs=25)
    rows = [
        compare("a file of an H5P activity, time", file_s * 1000, "ms", baseline=health_s * 1000),
        compare(
            "a file of an H5P activity, queries", count_queries(file), "queries", max_value=MAX_FILE_QUERIES
        ),
    ]
    if find_chromium() is None:
        print(f"The first play was NOT measured: {HOW_TO_GET_CHROMIUM}.")
        return rows
    server = LiveServer("localhost")
    try:
        played, read = _first_plays(server, person, lesson, plain)
    finally:
        server.stop()
    return [*rows, compare("first play of an H5P activity in Chromium", played, "ms", baseline=read)]


def _first_plays(
    server: LiveServer, person: User, lesson: LessonPage, plain: LessonPage
) -> tuple[float, float]:
    """Median ms until the activity, and until the plain page, is shown in a browser that has seen neither."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        samples = [
            (
                _until(browser, server, person, lesson, "[data-playing]"),
                _until(browser, server, person, plain, "h1"),
            )
            # The first one warms the server up.
            for _run in range(RUNS + 1)
        ][1:]
        browser.close()
    played, read = zip(*samples, strict=True)
    return statistics.median(played), statistics.median(read)


def _until(browser: Browser, server: LiveServer, person: User, page: LessonPage, sign: str) -> float:
    client = Client()
    client.force_login(person)
    context = browser.new_context()
    cookies = [
        {"name": name, "value": morsel.value, "url": server.url} for name, morsel in client.cookies.items()
    ]
    context.add_cookies(cookies)
    tab = context.new_page()
    began = time.perf_counter()
    tab.goto(f"{server.url}{page.url}")
    tab.wait_for_selector(sign)
    took = time.perf_counter() - began
    context.close()
    return took * 1000
