"""A whole package: through the gate, and unpacked for as long as somebody works with it."""

import hashlib
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from pyh5p.errors import H5PError
from pyh5p.library import Dependency, LibraryId
from pyh5p.package import PackageLimits, read_package, write_zip

from .archive import Archive
from .documents import Documents
from .media import refuse_disguise
from .metadata import (
    incomplete,
    library_id,
    list_of_files,
    named_main_library,
    needed_libraries,
    referred_media,
)
from .refusal import PackageRefused, shown

FACTS = "h5p.json"
CONTENT = "content/content.json"
# How pyh5p names a place in h5p.json.
FACT = "$.h5p."
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """One file of a package: where it lies unpacked, its bytes' number and SHA-256."""

    file: Path
    size: int
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtLibrary:
    """A library in a package; `files` by their paths below its folder."""

    id: LibraryId
    metadata: dict[str, Any]
    semantics: list[Any] | None
    files: Mapping[str, Unpacked]

    @property
    def digest(self) -> str:
        """SHA-256 over the paths and contents of all files, as `Library.digest` keeps it."""
        total = hashlib.sha256()
        for path, unpacked in sorted(self.files.items()):
            total.update(path.encode() + b"\0" + unpacked.digest)
        return total.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtContent:
    """The content in a package: h5p.json, content.json, and its files by their paths below content/."""

    metadata: dict[str, Any]
    params: dict[str, Any]
    main: Dependency
    files: Mapping[str, Unpacked]

    @property
    def needs(self) -> set[Dependency]:
        """The libraries that it names itself; what those need in turn is for the store to say."""
        return needed_libraries(self.metadata, self.params)


@dataclass(frozen=True, slots=True)
class Package:
    """What has come through the gate. `content` is None in a package of libraries alone.

    `left_out` are the paths of libraries' files that are kept nowhere, and that no library needs to play.
    """

    content: BroughtContent | None
    libraries: list[BroughtLibrary]
    left_out: list[str]


@contextmanager
def open_package(file: IO[bytes], *, may_lack_content: bool = False) -> Iterator[Package]:
    """The package in the file, unpacked into a folder that goes at the end. Raises `PackageRefused`.

    `may_lack_content` is for administrators, who bring libraries by themselves. Memory is bounded by
    `H5P_MAX_JSON_BYTES` and not by the package: all but the documents goes from file to file.
    """
    archive = Archive(file)
    with TemporaryDirectory(prefix="h5p-") as folder:
        yield _Reader(archive, Path(folder)).read(may_lack_content)


