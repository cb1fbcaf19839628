"""H5P content among a course's media: a package without libraries, which each house has for itself."""

import hashlib
import json
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import storages
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.h5p.domain.export import Shelf, export_content_alone
from assessments.h5p.domain.export.shelf import missing
from assessments.h5p.domain.gate import PackageRefused
from assessments.h5p.domain.storing import take_away
from assessments.h5p.domain.uploads import receive_package, take_in
from assessments.h5p.enums import UploadState
from assessments.h5p.models import ContentVersion, H5PContent
from uploads.domain.pictures import clean_picture

ENDING = ".h5p"
_PIECE = 1024 * 1024


class ContentFile:
    """The package of stored content, made when it is opened, as a stored file is."""

    def __init__(self, version: ContentVersion) -> None:
        self.version = version

    def open(self, mode: str = "rb") -> IO[bytes]:
        """The package to be read, in a file that goes when it is closed."""
        out = TemporaryFile()  # noqa: SIM115 (whoever opens it closes it)
        export_content_alone(self.version).write(out)
        out.seek(0)
        return out

    @property
    def sha1(self) -> str:
        """The SHA-1 sum of the package's bytes."""
        with self.open() as source:
            return _digest(source, hashlib.sha1(usedforsecurity=False))


def content_file(content: H5PContent, version: int | None = None) -> ContentFile:
    """The package of the content in this version, or as it is played now.

    Raises ValueError where it is not ready.
    """
    played = content.versions.filter(pk=version).first() if version else content.current
    if played is None:
        raise ValueError(_("the H5P activity “%(title)s” is not ready yet.") % {"title": content.title})
    return ContentFile(played)


def find_content(path: Path) -> H5PContent | None:
    """The content here that is played in a version which says the same as the package, file for file."""
    unreadable = (zipfile.BadZipFile, OSError, ValueError, LookupError, TypeError, RecursionError)
    # The gate says better what is wrong with it.
    with suppress(*unreadable), zipfile.ZipFile(path) as archive:
        return _find_same(archive)
    return None


def take_content(path: Path, *, by: User | None) -> H5PContent:
    """The content of a package, through the gate. Raises `PackageRefused`.

    A package for which the store lacks a library is refused, also where it brings that library along: whether
    its code may run is not for a course to decide.
    """
    with suppress(zipfile.BadZipFile, OSError), zipfile.ZipFile(path) as archive:
        lacking = _lacking(archive)
        if lacking:
            raise PackageRefused(missing(lacking))
    with path.open("rb") as source:
        upload = receive_package(File(source, name=path.name), by=by, is_planned=False)
    take_in(upload)
    upload.refresh_from_db()
    version = upload.version
    if version is None or upload.state != UploadState.READY:
        remove_files(version)
        raise PackageRefused(upload.problem or upload.get_state_display())
    return version.content


def remove_files(version: ContentVersion | None) -> None:
    """Take the files of content away whose rows are rolled back."""
    if version is not None:
        take_away(f"{version.folder}/{path}" for path in version.files)


def _lacking(archive: zipfile.ZipFile) -> str:
    """The first library in the package that the store does not have; empty where it has them all."""
    shelf = Shelf()
    brought = sorted(
        name.partition("/")[0] for name in archive.namelist() if name.partition("/")[2] == "library.json"
    )
    return next((name for name in brought if shelf.find(name) is None), "")


def _find_same(archive: zipfile.ZipFile) -> H5PContent | None:
    """The content that is played in a version which says the same, file for file."""
    with archive.open("h5p.json") as source:
        metadata = json.loads(source.read(settings.H5P_MAX_JSON_BYTES))
    candidates = H5PContent.objects.filter(current__metadata__title=metadata["title"])
    return next(
        (
            content
            for content in candidates.select_related("current").order_by("pk")
            if content.current is not None and _is_same(archive, metadata, content.current)
        ),
        None,
    )


def _is_same(archive: zipfile.ZipFile, metadata: Any, version: ContentVersion) -> bool:
    names = {
        info.filename.removeprefix("content/")
        for info in archive.infolist()
        if info.filename.startswith("content/") and not info.is_dir()
    }
    return bool(
        version.metadata == metadata
        and version.files.keys() == names
        and all(_is_same_file(archive, version, path) for path in names)
    )


def _is_same_file(archive: zipfile.ZipFile, version: ContentVersion, path: str) -> bool:
    with (
        archive.open(f"content/{path}") as brought,
        storages["h5p"].open(f"{version.folder}/{path}") as stored,
    ):
        # What is stored is the clean picture.
        cleaned = clean_picture(brought)
        said = brought if cleaned is None else BytesIO(cleaned)
        return _digest(said, hashlib.sha256()) == _digest(stored, hashlib.sha256())


def _digest(source: Any, digest: Any) -> str:
    while piece := source.read(_PIECE):
        digest.update(piece)
    return str(digest.hexdigest())
