"""Two packages, or a package and a decision, at the same time. Only PostgreSQL has the locks for it."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import connection

from assessments.h5p.domain import storing, uploads
from assessments.h5p.domain.libraries import approve_library
from assessments.h5p.domain.uploads import receive_package, take_in
from assessments.h5p.enums import LibraryState, UploadState
from assessments.h5p.models import ContentVersion, H5PContent, Library, Upload
from tests.factories.h5p import make_library
from tests.factories.h5p_packages import MACHINE_NAME, as_upload, make_package

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

# Seconds that one thread gives another to get as far as the database lets it.
PATIENCE = 1


class _NoWorker:
    @staticmethod
    def enqueue(*_: Any) -> None: ...


def bring(monkeypatch: pytest.MonkeyPatch, package: bytes, **options: Any) -> Upload:
    """A package that waits to be unpacked."""
    with monkeypatch.context() as patch:
        patch.setattr(uploads, "unpack_upload", _NoWorker)
        return receive_package(as_upload(package), by=None, **options)


def at_once(*works: Callable[[], Any]) -> None:
    """Do all of it in threads of their own, and raise what any of them raises."""
    problems = []

    def run(work: Callable[[], Any]) -> None:
        try:
            work()
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    if problems:
        raise problems[0]


def overlap(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let two threads begin this function of `uploads` together, and neither commit at once."""
    inner, barrier = getattr(uploads, name), threading.Barrier(2)

    def outer(*args: Any, **options: Any) -> Any:
        barrier.wait(30)
        result = inner(*args, **options)
        time.sleep(PATIENCE)
        return result

    monkeypatch.setattr(uploads, name, outer)


def test_two_packages_with_the_same_new_library_make_one(monkeypatch):
    waiting = [bring(monkeypatch, make_package({"question": text})) for text in ("En", "To")]
    overlap(monkeypatch, "store_libraries")

    at_once(*(lambda upload=upload: take_in(upload) for upload in waiting))

    library = Library.objects.get()
    states = set(Upload.objects.values_list("state", "problem"))
    assert states == {(UploadState.AWAITING_LIBRARIES, "")}
    assert [list(version.libraries.all()) for version in ContentVersion.objects.all()] == [[library]] * 2
    for path in library.files:
        assert storages["h5p"].exists(f"{library.folder}/{path}")


def test_library_of_a_package_that_fails_is_left_whole_by_it(monkeypatch):
    """The name of a library goes to the other package only when the files of this one are away."""
    failing, sound = (bring(monkeypatch, make_package({"question": text})) for text in ("En", "To"))
    make_version, may_go_on = uploads._make_version, threading.Event()
    take_away = storing.take_away

    def take_away_slowly(names: list[str]) -> None:
        time.sleep(PATIENCE)
        take_away(names)

    monkeypatch.setattr(storing, "take_away", take_away_slowly)

    def fail_one(upload: Upload, *args: Any) -> ContentVersion:
        if upload.pk == failing.pk:
            may_go_on.set()
            raise OSError("No space left on device")
        return make_version(upload, *args)

    monkeypatch.setattr(uploads, "_make_version", fail_one)

    def take_in_sound() -> None:
        may_go_on.wait(30)
        take_in(sound)

    at_once(lambda: take_in(failing), take_in_sound)

    library = Library.objects.get()
    folder = Path(storages["h5p"].path(library.folder))
    assert sorted(path.name for path in folder.iterdir()) == sorted(library.files)
    failing.refresh_from_db()
    sound.refresh_from_db()
    assert (failing.state, sound.state) == (UploadState.REFUSED, UploadState.AWAITING_LIBRARIES)


def test_two_replacements_of_the_same_content_get_a_number_each(monkeypatch):
    make_library(MACHINE_NAME, (1, 0, 0))
    take_in(bring(monkeypatch, make_package({"question": "Først"}, libraries=[])))
    content = H5PContent.objects.get()
    waiting = [
        bring(monkeypatch, make_package({"question": text}, libraries=[]), replaces=content)
        for text in ("En", "To")
    ]
    overlap(monkeypatch, "resolve")

    at_once(*(lambda upload=upload: take_in(upload) for upload in waiting))

    assert set(Upload.objects.values_list("state", "problem")) == {(UploadState.READY, "")}
    assert sorted(content.versions.values_list("number", flat=True)) == [1, 2, 3]
    content.refresh_from_db()
    assert content.current is not None
    assert content.current.number == 3


def test_package_that_begins_to_wait_while_its_library_is_approved_is_ready(monkeypatch):
    library = make_library(MACHINE_NAME, (1, 0, 0), state=LibraryState.QUARANTINED)
    upload = bring(monkeypatch, make_package(libraries=[]))
    may_all_run, is_held = uploads._may_all_run, threading.Event()

    def hold(libraries: Any) -> bool:
        answer = may_all_run(libraries)
        is_held.set()
        time.sleep(PATIENCE)
        return answer

    monkeypatch.setattr(uploads, "_may_all_run", hold)

    def approve() -> None:
        is_held.wait(30)
        approve_library(library, None)

    at_once(lambda: take_in(upload), approve)

    upload.refresh_from_db()
    assert upload.state == UploadState.READY
    assert H5PContent.objects.get().current == upload.version
