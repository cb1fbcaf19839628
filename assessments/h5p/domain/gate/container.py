"""Whether a file is one plain ZIP that every program reads alike, found out before its list of files is read.

The layout of the records is from PKWARE's APPNOTE.TXT 6.3.10: 4.3.7 (local header), 4.3.16 (end of central
directory) and 4.4.4 (flags).
"""

import struct
import zipfile
from itertools import pairwise
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from uploads.domain.zips import UNREADABLE_ZIP

from .refusal import PackageRefused, shown

LOCAL_HEADER = struct.Struct("<4s5H3L2H")
LOCAL_SIGNATURE = b"PK\x03\x04"
END = struct.Struct("<4s4H2LH")
END_SIGNATURE = b"PK\x05\x06"
ZIP64_LOCATOR_SIZE = 20
ZIP64_LOCATOR_SIGNATURE = b"PK\x06\x07"
# A file's line in the list of files is 46 bytes and its name. More than this for each would be a trick.
LONGEST_ENTRY = 1024
UNKNOWN_SIZE = 0xFFFFFFFF

ENCRYPTED = 0x1 | 0x40 | 0x2000
SIZES_FOLLOW = 0x8
UTF8_NAME = 0x800
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def not_whole() -> PackageRefused:
    """For bytes that cannot be read as a ZIP at all."""
    return PackageRefused(
        _("This is not a whole H5P package. Download it once more from where it was made, and try again.")
    )


def open_container(file: IO[bytes]) -> zipfile.ZipFile:
    """The file as a ZIP whose list of files is true. Raises `PackageRefused`.

    It reads the last record itself first, because `zipfile` keeps the whole list in memory, however long.
    """
    count = _checked_count(file)
    try:
        container = zipfile.ZipFile(file)
        infos = container.infolist()
        if len(infos) != count:
            raise not_whole()
        for info in infos:
            _refuse_unknown_packing(info)
        _refuse_second_list(file, container)
    except UNREADABLE_ZIP:
        raise not_whole() from None
    return container


def _checked_count(file: IO[bytes]) -> int:
    """How many files the package says it holds, once that is within limits and the ZIP is all there is."""
    size = file.seek(0, 2)
    if size < END.size + LOCAL_HEADER.size:
        raise not_whole()
    file.seek(0)
    begins_well = file.read(4) == LOCAL_SIGNATURE
    file.seek(max(0, size - END.size - ZIP64_LOCATOR_SIZE))
    tail = file.read()
    signature, disk, list_disk, here, count, length, offset, comment = END.unpack(tail[-END.size :])
    if not begins_well or signature != END_SIGNATURE or comment or tail.startswith(ZIP64_LOCATOR_SIGNATURE):
        raise not_whole()
    if disk or list_disk or here != count:
        raise PackageRefused(_("The package is split into several parts. Bring it as one file."))
    if count > settings.H5P_MAX_FILES:
        raise PackageRefused(
            _("There are more than %(limit)d files in the package. That is more than we take in.")
            % {"limit": settings.H5P_MAX_FILES}
        )
    if length > count * LONGEST_ENTRY or offset + length != size - END.size:
        raise not_whole()
    return int(count)


def _refuse_unknown_packing(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & ENCRYPTED:
        raise PackageRefused(_("The package is locked with a password. Bring it without one."))
    if info.compress_type not in METHODS:
        raise PackageRefused(
            _("The file “%(file)s” is packed in a way that H5P does not use.")
            % {"file": shown(info.orig_filename)}
        )


def _refuse_second_list(file: IO[bytes], container: zipfile.ZipFile) -> None:
    """Refuse a ZIP whose files say of themselves something else than the list does, or share their bytes.

    Programs that unpack go by the one or the other: what we look at must be what everybody sees.
    """
    spans = [_checked_span(file, info) for info in container.infolist()]
    spans.append((container.start_dir, container.start_dir))
    if any(end > begin for (_begin, end), (begin, _end) in pairwise(sorted(spans))):
        raise PackageRefused(_("Files in the package lie on top of each other. It is made to do harm."))


def _checked_span(file: IO[bytes], info: zipfile.ZipInfo) -> tuple[int, int]:
    """Where a file begins and ends in the ZIP, once its own header agrees with the list."""
    file.seek(info.header_offset)
    header = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
    signature, _version, flags, method, _time, _date, _crc, packed, size, name_length, extra_length = header
    name = file.read(name_length)
    listed = info.orig_filename.encode("utf-8" if info.flag_bits & UTF8_NAME else "cp437")
    sizes = () if flags & SIZES_FOLLOW or UNKNOWN_SIZE in (packed, size) else (packed, size)
    if (
        signature != LOCAL_SIGNATURE
        or name != listed
        or (flags, method) != (info.flag_bits, info.compress_type)
        or (sizes and sizes != (info.compress_size, info.file_size))
    ):
        raise PackageRefused(
            _("The package says two different things about “%(file)s”. It is broken or made to do harm.")
            % {"file": shown(info.orig_filename)}
        )
    begin = info.header_offset
    return begin, begin + LOCAL_HEADER.size + name_length + extra_length + info.compress_size
