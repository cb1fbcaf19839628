"""A package's way in: received in the request, unpacked afterwards, in use when all its code may run."""

import logging
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.template.defaultfilters import filesizeformat
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.domain.audit import one_act, record_action
from accounts.models import User
from assessments.h5p.domain.addons import find_addons
from assessments.h5p.domain.elsewhere import count_elsewhere, name_some
from assessments.h5p.domain.gate import BroughtContent, Package, PackageRefused, open_package
from assessments.h5p.domain.gate.container import LOCAL_SIGNATURE, not_whole
from assessments.h5p.domain.gate.refusal import shown
from assessments.h5p.domain.libraries import (
    HEAVY,
    Stored,
    Wanted,
    approve_library,
    find_library,
    resolve,
    store_libraries,
)
from assessments.h5p.domain.storing import storing
from assessments.h5p.domain.versions import (
    describe,
    language_of,
    may_not_run,
    refuse_upload,
    use_version,
)
from assessments.h5p.enums import LibraryState, UploadState
from assessments.h5p.models import ContentVersion, H5PContent, Library, Upload
from uploads.domain.disk import DISK_FULL, is_disk_full
from uploads.domain.pictures import UnreadablePicture, clean_file

logger = logging.getLogger(__name__)

# So many files are named in a note about them.
NAMED = 5


def receive_package(
    file: File,  # type: ignore[type-arg]
    *,
    by: User | None,
    replaces: H5PContent | None = None,
    is_planned: bool = True,
) -> Upload:
    """Keep a package that somebody brings, and plan its unpacking. Raises `PackageRefused`, nothing kept.

    `replaces` is the content that it is a newer version of. Whether it is sound shows later, in `state`.
    `is_planned` is False where the caller takes it in at once.
    """
    if file.size > settings.H5P_MAX_UPLOAD_BYTES:
        raise PackageRefused(
            _("The package is bigger than %(limit)s. That is more than we take in.")
            % {"limit": filesizeformat(settings.H5P_MAX_UPLOAD_BYTES)}
        )
    file.seek(0)
    if file.read(len(LOCAL_SIGNATURE)) != LOCAL_SIGNATURE:
        raise not_whole()
    file.seek(0)
    upload = Upload(name=shown(file.name or ""), size=file.size, brought_by=by, replaces=replaces)
    upload.file.save(f"{uuid.uuid4()}.h5p", file, save=False)
    try:
        with transaction.atomic(), one_act():
            upload.save()
            record_action(upload, "h5p.bring_package", user=by, data={"bytes": upload.size})
            if replaces is not None:
                record_action(replaces, "h5p.replace_package", user=by, data={"upload": upload.pk})
            if is_planned:
                unpack_upload.enqueue(upload.pk)
    except BaseException:
        upload.file.delete(save=False)
        raise
    return upload


@task(backend="background")
def unpack_upload(upload_id: int) -> None:
    """Take in what `receive_package` has kept; nothing where the row is gone."""
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is not None:
        take_in(upload)


@transaction.atomic
def unpack_again(upload: Upload, *, by: User | None) -> None:
    """Plan the unpacking of a package once more, whose worker was killed; nothing for any other."""
    if Upload.objects.to_take().filter(pk=upload.pk).exists():
        record_action(upload, "h5p.unpack_again", user=by)
        unpack_upload.enqueue(upload.pk)


class _Overtaken(Exception):
    """Another worker has begun with the package anew, because this one took too long: it is that one's."""


def take_in(upload: Upload, *, approve: bool = False) -> None:
    """Lead a waiting package through the gate. What becomes of it stands in `state`, `problem` and `notes`.

    `approve`: the caller approves the libraries in it afterwards, so it is played with those where they are
    newest.

    It never raises for what is in the package. Of one that is refused, nothing is kept but the row that says
    why. What another process has ended, or has begun and not lost, is left to it.
    """
    claim = {"state": UploadState.UNPACKING, "started_at": timezone.now()}
    if not Upload.objects.to_take().filter(pk=upload.pk).update(**claim):
        return
    upload.refresh_from_db()
    with translation.override(language_of(upload.brought_by)), suppress(_Overtaken):
        try:
            with upload.file.open("rb") as file, open_package(file) as package:
                _keep(upload, package, approve)
        except _Overtaken:
            raise
        except PackageRefused as refused:
            _refuse(upload, str(refused))
        except Exception as error:
            logger.exception("Upload %s could not be taken in", upload.pk)
            ours = _("Something went wrong with us. Try again, and tell us if it happens again.")
            _refuse(upload, str(DISK_FULL) if is_disk_full(error) else ours)
        upload.file.delete(save=False)
        upload.save(update_fields=["file"])


@dataclass(frozen=True, slots=True)
class Imported:
    """What an administrator's package brought. `upload` is None for libraries alone, `notes` as it has."""

    libraries: list[Library]
    upload: Upload | None
    notes: Sequence[str]


