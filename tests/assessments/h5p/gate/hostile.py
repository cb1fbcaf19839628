"""Packages made to do harm or made badly: each is a good one with one thing changed."""

import io
import json
import stat
import struct
import zipfile
from collections.abc import Callable
from typing import Any

from tests.factories.h5p_packages import (
    PNG,
    dependency,
    make_library_files,
    make_package,
    make_package_files,
    zip_files,
)

LIBRARY = "H5P.Probe-1.0"
FACTS = "h5p.json"
CONTENT = "content/content.json"
Case = tuple[Callable[[], bytes], str]


def with_files(**changes: bytes | None) -> Callable[[], bytes]:
    """A good package with these files besides; None takes one away. Keys are paths."""

    def build() -> bytes:
        files = make_package_files() | {path: body for path, body in changes.items() if body is not None}
        return zip_files({path: body for path, body in files.items() if changes.get(path, b"") is not None})

    return build


def with_facts(**facts: Any) -> Callable[[], bytes]:
    """A good package whose h5p.json says this."""
    return lambda: make_package(**facts)


def with_library(**facts: Any) -> Callable[[], bytes]:
    """A good package whose library.json says this."""
    return lambda: make_package(libraries=[make_library_files(**facts)])


def with_entry(name: str, mode: int = 0, body: bytes = b"x") -> Callable[[], bytes]:
    """A good package with one more file, of a kind and a name that zipfile would not write by itself."""

    def build() -> bytes:
        buffer = io.BytesIO(make_package())
        with zipfile.ZipFile(buffer, "a") as archive:
            info = zipfile.ZipInfo("placeholder")
            info.filename = name
            info.external_attr = mode << 16
            archive.writestr(info, body)
        return buffer.getvalue()

    return build


def edited(edit: Callable[[bytearray, int, int], None]) -> Callable[[], bytes]:
    """A good package with bytes changed; the edit gets where its list of files and its last record begin."""

    def build() -> bytes:
        data = bytearray(make_package())
        end = data.rindex(b"PK\x05\x06")
        edit(data, struct.unpack_from("<L", data, end + 16)[0], end)
        return bytes(data)

    return build


def put(
    form: str, value: int, *, in_list: int | None = None, in_file: int | None = None
) -> Callable[[], bytes]:
    """A good package with a number changed in the first line of its list, its first header, or both."""

    def edit(data: bytearray, begin: int, end: int) -> None:
        if in_list is not None:
            struct.pack_into(form, data, begin + in_list, value)
        if in_file is not None:
            struct.pack_into(form, data, in_file, value)

    return edited(edit)


def put_end(form: str, value: int, at: int) -> Callable[[], bytes]:
    """A good package with a number changed in its last record."""
    return edited(lambda data, begin, end: struct.pack_into(form, data, end + at, value))


def _nul_name() -> bytes:
    return with_entry("content/a~b.png")().replace(b"content/a~b.png", b"content/a\0b.png")


def _latin_name() -> bytes:
    return with_entry("content/a~b.png")().replace(b"content/a~b.png", b"content/a\x91b.png")


def _same_name() -> bytes:
    return with_entry("content/content.jsox")().replace(b"content/content.jsox", CONTENT.encode())


def _broken_bytes() -> bytes:
    data = zip_files(make_package_files(media={"a.png": PNG}), zipfile.ZIP_STORED)
    return data.replace(PNG, PNG[:-1] + b"\0")


def _bomb() -> bytes:
    return zip_files(make_package_files(media={"a.txt": bytes(3_000_000)}))


def svg(inside: str, attributes: str = "", before: str = "") -> Callable[[], bytes]:
    """A good package with a picture in SVG that holds this."""
    text = (
        f'{before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f"{attributes}>{inside}</svg>"
    )
    return with_files(**{"content/images/a.svg": text.encode()})


def content(text: bytes) -> Callable[[], bytes]:
    """A good package whose content.json is these bytes, stored so that no ratio gives them away."""
    return lambda: zip_files(make_package_files() | {CONTENT: text}, zipfile.ZIP_STORED)


