"""What files in a package may be called, and which kinds of file it may hold."""

import stat
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from pyh5p.security import DEFAULT_ALLOWED_EXTENSIONS

from .container import UTF8_NAME
from .refusal import PackageRefused, shown

LONGEST_PATH = 400
LONGEST_PART = 200
# What shows itself or is read in an activity. Nothing here is run by a browser; of SVG, see svg.py.
CONTENT_EXTENSIONS = frozenset(
    [
        *("json", "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "svg"),
        *("mp3", "m4a", "ogg", "wav", "mp4", "webm", "ogv", "vtt", "webvtt"),
        *("txt", "csv", "md", "pdf", "gltf", "glb"),
    ]
)
LIBRARY_EXTENSIONS = DEFAULT_ALLOWED_EXTENSIONS - {"swf"}
# What computers leave in folders by themselves.
LEFT_BEHIND = frozenset({"__macosx", "thumbs.db", "desktop.ini"})


def is_left_behind(path: str) -> bool:
    """Whether the file has no part in the package: a hidden file, or a loose one beside h5p.json."""
    parts = path.split("/")
    if len(parts) == 1:
        return path != "h5p.json"
    return any(part.startswith(".") or part.casefold() in LEFT_BEHIND for part in parts)


def checked_names(infos: Iterable[zipfile.ZipInfo]) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Each file that belongs to the package, by its path in it. Raises `PackageRefused`.

    All names must be sound, also those of folders and of files that are left out. A file that stands twice
    under the very same name is given twice: whether it is the same is for whoever reads the bytes.
    """
    files: dict[str, str] = {}
    folders: set[str] = set()
    for info in infos:
        path = _checked_path(info)
        # Some file systems tell neither capitals nor ways to write an é apart.
        key = unicodedata.normalize("NFC", path).casefold()
        parents = {str(parent) for parent in PurePosixPath(key).parents} - {"."}
        folders |= parents
        if info.is_dir():
            folders.add(key)
        elif files.get(key, path) != path:
            raise two_files(path)
        else:
            files[key] = path
            if not is_left_behind(path):
                _refuse_kind(path)
                yield path, info
    for clash in sorted(files.keys() & folders):
        raise PackageRefused(
            _("“%(file)s” is both a file and a folder in the package.") % {"file": shown(clash)}
        )


def two_files(path: str) -> PackageRefused:
    """For a name that stands for two files, on some file system or on all."""
    return PackageRefused(_("There are two files called “%(file)s” in the package.") % {"file": shown(path)})


def may_be_in_library(path: str) -> bool:
    """Whether a library keeps the file: by what its name ends in, as H5P does."""
    extension = _extension(path)
    return not extension or extension in LIBRARY_EXTENSIONS


def _checked_path(info: zipfile.ZipInfo) -> str:
    """The path, without the slash at the end of a folder's."""
    name = info.orig_filename
    path = name.removesuffix("/")
    parts = path.split("/")
    if not name.isascii() and not info.flag_bits & UTF8_NAME:
        raise PackageRefused(
            _("The letters in the file name “%(file)s” cannot be read. Give it a name with plain letters.")
            % {"file": shown(name)}
        )
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") for letter in name):
        raise PackageRefused(
            _("There are signs that cannot be seen in the file name “%(file)s”.") % {"file": shown(name)}
        )
    if "\\" in name or ":" in name or not {"", ".", ".."}.isdisjoint(parts):
        raise PackageRefused(
            _("The file “%(file)s” wants to lie outside the package's own folder.") % {"file": shown(name)}
        )
    if len(path.encode()) > LONGEST_PATH or any(len(part.encode()) > LONGEST_PART for part in parts):
        raise PackageRefused(_("The file name “%(file)s” is too long.") % {"file": shown(name)})
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFDIR if info.is_dir() else stat.S_IFREG):
        raise PackageRefused(
            _("“%(file)s” is not a file but a link or something like it.") % {"file": shown(name)}
        )
    return path


def _refuse_kind(path: str) -> None:
    if path.startswith("content/") and _extension(path) not in CONTENT_EXTENSIONS:
        raise PackageRefused(
            _("The file “%(file)s” may not be in an activity. Pictures, sound, video and text may.")
            % {"file": shown(path)}
        )


def _extension(path: str) -> str:
    return PurePosixPath(path).suffix.lower().removeprefix(".")