def import_package(file: File, *, approve: bool) -> Imported:  # type: ignore[type-arg]
    """Take in what an administrator brings, at once: content with its libraries, or libraries alone.

    `approve` lets all libraries in it run that nobody has refused. Raises `PackageRefused`, nothing kept.
    """
    upload = None
    notes: Sequence[str] = ()
    with open_package(file, may_lack_content=True) as package:
        brought = package.libraries
        if package.content is None:
            with transaction.atomic(), storing() as put, one_act():
                notes = _notes(package, store_libraries(brought, put, by=None))
    if package.content is not None:
        upload = receive_package(file, by=None, is_planned=False)
        take_in(upload, approve=approve)
        upload.refresh_from_db()
        if upload.state == UploadState.REFUSED:
            raise PackageRefused(upload.problem)
    libraries = [find_library(one.id) for one in brought]
    for library in libraries:
        if approve and library.state == LibraryState.QUARANTINED:
            approve_library(library, by=None)
    if upload is not None:
        upload.refresh_from_db()
        notes = upload.notes
    return Imported(libraries, upload, notes)


def _keep(upload: Upload, package: Package, approve: bool) -> None:
    """Store all of the package, or nothing."""
    brought = package.content
    assert brought is not None
    by = upload.brought_by
    with transaction.atomic(), storing() as put, one_act():
        upload = _held(upload)
        stored = store_libraries(package.libraries, put, by=by)
        own = {one.library.pk for one in stored}
        addons = find_addons(brought.main.machine_name, brought.params, brought=own)
        libraries = resolve(brought.needs | addons, may_wait=True, trusted=own if approve else ())
        # Held before the content is, in the order of everybody who decides about a library.
        is_ready = _may_all_run(libraries.values())
        sizes = {path: _cleaned(path, unpacked.file) for path, unpacked in brought.files.items()}
        upload.version = _make_version(upload, brought, libraries, sizes)
        upload.version.libraries.set(libraries.values())
        for path, unpacked in brought.files.items():
            put(f"{upload.version.folder}/{path}", unpacked.file)
        upload.notes = _notes(package, stored)
        upload.state = UploadState.READY if is_ready else UploadState.AWAITING_LIBRARIES
        upload.save()
        record_action(upload, "h5p.take_in_package", user=by, data={"version": upload.version.pk})
        if is_ready:
            use_version(upload.version, by=by)


def _notes(package: Package, stored: Iterable[Stored]) -> list[str]:
    """What was taken in otherwise than it came."""
    notes = [
        _(
            "%(library)s is here already with other contents, and the one that is here is played."
            " They differ in %(files)s."
        )
        % {"library": one.library, "files": name_some(map(shown, one.differing), NAMED)}
        for one in stored
        if one.differing
    ]
    if package.left_out:
        left_out = name_some(map(shown, package.left_out), NAMED)
        notes.append(_("Left out, because no browser plays it: %(files)s.") % {"files": left_out})
    return notes


def _cleaned(path: str, file: Path) -> int:
    """The bytes of a file of the content when a picture tells nothing besides what it shows."""
    try:
        return clean_file(file)
    except UnreadablePicture as error:
        raise PackageRefused(
            _("The picture “%(file)s” cannot be read. Save it once more as PNG or JPEG.")
            % {"file": shown(path)}
        ) from error


def _make_version(
    upload: Upload, brought: BroughtContent, libraries: Mapping[Wanted, Library], sizes: dict[str, int]
) -> ContentVersion:
    main = libraries[brought.main.machine_name, brought.main.major, brought.main.minor]
    content = upload.replaces
    if content is None:
        content = H5PContent.objects.create(
            machine_name=main.machine_name, created_by=upload.brought_by, **describe(brought.metadata)
        )
    # Two packages for the same content get numbers one after the other.
    content = H5PContent.objects.select_for_update(of=("self",)).get(pk=content.pk)
    if content.machine_name != main.machine_name:
        raise PackageRefused(
            _("The package holds %(new)s, and the activity is %(old)s. Bring it as a new activity.")
            % {"new": main.machine_name, "old": content.machine_name}
        )
    newest = content.versions.aggregate(Max("number"))["number__max"]
    return ContentVersion.objects.create(
        content=content,
        number=(newest or 0) + 1,
        main_library=main,
        params=brought.params,
        metadata=brought.metadata,
        files=sizes,
        elsewhere=count_elsewhere(brought.params),
        brought_by=upload.brought_by,
    )


def _held(upload: Upload) -> Upload:
    """The package's row, held until the transaction ends. Raises `_Overtaken` where it is no more ours."""
    ours = Upload.objects.filter(state=UploadState.UNPACKING, started_at=upload.started_at)
    held = ours.select_for_update(of=("self",)).filter(pk=upload.pk).first()
    if held is None:
        raise _Overtaken
    return held


def _may_all_run(libraries: Iterable[Library]) -> bool:
    """Whether all are approved. They are held, so that no decision slips in between.

    Raises `PackageRefused` where one has been refused since it was chosen.
    """
    rows = Library.objects.filter(pk__in=[library.pk for library in libraries]).order_by("pk")
    held = list(rows.select_for_update(no_key=True).defer(*HEAVY))
    for library in held:
        if library.state == LibraryState.REFUSED:
            raise PackageRefused(may_not_run(library))
    return all(library.state == LibraryState.APPROVED for library in held)


def _refuse(upload: Upload, problem: str) -> None:
    with transaction.atomic():
        refuse_upload(_held(upload), problem, by=upload.brought_by)
