"""What a killed process left in the store goes after a day; what a row names stays."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from assessments.h5p.domain import uploads
from assessments.h5p.domain.pruning import LEFT_AFTER, prune_files, refuse_lost_uploads
from assessments.h5p.domain.uploads import receive_package
from assessments.h5p.enums import UploadState
from assessments.h5p.models import Upload
from tests.assessments.h5p.test_taking_again import _NoWorker
from tests.factories.h5p import make_content
from tests.factories.h5p_packages import as_upload, make_package

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def put(name: str) -> str:
    return storages["h5p"].save(name, ContentFile(b"{}"))


def stored() -> set[str]:
    root = Path(storages["h5p"].path(""))
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def age_all(age: dt.timedelta) -> None:
    then = (timezone.now() - age).timestamp()
    for path in Path(storages["h5p"].path("")).rglob("*"):
        os.utime(path, (then, then))


def waiting(monkeypatch: pytest.MonkeyPatch) -> Upload:
    with monkeypatch.context() as patch:
        patch.setattr(uploads, "unpack_upload", _NoWorker)
        return receive_package(as_upload(make_package(libraries=[])), by=None)


def test_only_old_files_that_no_row_names_go(monkeypatch: pytest.MonkeyPatch) -> None:
    version = make_content().current
    assert version is not None
    kept = {
        put(f"{version.folder}/images/a.png"),
        put(f"{version.main_library.folder}/x.js"),
        waiting(monkeypatch).file.name,
    }
    left = {
        put("uploads/left.h5p"),
        put("content/nobodys/content/a.png"),
        put("libraries/H5P.Gone-1.0.0/x.js"),
    }
    assert prune_files(timezone.now()) == 0
    assert left < stored()
    age_all(LEFT_AFTER + HOUR)
    assert prune_files(timezone.now()) == len(left)
    assert kept <= stored()
    assert not left & stored()
    assert prune_files(timezone.now()) == 0


def make_task(upload: Upload, status: str) -> None:
    DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [upload.pk], "kwargs": {}},
        task_path=uploads.unpack_upload.module_path,
        backend_name="background",
        run_after=get_date_max(),
        exception_class_path="",
        traceback="",
    )


@pytest.mark.parametrize(
    ("age", "status", "is_lost"), [(25, "FAILED", True), (25, "READY", False), (23, "FAILED", False)]
)
def test_package_that_no_task_will_take_up_is_refused(
    monkeypatch: pytest.MonkeyPatch, age: int, status: str, is_lost: bool
) -> None:
    upload = waiting(monkeypatch)
    name = upload.file.name
    then = timezone.now() - age * HOUR
    Upload.objects.update(state=UploadState.UNPACKING, brought_at=then, started_at=then)
    make_task(upload, status)
    assert refuse_lost_uploads(timezone.now()) == int(is_lost)
    upload.refresh_from_db()
    if is_lost:
        assert (upload.state, upload.file.name) == (UploadState.REFUSED, "")
        assert upload.problem
    else:
        assert upload.state == UploadState.UNPACKING
    assert (name in stored()) is not is_lost
