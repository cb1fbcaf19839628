"""The files of a package: their sizes held within limits, their bytes counted while they are unpacked."""

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from uploads.domain.zips import UNREADABLE_ZIP

from .container import open_container
from .names import checked_names, may_be_in_library, two_files
from .refusal import PackageRefused, shown

CHUNK = 64 * 1024


class Archive:
    """A package as a ZIP. What its headers say is checked first, and what comes out of it is counted.

    `left_out` are files of libraries of kinds that no browser plays (.swf) or that nobody serves (.exe): they
    are never unpacked, so they do no harm. Whether a library needs one, its library.json says.
    """

    def __init__(self, file: IO[bytes]) -> None:
        """Raises `PackageRefused` for what is no sound ZIP, or is too much of one."""
        self._container = open_container(file)
        total = 0
        for info in self._container.infolist():
            _refuse_size(info)
            total += info.file_size
        if total > settings.H5P_MAX_TOTAL_BYTES:
            raise PackageRefused(
                _("Unpacked the package is more than %(limit)s. That is more than we take in.")
                % {"limit": filesizeformat(settings.H5P_MAX_TOTAL_BYTES)}
            )
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for path, info in checked_names(self._container.infolist()):
            if path in self._infos:
                self._refuse_other(path, info)
            else:
                self._infos[path] = info
        self.left_out = [
            path for path in self._infos if not path.startswith("content/") and not may_be_in_library(path)
        ]
        for path in self.left_out:
            del self._infos[path]

    def __contains__(self, path: str) -> bool:
        return path in self._infos

    def __iter__(self) -> Iterator[str]:
        return iter(self._infos)

    def read(self, path: str) -> bytes:
        """A document's bytes, for one that is small enough to be held in memory."""
        if self._infos[path].file_size > settings.H5P_MAX_JSON_BYTES:
            raise PackageRefused(
                _("The file “%(file)s” is too big: at most %(limit)s.")
                % {"file": shown(path), "limit": filesizeformat(settings.H5P_MAX_JSON_BYTES)}
            )
        return b"".join(self._chunks(self._infos[path]))

    def unpack(self, path: str, to: Path) -> bytes:
        """Write a file to `to`, and give the SHA-256 of its bytes."""
        digest = hashlib.sha256()
        with to.open("xb") as target:
            for chunk in self._chunks(self._infos[path]):
                target.write(chunk)
                digest.update(chunk)
        return digest.digest()

    def _refuse_other(self, path: str, info: zipfile.ZipInfo) -> None:
        """Some tools write a file twice: one, if both are the same to the byte. Else nobody knows which."""
        first = self._infos[path]
        if first.file_size != info.file_size or any(
            one != other for one, other in zip(self._chunks(first), self._chunks(info), strict=True)
        ):
            raise two_files(path)

    def _chunks(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """The bytes, a little at a time, and never more than the headers have said.

        `zipfile` stops at the size of the header and then compares the checksum: a file that is longer than
        it says is refused as broken.
        """
        try:
            with self._container.open(info) as source:
                while chunk := source.read(CHUNK):
                    yield chunk
        except UNREADABLE_ZIP:
            raise PackageRefused(
                _("The file “%(file)s” in the package is broken. Download the package once more.")
                % {"file": shown(info.orig_filename)}
            ) from None


def _refuse_size(info: zipfile.ZipInfo) -> None:
    if info.file_size > settings.H5P_MAX_FILE_BYTES:
        raise PackageRefused(
            _("The file “%(file)s” is too big: at most %(limit)s.")
            % {
                "file": shown(info.orig_filename),
                "limit": filesizeformat(settings.H5P_MAX_FILE_BYTES),
            }
        )
    if info.file_size > settings.H5P_MAX_RATIO * max(info.compress_size, 1):
        raise PackageRefused(
            _("The file “%(file)s” is packed so tightly that it may be made to fill our disks.")
            % {"file": shown(info.orig_filename)}
        )
