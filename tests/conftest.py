"""What every test shares. Browser and PostgreSQL tests step aside, visibly, where their half is missing."""

import atexit
import gc
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.core.files.storage import storages
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import SimpleTestCase
from wagtail.models import Collection, Locale, Page

from accounts.domain import common
from tests.dress import find_undressed
from tests.inline import find_inline
from tests.slips import page_of

pytest_plugins = ["tests.database"]

# As in manage.py: one file of tests is hardly longer than a start.
gc.set_threshold(10_000)
atexit.register(gc.freeze)

REDIS_PORT = 6379
# Where files lie, and what the folder of each is called in a test.
STORES = {"h5p": "h5p", "default": "media", "papers": "papers", "school": "school"}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW_TO_GET_CHROMIUM = "install Chromium (Debian: apt install chromium) or set CHROMIUM=/path/to/it"


def find_chromium() -> str | None:
    """The browser to drive: the one CHROMIUM names, else the first of the usual names on PATH."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def has_redis() -> bool:
    """Whether this machine has the program, or a Redis where it listens by itself."""
    if shutil.which("redis-server"):
        return True
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", REDIS_PORT)) == 0


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def restore_roots() -> None:
    """Put back what Wagtail's migrations made, where a transactional test has emptied the tables."""
    cache.clear()
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    if not Page.objects.exists():
        Page.add_root(title="Root", slug="root")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("REQUIRE_BROWSER") == "1" and find_chromium() is None:
        raise pytest.UsageError(f"REQUIRE_BROWSER=1, but there is no Chromium: {HOW_TO_GET_CHROMIUM}.")


def asks_database(item: pytest.Item) -> bool:
    """Whether the test may ask a database; pytest-django lets no other do so."""
    of_django = issubclass(getattr(item, "cls", None) or object, SimpleTestCase)
    has_mark = item.get_closest_marker("django_db") is not None
    return (
        of_django or has_mark or not {"db", "transactional_db"}.isdisjoint(getattr(item, "fixturenames", ()))
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if asks_database(item):
            item.add_marker("database")
    absent = set()
    if find_chromium() is None:
        absent.add("browser")
    if not is_postgres():
        absent.add("postgres")
    if not has_redis():
        absent.add("redis")
    left_out = [item for item in items if any(item.get_closest_marker(mark) for mark in absent)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if find_chromium() is None:
        terminalreporter.write_line(
            f"The browser tests did NOT run: {HOW_TO_GET_CHROMIUM}, then `make test` again.", yellow=True
        )
    if not has_redis():
        terminalreporter.write_line(
            "The test that needs a Redis did not run: install redis-server.", yellow=True
        )
    if not is_postgres():
        terminalreporter.write_line(
            "The tests that need PostgreSQL did not run: set DATABASE_URL=postgres://... and run again."
        )


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """SQLite gives the next test's rows the same ids: what is kept by an id must not meet them. And what this
    process keeps under the token that every test begins with would hang on the tests before.
    """
    for name in settings.CACHES:
        caches[name].clear()
    common._kept = (None, {})


@pytest.fixture(autouse=True)
def _media_in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees what another uploaded."""
    monkeypatch.setattr(settings, "MEDIA_ROOT", str(tmp_path / "media"))
    # FileSystemStorage has looked up where it is once and for all.
    for storage, folder in STORES.items():
        for name in ("base_location", "location"):
            monkeypatch.setitem(vars(storages[storage]), name, str(tmp_path / folder))


@pytest.fixture(autouse=True)
def _dressed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No page of any test wears a class whose stylesheet it does not load, nor holds an inline script."""
    answer = BaseHandler.get_response
    bare: set[str] = set()

    def look(handler: BaseHandler, request: HttpRequest) -> HttpResponseBase:
        response = answer(handler, request)
        page = page_of(response)
        bare.update(f"{request.path}: {name}" for name in find_undressed(page) | find_inline(page))
        return response

    monkeypatch.setattr(BaseHandler, "get_response", look)
    yield
    assert bare == set()
