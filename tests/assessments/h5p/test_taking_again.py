"""Packages whose worker was killed, and workers that were only slow."""

import datetime as dt
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.enums import Role
from accounts.policy import CLAIM_HOLDS
from assessments.h5p.domain import uploads
from assessments.h5p.domain.gate import PackageRefused
from assessments.h5p.domain.uploads import receive_package, take_in, unpack_again
from assessments.h5p.enums import UploadState
from assessments.h5p.models import ContentVersion, H5PContent, Upload
from tests.assessments.h5p.cms import enter
from tests.factories.h5p import make_library
from tests.factories.h5p_packages import MACHINE_NAME, as_upload, make_package

pytestmark = pytest.mark.django_db

LONG_AGO = CLAIM_HOLDS + dt.timedelta(minutes=1)


class _NoWorker:
    """Tasks wait for ever."""

    @staticmethod
    def enqueue(*_: Any) -> None: ...


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Upload:
    """A package that nobody has begun to unpack, whose libraries are all here."""
    make_library(MACHINE_NAME, (1, 0, 0))
    with monkeypatch.context() as patch:
        patch.setattr(uploads, "unpack_upload", _NoWorker)
        return receive_package(as_upload(make_package(libraries=[])), by=None)


def lose(upload: Upload, ago: dt.timedelta = LONG_AGO) -> None:
    """As a worker that is killed leaves the package."""
    Upload.objects.filter(pk=upload.pk).update(
        state=UploadState.UNPACKING, started_at=timezone.now() - ago, brought_at=timezone.now() - ago
    )
    upload.refresh_from_db()


def test_package_whose_worker_was_killed_is_taken_again(waiting: Upload, person: Any) -> None:
    lose(waiting)
    assert waiting.is_stuck

    unpack_again(waiting, by=person)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.file.name, waiting.is_stuck) == (UploadState.READY, "", False)
    assert ModelLogEntry.objects.get(action="h5p.unpack_again").user == person


def test_package_that_is_being_unpacked_is_left_to_its_worker(waiting: Upload, person: Any) -> None:
    lose(waiting, CLAIM_HOLDS - dt.timedelta(minutes=1))
    assert not waiting.is_stuck

    unpack_again(waiting, by=person)
    take_in(waiting)

    waiting.refresh_from_db()
    assert waiting.state == UploadState.UNPACKING
    assert not H5PContent.objects.exists()
    assert not ModelLogEntry.objects.filter(action="h5p.unpack_again").exists()


@pytest.mark.parametrize("problem", [None, PackageRefused("Nej."), OSError("The disk is gone.")])
def test_worker_that_was_only_slow_leaves_the_package_to_the_next(
    problem: Exception | None, waiting: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = uploads._keep

    def keep_slowly(upload: Upload, package: Any, approve: bool) -> None:
        monkeypatch.setattr(uploads, "_keep", keep)
        lose(Upload.objects.get(pk=upload.pk))
        take_in(Upload.objects.get(pk=upload.pk))
        if problem:
            raise problem
        keep(upload, package, approve)

    monkeypatch.setattr(uploads, "_keep", keep_slowly)
    take_in(waiting)

    waiting.refresh_from_db()
    version = ContentVersion.objects.get()
    assert (waiting.state, waiting.version, waiting.problem) == (UploadState.READY, version, "")
    assert storages["h5p"].exists(f"{version.folder}/content.json")
    assert storages["h5p"].listdir("content")[0] == [str(version.folder_id)]


def test_package_that_is_unpacked_says_since_when(waiting: Upload) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.update(state=UploadState.UNPACKING, started_at=None)


def test_page_of_a_package_looks_again_by_itself_until_it_is_done(waiting: Upload) -> None:
    client = enter(Role.AUTHOR)
    page = reverse("h5p_packages:inspect", args=[waiting.pk])
    assert "Refresh" in client.get(page).headers
    lose(waiting, dt.timedelta())
    assert "Refresh" in client.get(page).headers
    lose(waiting)
    take_in(waiting)
    assert "Refresh" not in client.get(page).headers


def test_author_asks_for_a_lost_package_to_be_unpacked_again(waiting: Upload) -> None:
    client = enter(Role.AUTHOR)
    page = reverse("h5p_packages:inspect", args=[waiting.pk])
    again = reverse("h5p_packages:unpack_again", args=[waiting.pk])
    assert again not in client.get(page).text
    lose(waiting)
    assert f'action="{again}"' in client.get(page).text
    assert client.get(again).status_code == HTTPStatus.METHOD_NOT_ALLOWED

    shown = client.post(again, follow=True)

    assert shown.redirect_chain == [(page, HTTPStatus.FOUND)]
    assert shown.context["upload"].state == UploadState.READY
    assert again not in shown.text
