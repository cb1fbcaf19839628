"""What was left behind half-way: files that no row names, and packages that nobody will unpack any more."""

import datetime as dt
from collections.abc import Iterator

from django.core.files.storage import storages
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from assessments.h5p.domain.storing import take_away
from assessments.h5p.domain.uploads import unpack_upload
from assessments.h5p.domain.versions import language_of, refuse_upload
from assessments.h5p.enums import UploadState
from assessments.h5p.models import ContentVersion, Library, Upload

# A file comes before the row that names it, and everybody has long finished by then.
LEFT_AFTER = dt.timedelta(days=1)


def prune_files(now: dt.datetime) -> int:
    """Delete what a killed process had stored and no row names; how many files."""
    pruned = 0
    for name in _old("uploads", now):
        if not Upload.objects.filter(file=name).exists():
            take_away([name])
            pruned += 1
    named = {f"content/{pk}" for pk in ContentVersion.objects.values_list("folder_id", flat=True)}
    libraries = Library.objects.only("machine_name", "major", "minor", "patch")
    named.update(library.folder for library in libraries)
    for folder in (*_old("content", now), *_old("libraries", now)):
        if folder not in named:
            files = list(_files_below(folder))
            take_away(files)
            pruned += len(files)
    return pruned


def refuse_lost_uploads(now: dt.datetime) -> int:
    """Refuse packages that have been on their way for a day and that no task will take up; how many.

    Every worker that took them was killed. While a task waits for a worker, they wait too.
    """
    lost = 0
    underway = [UploadState.WAITING, UploadState.UNPACKING]
    for pk in Upload.objects.filter(state__in=underway, brought_at__lt=now - LEFT_AFTER).values_list("pk"):
        tasks = DBTaskResult.objects.filter(
            task_path=unpack_upload.module_path, args_kwargs={"args": list(pk), "kwargs": {}}
        )
        if tasks.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]).exists():
            continue
        with transaction.atomic():
            held = Upload.objects.to_take().select_for_update(of=("self",)).filter(pk=pk[0]).first()
            if held is None:
                continue
            file = held.file.name
            with translation.override(language_of(held.brought_by)):
                problem = _("Something went wrong with us. Try again, and tell us if it happens again.")
            refuse_upload(held, problem, by=None)
            held.file = ""
            held.save(update_fields=["file"])
        take_away([file] if file else [])
        lost += 1
    return lost


def _old(folder: str, now: dt.datetime) -> Iterator[str]:
    """What lies in the folder of the store, files and folders, and has lain there for a day."""
    store = storages["h5p"]
    if not store.exists(folder):
        return
    for names in store.listdir(folder):
        for name in names:
            path = f"{folder}/{name}"
            if store.get_modified_time(path) < now - LEFT_AFTER:
                yield path


def _files_below(folder: str) -> Iterator[str]:
    folders, files = storages["h5p"].listdir(folder)
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _files_below(f"{folder}/{name}")
