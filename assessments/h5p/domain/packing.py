"""Content types of the house's own: their files, and packages of them for other platforms.

They lie in `content_types/`, a folder each, as an H5P library lies in a package: library.json,
semantics.json, language/, scripts and styles. They stand on nothing but H5P's core.
"""

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from pyh5p.package import write_zip

from assessments.h5p.domain.libraries import approve_library, store_library
from assessments.h5p.domain.semantics import fill_defaults, find_faults
from assessments.h5p.enums import LibraryState
from assessments.h5p.models import Library

logger = logging.getLogger(__name__)

CONTENT_TYPES = Path(__file__).resolve().parent.parent / "content_types"
OWN = sorted(file.parent.name for file in CONTENT_TYPES.glob("*/library.json"))


class ContentRefused(Exception):
    """The content is not what the content type asks for. `faults` say where and what, in English."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def library_files(name: str) -> dict[str, bytes]:
    """The files of the content type in this folder, by their path, and the licence that goes with them.

    H5P knows a short list of licences, which EUPL-1.2 is not on, and refuses a library that names another in
    library.json (`libraryOptional` in H5P's PHP core). So the licence comes along as a file.
    """
    folder = CONTENT_TYPES / name
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    files["LICENSE.txt"] = settings.BASE_DIR / "LICENSE"
    return {path: file.read_bytes() for path, file in sorted(files.items())}


def pack(name: str, content: Mapping[str, Any] | None = None, *, language: str = "da") -> bytes:
    """A package (.h5p) of the content type in this folder, with the content; without it the library alone.

    The same content gives the same bytes. What the content says nothing of, as the words of the interface,
    comes from the content type's own defaults. Raises `ContentRefused`.
    """
    library = library_files(name)
    facts = json.loads(library["library.json"])
    version = {key: facts[key] for key in ("machineName", "majorVersion", "minorVersion")}
    folder = "{machineName}-{majorVersion}.{minorVersion}".format(**version)
    files = {f"{folder}/{path}": body for path, body in library.items()}
    if content is not None:
        rules = Library(semantics=json.loads(library["semantics.json"]))
        params = fill_defaults(rules, content)
        faults = find_faults(rules, params)
        if faults:
            raise ContentRefused(faults)
        files["content/content.json"] = _as_json(params)
        files["h5p.json"] = _as_json(
            {
                "title": params.get("title") or facts["title"],
                "language": language,
                "mainLibrary": facts["machineName"],
                "embedTypes": facts["embedTypes"],
                "license": "U",
                "preloadedDependencies": [version],
            }
        )
    package = write_zip(files)
    assert isinstance(package, bytes)
    return package


def install_own_content_types() -> list[Library]:
    """See to it that the house's own content types are in the store, approved; again changes nothing.

    A version that is stored is never changed: new code comes with a new patch version in its library.json.
    """
    return [_install(name) for name in OWN]


def _install(name: str) -> Library:
    files = library_files(name)
    library = store_library(files, by=None, state=LibraryState.APPROVED)
    if library.state == LibraryState.QUARANTINED:
        # Somebody brought this version before us. A name proves nothing: it runs if it is ours to the byte.
        if _is_stored_as(library, files):
            approve_library(library, by=None)
        else:
            logger.warning("The library %s that waits for approval is not the one that we made", library)
    return library


def _is_stored_as(library: Library, files: Mapping[str, bytes]) -> bool:
    if library.files != {path: len(body) for path, body in files.items()}:
        return False
    for path, body in files.items():
        with storages["h5p"].open(f"{library.folder}/{path}") as stored:
            if stored.read() != body:
                return False
    return True


def _as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()