class _Reader:
    """Reads one package: first the documents, and only when they hold, all files."""

    def __init__(self, archive: Archive, folder: Path) -> None:
        self._archive = archive
        self._folder = folder
        self._numbers = count(1)
        self._documents = Documents()

    def read(self, may_lack_content: bool) -> Package:
        folders = sorted({path.split("/")[0] for path in self._archive} - {FACTS, "content"})
        if len(folders) > settings.H5P_MAX_LIBRARIES:
            raise PackageRefused(
                _("There are more than %(limit)d libraries in the package. That is more than we take in.")
                % {"limit": settings.H5P_MAX_LIBRARIES}
            )
        libraries = {folder: self._library_facts(folder) for folder in folders}
        has_content = CONTENT in self._archive or FACTS in self._archive
        content = self._content_facts() if has_content or not may_lack_content else None
        return Package(
            content=content and self._content(*content),
            libraries=[self._library(folder, metadata) for folder, metadata in libraries.items()],
            left_out=self._archive.left_out,
        )

    def _library_facts(self, folder: str) -> dict[str, Any]:
        path = f"{folder}/library.json"
        if path not in self._archive:
            raise PackageRefused(
                _("The folder “%(file)s” has no part in the package: there is no library.json in it.")
                % {"file": shown(folder)}
            )
        metadata = self._documents.read_object(self._archive.read(path), path)
        name = library_id(metadata, path).directory_name
        if name != folder:
            raise PackageRefused(
                _("The folder “%(file)s” holds another content type: “%(library)s”.")
                % {"file": shown(folder), "library": shown(name)}
            )
        for kind in ("preloadedJs", "preloadedCss"):
            for one in list_of_files(metadata, kind, path):
                if f"{folder}/{one}" in self._archive.left_out:
                    raise PackageRefused(
                        _("The file “%(file)s” is of a kind that may not be in a content type.")
                        % {"file": shown(f"{folder}/{one}")}
                    )
                if f"{folder}/{one}" not in self._archive:
                    raise PackageRefused(
                        _("The file “%(file)s” is missing in the package.")
                        % {"file": shown(f"{folder}/{one}")}
                    )
        return metadata

    def _content_facts(self) -> tuple[dict[str, Any], dict[str, Any]]:
        for path in (FACTS, CONTENT):
            if path not in self._archive:
                raise PackageRefused(
                    _("There is no “%(file)s” in the package, so there is nothing to play.") % {"file": path}
                )
        metadata = self._documents.read_object(self._archive.read(FACTS), FACTS)
        params = self._documents.read_object(self._archive.read(CONTENT), CONTENT)
        self._second_opinion()
        named_main_library(metadata, FACTS)
        for path in referred_media(params):
            if f"content/{path}" not in self._archive:
                raise PackageRefused(
                    _("The activity shows the file “%(file)s”, but it is missing in the package.")
                    % {"file": shown(path)}
                )
        return metadata, params

    def _second_opinion(self) -> None:
        """Let pyh5p's `read_package` judge the names, the limits and the documents that say what is needed.

        It reads whole files into memory: so all others are empty in what it gets. What it says of the content
        is left out, because it takes films on the web for files that are missing.
        """
        judged = {
            path: self._archive.read(path).removeprefix(BOM)
            for path in self._archive
            if path == FACTS or (path.endswith("/library.json") and path.count("/") == 1)
        }
        skeleton = write_zip({**dict.fromkeys(self._archive, b""), **judged, CONTENT: b"{}"})
        limits = PackageLimits(
            max_files=settings.H5P_MAX_FILES,
            max_file_size=settings.H5P_MAX_FILE_BYTES,
            max_total_size=settings.H5P_MAX_TOTAL_BYTES,
            # Has been judged on the package itself.
            max_compression_ratio=math.inf,
        )
        try:
            assert isinstance(skeleton, bytes)
            issues = read_package(skeleton, limits=limits).validate()
        except H5PError:
            raise PackageRefused(_("This is not an H5P package as the specification describes it.")) from None
        for issue in issues:
            if issue.path.startswith(FACT) and issue.keyword in ("required", "type"):
                raise incomplete(FACTS, issue.path.removeprefix(FACT))

    def _content(self, metadata: dict[str, Any], params: dict[str, Any]) -> BroughtContent:
        files = self._unpack("content/")
        for path, unpacked in files.items():
            refuse_disguise(unpacked.file, f"content/{path}")
        return BroughtContent(
            metadata=metadata, params=params, main=named_main_library(metadata, FACTS), files=files
        )

    def _library(self, folder: str, metadata: dict[str, Any]) -> BroughtLibrary:
        path = f"{folder}/semantics.json"
        semantics = None
        if path in self._archive:
            semantics = self._documents.read(self._archive.read(path), path)
            if not isinstance(semantics, list):
                raise incomplete(path, "semantics")
        return BroughtLibrary(
            id=LibraryId.parse(metadata),
            metadata=metadata,
            semantics=semantics,
            files=self._unpack(f"{folder}/"),
        )

    def _unpack(self, prefix: str) -> dict[str, Unpacked]:
        """All files below the prefix. They get numbers for names: none of theirs ever meets our disks."""
        unpacked = {}
        for path in self._archive:
            if path.startswith(prefix):
                file = self._folder / str(next(self._numbers))
                digest = self._archive.unpack(path, file)
                unpacked[path.removeprefix(prefix)] = Unpacked(file, file.stat().st_size, digest)
        return unpacked
