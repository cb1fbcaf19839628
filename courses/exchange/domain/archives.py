"""A zip of a course's folder, unpacked where it does no harm."""

import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from courses.exchange.domain.other_programs import MANIFEST, is_left_behind, name_package
from courses.exchange.domain.problems import CourseRefused
from uploads.domain.disk import is_disk_full
from uploads.domain.zips import UNREADABLE_ZIP

COURSE_FILE = "course.yaml"
# More is no course: the largest has a film of 200 MB in each of some lessons.
MOST_FILES = 2000
MOST_BYTES = 2 * 1024**3
# Text packs ten times; what packs a thousand times is made to fill a disk.
MOST_PACKED = 200
SMALL = 10 * 1024**2
_CHUNK = 1024**2
_ENCRYPTED, _IS_UTF8 = 0x1, 0x800
_GZIP = b"\x1f\x8b"


@contextmanager
def opened_folders(place: Path) -> Iterator[list[Path]]:
    """The folders of courses at the place: itself, or those in a zip, unpacked as long as this lasts.

    Raises `CourseRefused` for a zip that cannot be trusted or read, and for other platforms' packages.
    """
    if not place.is_file():
        _refuse_package(place.name, [file.name for file in _files(place)], place / MANIFEST)
        yield [place]
        return
    with tempfile.TemporaryDirectory() as room:
        root = Path(room) / place.stem
        _unpack(place, root)
        tops = [root, *sorted(child for child in root.iterdir() if child.is_dir())]
        folders = [top for top in tops if (top / COURSE_FILE).is_file()]
        if not folders:
            for top in tops:
                _refuse_package(place.name, [file.name for file in _files(top)], top / MANIFEST)
            raise _no(place.name, _("there is no course.yaml at the top of the zip, or in its folder."))
        yield folders[:1] if folders[0] == root else folders


def _no(name: str, what: str) -> CourseRefused:
    return CourseRefused([f"{name}: {what}"])


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.iterdir() if file.is_file()] if folder.is_dir() else []


def _refuse_package(name: str, names: list[str], manifest: Path) -> None:
    if COURSE_FILE in names:
        return
    holds = manifest.read_bytes()[:_CHUNK] if manifest.is_file() else b""
    told = name_package(names, holds)
    if told is not None:
        raise _no(name, str(told))


def _unpack(place: Path, root: Path) -> None:
    """Write the files of the zip under `root`. Nothing outside of it is ever written."""
    root.mkdir()
    with place.open("rb") as file:
        start = file.read(2)
    if place.suffix.lower() == ".mbz" or (start == _GZIP and "moodle" in place.name.lower()):
        raise _no(place.name, str(name_package(["moodle_backup.xml"], b"")))
    try:
        with zipfile.ZipFile(place) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            wanted = {_path_of(place.name, entry): entry for entry in entries}
            if len(wanted) < len(entries):
                raise _no(place.name, _("two files in the zip have the same name."))
            wanted = {path: entry for path, entry in wanted.items() if not is_left_behind(path)}
            _refuse_too_much(place.name, wanted)
            for path, entry in wanted.items():
                _write(place.name, archive, entry, root / path)
    except (*UNREADABLE_ZIP, OSError) as error:
        if is_disk_full(error):
            raise
        raise _no(place.name, _("this is no zip that can be read. Pack the folder again.")) from error


def _path_of(name: str, entry: zipfile.ZipInfo) -> PurePosixPath:
    """Where an entry belongs under the folder; Windows writes backslashes and letters of its own."""
    written = entry.orig_filename
    if not entry.flag_bits & _IS_UTF8:
        try:
            written = written.encode("cp437").decode("utf-8")
        except UnicodeError:
            written = written.encode("cp437", "replace").decode("cp850")
    path = PurePosixPath(written.replace("\\", "/"))
    quoted = {"name": written[:60]}
    if path.is_absolute() or ".." in path.parts or ":" in written or "\x00" in written or not path.parts:
        raise _no(name, _("“%(name)s” in the zip leads out of its folder.") % quoted)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise _no(name, _("“%(name)s” in the zip is a link. Put the file itself in.") % quoted)
    if entry.flag_bits & _ENCRYPTED:
        raise _no(name, _("the zip has a password. Pack it without one."))
    return path


def _refuse_too_much(name: str, entries: dict[PurePosixPath, zipfile.ZipInfo]) -> None:
    size = sum(entry.file_size for entry in entries.values())
    packed = sum(entry.compress_size for entry in entries.values())
    if len(entries) > MOST_FILES or size > MOST_BYTES or size > max(SMALL, MOST_PACKED * packed):
        raise _no(name, _("the zip holds too much for a course."))


def _write(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    left = entry.file_size
    with archive.open(entry) as source, target.open("xb") as file:
        while chunk := source.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise _no(name, _("the zip holds too much for a course."))
            file.write(chunk)