def _circle() -> bytes:
    return make_package(
        libraries=[
            make_library_files(needs=[("H5P.Other", (1, 0, 0))]),
            make_library_files("H5P.Other", needs=[("H5P.Probe", (1, 0, 0))]),
        ]
    )


def _chosen(library: str) -> Callable[[], bytes]:
    return lambda: make_package({"part": {"library": library, "params": {}}})


NOT_WHOLE = "This is not a whole H5P package."
OUTSIDE = "wants to lie outside"
TWO_THINGS = "says two different things about"
UNSEEN = "There are signs that cannot be seen"
LINK = "is not a file but a link"
MAY_NOT = "may not be in an activity"
DISGUISE = "is not what its name says"
PICTURE = "holds more than a picture"
NOT_JSON = "it is not sound JSON"
NO_LETTERS = "that are no letters"
SAYS_NOT = "does not say “{}”"
MISSING_LIBRARY = "which is neither in the package nor here"

HOSTILE: dict[str, Case] = {
    # The container
    "cut-off": (lambda: make_package()[:-30], NOT_WHOLE),
    "bytes-after-the-end": (lambda: make_package() + b"\0", NOT_WHOLE),
    "comment-at-the-end": (put_end("<H", 5, 20), NOT_WHOLE),
    "list-elsewhere": (put_end("<L", 4, 16), NOT_WHOLE),
    "list-too-long": (put_end("<L", 0xFFFFFFF0, 12), NOT_WHOLE),
    "several-disks": (put_end("<H", 1, 4), "split into several parts"),
    "fewer-here-than-in-all": (put_end("<H", 1, 8), "split into several parts"),
    "too-many-said": (
        edited(lambda data, begin, end: struct.pack_into("<HH", data, end + 8, 60000, 60000)),
        "There are more than 5000 files",
    ),
    "password": (put("<H", 1, in_list=8, in_file=6), "locked with a password"),
    "bzip2": (lambda: zip_files(make_package_files(), zipfile.ZIP_BZIP2), "packed in a way"),
    "lzma": (lambda: zip_files(make_package_files(), zipfile.ZIP_LZMA), "packed in a way"),
    "other-name-in-header": (
        lambda: make_package().replace(b"h5p.json", b"h6p.json", 1),
        TWO_THINGS,
    ),
    "other-method-in-header": (put("<H", 0, in_file=8), TWO_THINGS),
    "other-size-in-header": (put("<L", 7, in_file=22), TWO_THINGS),
    "no-header-there": (put("<L", 1, in_list=42), TWO_THINGS),
    "longer-than-it-says": (put("<L", 20, in_list=24, in_file=22), "is broken"),
    "wrong-checksum": (_broken_bytes, "is broken"),
    "bomb-by-ratio": (_bomb, "is packed so tightly"),
    # Names
    "zip-slip": (with_entry("content/../../evil.png"), OUTSIDE),
    "absolute": (with_entry("/etc/evil.png"), OUTSIDE),
    "drive": (with_entry("C:/evil.png"), OUTSIDE),
    "backslash": (with_entry("content\\evil.png"), OUTSIDE),
    "dot": (with_entry("content/./evil.png"), OUTSIDE),
    "empty-part": (with_entry("content//evil.png"), OUTSIDE),
    "nul": (_nul_name, UNSEEN),
    "newline": (with_entry("content/a\nb.png"), UNSEEN),
    "right-to-left": (with_entry("content/gnp.\u202etxt.png"), UNSEEN),
    "old-letters": (_latin_name, "cannot be read"),
    "too-long-name": (with_entry(f"content/{'a' * 250}.png"), "is too long"),
    "too-long-path": (with_entry("content/" + "abcdefghi/" * 50 + "a.png"), "is too long"),
    "same-name": (_same_name, "There are two files called"),
    "same-but-for-capitals": (with_entry("content/Content.JSON"), "There are two files called"),
    "same-but-for-accents": (
        with_files(**{"content/\u00e9.png": PNG, "content/e\u0301.png": PNG}),
        "There are two files called",
    ),
    "file-and-folder": (
        with_files(**{"content/a.png": PNG, "content/a.png/b.png": PNG}),
        "is both a file and a folder",
    ),
    "symlink": (with_entry("content/a.png", stat.S_IFLNK | 0o777, b"/etc/passwd"), LINK),
    "device": (with_entry("content/a.png", stat.S_IFCHR | 0o600), LINK),
    "pipe": (with_entry("content/a.png", stat.S_IFIFO | 0o600), LINK),
    # Kinds of file
    "script-in-content": (with_files(**{"content/a.js": b"alert(1)"}), MAY_NOT),
    "html-in-content": (with_files(**{"content/a.html": b"<p>"}), MAY_NOT),
    "xhtml-in-content": (with_files(**{"content/a.XHTML": b"<p/>"}), MAY_NOT),
    "no-ending-in-content": (with_files(**{"content/a": b"x"}), MAY_NOT),
    "program-that-a-library-needs": (
        with_library(preloadedJs=[{"path": "a.exe"}], files={"a.exe": b"MZ"}),
        "may not be in a content type",
    ),
    "html-as-png": (with_files(**{"content/a.png": b"<html><script>"}), DISGUISE),
    "zip-as-jpg": (with_files(**{"content/a.jpg": b"PK\x03\x04"}), DISGUISE),
    "text-as-mp3": (with_files(**{"content/a.mp3": b"not sound"}), DISGUISE),
    "html-as-mp4": (with_files(**{"content/a.mp4": b"<!doctype html><p>long enough"}), DISGUISE),
    "html-as-pdf": (with_files(**{"content/a.pdf": b"<html>"}), DISGUISE),
    "html-as-subtitles": (with_files(**{"content/a.vtt": b"<html>"}), DISGUISE),
    # SVG
    "svg-script": (svg("<script>alert(1)</script>"), PICTURE),
    "svg-event": (svg("", 'onload="alert(1)"'), PICTURE),
    "svg-foreign": (svg("<foreignObject/>"), PICTURE),
    "svg-html": (svg('<b xmlns="http://www.w3.org/1999/xhtml"/>'), PICTURE),
    "svg-javascript": (svg('<a xlink:href="javascript:alert(1)"/>'), PICTURE),
    "svg-fetches": (svg('<image href="https://example.org/a.png"/>'), PICTURE),
    "svg-inner-svg": (svg('<image href="data:image/svg+xml,x"/>'), PICTURE),
    "svg-style-import": (svg("<style>@import 'a.css'</style>"), PICTURE),
    "svg-style-url": (svg('<path style="fill:url(https://example.org/x)"/>'), PICTURE),
    "svg-hidden-url": (svg('<path fill="u\\72l(https://example.org/x)"/>'), PICTURE),
    "svg-animated-link": (svg('<a><set attributeName="xlink:href" to="x"/></a>'), PICTURE),
    "svg-stylesheet": (svg("", before='<?xml-stylesheet href="a.css"?>'), PICTURE),
    "svg-entities": (svg("&a;", before='<!DOCTYPE svg [<!ENTITY a "aaaa">]>'), PICTURE),
    "svg-outside-entity": (svg("&a;", before='<!DOCTYPE svg [<!ENTITY a SYSTEM "a">]>'), PICTURE),
    "svg-not-xml": (svg("<path>"), PICTURE),
    # Documents
    "no-h5p-json": (with_files(**{FACTS: None}), "There is no “h5p.json”"),
    "no-content-json": (with_files(**{CONTENT: None}), "There is no “content/content.json”"),
    "content-not-json": (content(b"{"), NOT_JSON),
    "content-a-list": (content(b"[]"), NOT_JSON),
    "content-latin": (content('{"a": "ø"}'.encode("latin-1")), "is not written in UTF-8"),
    "content-utf-16": (content("{}".encode("utf-16")), "is not written in UTF-8"),
    "content-nan": (content(b'{"a": NaN}'), NOT_JSON),
    "content-infinity": (content(b'{"a": -Infinity}'), NOT_JSON),
    "content-beyond-numbers": (content(b'{"a": 1e999}'), NOT_JSON),
    "content-digits": (content(b'{"a": ' + b"9" * 5000 + b"}"), NOT_JSON),
    "content-deep": (content(b'{"a": ' + b"[" * 200 + b"]" * 200 + b"}"), NOT_JSON),
    "content-deeper": (content(b'{"a": ' + b"[" * 90000 + b"]" * 90000 + b"}"), NOT_JSON),
    "content-many-values": (
        content(b'{"a": [' + b"".join(b"%d," % n for n in range(250_000)) + b"0]}"),
        "says more than we can hold",
    ),
    "content-nul": (content(b'{"a": "\\u0000"}'), NO_LETTERS),
    "content-nul-key": (content(b'{"\\u0000": 1}'), NO_LETTERS),
    "content-half-letter": (content(b'{"a": "\\ud800"}'), NO_LETTERS),
    "no-title": (with_facts(title=None), SAYS_NOT.format("title")),
    "empty-title": (with_facts(title=" "), SAYS_NOT.format("title")),
    "title-a-number": (with_facts(title=7), SAYS_NOT.format("title")),
    "language-too-long": (with_facts(language="<script>alert"), SAYS_NOT.format("language")),
    "no-main-library": (with_facts(mainLibrary=None), SAYS_NOT.format("mainLibrary")),
    "main-library-not-needed": (
        with_facts(preloadedDependencies=[dependency("H5P.Other", (1, 0, 0))]),
        SAYS_NOT.format("mainLibrary"),
    ),
    "needs-no-list": (with_facts(preloadedDependencies={}), SAYS_NOT.format("preloadedDependencies")),
    "needs-a-bad-name": (
        with_facts(preloadedDependencies=[dependency("../evil", (1, 0, 0))]),
        SAYS_NOT.format("machineName"),
    ),
    # Libraries
    "folder-without-library": (with_files(**{"Strange/a.js": b"x"}), "has no part in the package"),
    "library-in-wrong-folder": (
        lambda: make_package().replace(b"H5P.Probe-1.0/", b"H5P.Wrong-1.0/"),
        "holds another content type",
    ),
    "library-bad-name": (with_library(machineName="../../evil"), SAYS_NOT.format("machineName")),
    "library-negative-version": (with_library(patchVersion=-1), SAYS_NOT.format("patchVersion")),
    "library-version-true": (with_library(patchVersion=True), SAYS_NOT.format("patchVersion")),
    "library-no-title": (with_library(title=""), SAYS_NOT.format("title")),
    "library-newer-core": (
        with_library(coreApi={"majorVersion": 1, "minorVersion": 99}),
        "is made for a newer H5P",
    ),
    "library-odd-core": (
        with_library(coreApi={"majorVersion": "x", "minorVersion": []}),
        SAYS_NOT.format("coreApi"),
    ),
    "library-lacks-script": (with_library(preloadedJs=[{"path": "gone.js"}]), "is missing in the package"),
    "library-script-outside": (
        with_library(preloadedJs=[{"path": "../evil.js"}]),
        "is missing in the package",
    ),
    "library-odd-scripts": (with_library(preloadedJs="probe.js"), SAYS_NOT.format("preloadedJs")),
    "library-semantics-not-json": (with_files(**{f"{LIBRARY}/semantics.json": b"<"}), NOT_JSON),
    "library-semantics-an-object": (
        with_files(**{f"{LIBRARY}/semantics.json": b"{}"}),
        SAYS_NOT.format("semantics"),
    ),
    "library-json-a-list": (with_files(**{f"{LIBRARY}/library.json": b"[]"}), NOT_JSON),
    # What it stands on
    "unknown-library": (lambda: make_package(libraries=[]), MISSING_LIBRARY),
    "unknown-dependency": (
        lambda: make_package(libraries=[make_library_files(needs=[("H5P.Gone", (1, 0, 0))])]),
        MISSING_LIBRARY,
    ),
    "unknown-chosen-library": (_chosen("H5P.Gone 1.0"), MISSING_LIBRARY),
    "circle": (_circle, "need each other in a circle"),
    "media-missing": (
        lambda: make_package({"file": {"path": "images/gone.png", "mime": "image/png"}}),
        "but it is missing in the package",
    ),
    "media-outside": (
        lambda: make_package({"file": {"path": "../h5p.json", "mime": "image/png"}}),
        "but it is missing in the package",
    ),
    "facts-not-json": (with_files(**{FACTS: json.dumps([]).encode()}), NOT_JSON),
}
