"""H5P packages built on the fly: no third party's code is needed, and each test says what is odd about it."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

Files = dict[str, bytes]
Version = tuple[int, int, int]

# The smallest pictures and sounds that a browser takes for what they are called.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
MP3 = b"\xff\xfb\x90\x00" + bytes(413)
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(64)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'

MACHINE_NAME = "H5P.Probe"


def dependency(machine_name: str, version: Version) -> dict[str, Any]:
    """How h5p.json and library.json name a library that they need: without the patch version."""
    return {"machineName": machine_name, "majorVersion": version[0], "minorVersion": version[1]}


def make_library_files(
    machine_name: str = MACHINE_NAME,
    version: Version = (1, 0, 0),
    *,
    needs: Sequence[tuple[str, Version]] = (),
    files: Mapping[str, bytes] | None = None,
    **facts: Any,
) -> Files:
    """A library as it lies in a package, in its folder; `facts` is what library.json says besides."""
    folder = f"{machine_name}-{version[0]}.{version[1]}"
    metadata = {
        "title": machine_name,
        "machineName": machine_name,
        "majorVersion": version[0],
        "minorVersion": version[1],
        "patchVersion": version[2],
        "runnable": 1,
        "license": "MIT",
        "author": "Lærsammen",
        "preloadedJs": [{"path": "probe.js"}],
        "preloadedDependencies": [dependency(*one) for one in needs],
        **facts,
    }
    inside = {
        "library.json": json.dumps(metadata).encode(),
        "semantics.json": b'[{"name": "question", "type": "text", "label": "Question"}]',
        "probe.js": b"var H5P = H5P || {};\n",
        **(files or {}),
    }
    return {f"{folder}/{path}": body for path, body in inside.items()}


def make_package_files(
    params: Any = None,
    *,
    main: tuple[str, Version] = (MACHINE_NAME, (1, 0, 0)),
    libraries: Sequence[Files] | None = None,
    media: Mapping[str, bytes] | None = None,
    **facts: Any,
) -> Files:
    """A whole package, as paths and contents.

    `libraries` are the libraries it brings: the main one alone when none are named, none for `[]`.
    `media` lies below content/; `facts` is what h5p.json says besides (None takes a fact away).
    """
    metadata = {
        "title": "En prøve på æ, ø og å",
        "language": "da",
        "mainLibrary": main[0],
        "embedTypes": ["div"],
        "license": "CC BY-SA",
        "licenseVersion": "4.0",
        "authors": [{"name": "Åse Ærø", "role": "Author"}],
        "preloadedDependencies": [dependency(*main)],
        **facts,
    }
    files = {
        "h5p.json": json.dumps({key: value for key, value in metadata.items() if value is not None}).encode(),
        "content/content.json": json.dumps({"question": "Hvad nu?"} if params is None else params).encode(),
    }
    files |= {f"content/{path}": body for path, body in (media or {}).items()}
    for library in [make_library_files(*main)] if libraries is None else libraries:
        files |= library
    return files


def zip_files(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The files as one ZIP, as H5P packages are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for path, body in files.items():
            archive.writestr(path, body)
    return buffer.getvalue()


def make_package(params: Any = None, **options: Any) -> bytes:
    """A whole package as bytes; the options are those of `make_package_files`."""
    return zip_files(make_package_files(params, **options))


def as_upload(package: bytes, name: str = "opgave.h5p") -> SimpleUploadedFile:
    """The package as a form hands it in."""
    return SimpleUploadedFile(name, package, content_type="application/zip")
