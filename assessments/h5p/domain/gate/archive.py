"""The files of a package: their sizes held within limits, their bytes counted while they are unpacked."""

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from .container import UNREADABLE, open_container
from .names import checked_names
from .refusal import PackageRefused, shown

CHUNK = 64 * 1024


class Archive:
    """A package as a ZIP. What its headers say is checked first, and what comes out of it is counted."""

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
        self._infos = dict(checked_names(self._container.infolist()))

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
        return b"".join(self._chunks(path))

    def unpack(self, path: str, to: Path) -> bytes:
        """Write a file to `to`, and give the SHA-256 of its bytes."""
        digest = hashlib.sha256()
        with to.open("xb") as target:
            for chunk in self._chunks(path):
                target.write(chunk)
                digest.update(chunk)
        return digest.digest()

    def _chunks(self, path: str) -> Iterator[bytes]:
        """The bytes, a little at a time, and never more than the headers have said.

        `zipfile` stops at the size of the header and then compares the checksum: a file that is longer than
        it says is refused as broken.
        """
        try:
            with self._container.open(self._infos[path]) as source:
                while chunk := source.read(CHUNK):
                    yield chunk
        except UNREADABLE:
            raise PackageRefused(
                _("The file “%(file)s” in the package is broken. Download the package once more.")
                % {"file": shown(path)}
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
