"""A package as other platforms take it: h5p.json, the content, and the libraries (the H5P file format 1.x).

The same content gives the same bytes: names in order, one time for all files.
"""

import json
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO, Any

from django.core.files.storage import storages

from assessments.h5p.models import ContentVersion, Library

# The earliest that a ZIP file can say.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What goes into one file.

    `metadata` is h5p.json; `files` are the content's files by their path below content/, and where they lie
    in the store; `texts` those that are made here.
    """

    name: str
    metadata: Mapping[str, Any]
    texts: Mapping[str, bytes] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    libraries: Iterable[Library] = ()

    @property
    def title(self) -> str:
        """As its receivers will see it."""
        return str(self.metadata["title"])

    def write(self, out: IO[bytes]) -> None:
        """Write the file, a piece at a time: a film does not have to fit into memory."""
        stored = {f"content/{path}": place for path, place in self.files.items()}
        for library in self.libraries:
            stored |= {f"{library.short_name}/{path}": f"{library.folder}/{path}" for path in library.files}
        made = {"h5p.json": as_json(self.metadata)}
        made |= {f"content/{path}": body for path, body in self.texts.items()}
        with zipfile.ZipFile(out, "w") as archive:
            for name in sorted(stored.keys() | made.keys()):
                entry = zipfile.ZipInfo(name, _NO_TIME)
                # Content stays as it is: media are compressed already, and compressors differ between houses.
                is_content = name == "h5p.json" or name.startswith("content/")
                entry.compress_type = zipfile.ZIP_STORED if is_content else zipfile.ZIP_DEFLATED
                entry.create_system = 0
                source = BytesIO(made[name]) if name in made else storages["h5p"].open(stored[name])
                with source, archive.open(entry, "w", force_zip64=False) as target:
                    shutil.copyfileobj(source, target, 1024 * 1024)


def as_json(value: Any) -> bytes:
    """The value in one way only: the databases do not keep the order of names."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def dependencies(libraries: Iterable[Library]) -> list[dict[str, Any]]:
    """The libraries as h5p.json names them."""
    return [
        {"machineName": library.machine_name, "majorVersion": library.major, "minorVersion": library.minor}
        for library in libraries
    ]


def files_of(version: ContentVersion) -> dict[str, str]:
    """The files of stored content by their path below content/, and where they lie in the store."""
    return {path: f"{version.folder}/{path}" for path in version.files}
