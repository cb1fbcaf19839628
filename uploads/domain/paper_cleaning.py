"""A paper made clean, in a process of its own: what breaks it, or fills its memory, breaks nothing else.

    python -m uploads.domain.paper_cleaning pdf 1000000000 400000000 < paper > cleaned

The numbers are the bytes of memory that it may have, and those that a PDF may unpack to.

What comes out is one line of JSON and then the clean file. The line holds `pages` and `suffix`, or `refused`
and why (`uploads.domain.papers.WhyNot`). Nothing of Django is needed here, so that it begins quickly.
"""

import json
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import Enum, auto
from io import BytesIO
from typing import Any

from uploads.domain.pictures import clean_picture
from uploads.policy import (
    PAPER_LONGEST_SIDE,
    PAPER_MAX_PAGES,
    PAPER_MAX_PIXELS,
    PAPER_MAX_SECONDS,
)

JPEG_QUALITY = 85
# What a page shows (ISO 32000-1, table 30). All else of it goes: links, remarks, actions, others' data.
PAGE_KEPT = frozenset(
    f"/{name}"
    for name in (
        *("Type", "Parent", "Resources", "Contents", "Rotate", "Group", "UserUnit"),
        *("MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox"),
    )
)
# What may hang on anything that a page draws, and draws nothing: files, programs, who and when, other files'
# pages, and streams whose bytes lie elsewhere.
HANGERS_ON = frozenset(
    f"/{name}"
    for name in (
        *("AA", "AF", "EF", "F", "FFilter", "FDecodeParms", "JS", "Metadata", "OC", "OPI", "OpenAction"),
        *("PieceInfo", "Ref", "StructParent", "StructParents", "LastModified", "XFA"),
    )
)

Cleaned = tuple[bytes, str, int]


class Refused(Exception):
    """The file is not taken; `args[0]` says why, in a word."""


def clean_jpeg(data: bytes, _most: int) -> Cleaned:
    """A photo, drawn anew as JPEG."""
    return _paint(data, ("JPEG", "MPO"), "JPEG"), "jpg", 1


def clean_png(data: bytes, _most: int) -> Cleaned:
    """A picture of the screen, or a scan; drawn anew as PNG."""
    return _paint(data, ("PNG",), "PNG"), "png", 1


def clean_heic(data: bytes, _most: int) -> Cleaned:
    """What most phones of one maker take pictures in; kept as JPEG, which every browser shows."""
    import pillow_heif  # noqa: PLC0415 (most papers are none)

    try:
        held = pillow_heif.open_heif(data)
        _check_size(*held.size)
        picture = held.to_pillow()
    except (ValueError, SyntaxError, EOFError, OSError, RuntimeError) as error:
        raise Refused("broken") from error
    return _draw_anew(picture, "JPEG"), "jpg", 1


def _paint(data: bytes, formats: tuple[str, ...], to: str) -> bytes:
    from PIL import Image, ImageOps  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = None  # Ours is the limit, and is looked at before a pixel is unpacked.
    try:
        with Image.open(BytesIO(data), formats=formats) as picture:
            _check_size(*picture.size)
            if to == "JPEG":
                picture.draft("RGB", (PAPER_LONGEST_SIDE, PAPER_LONGEST_SIDE))
            return _draw_anew(ImageOps.exif_transpose(picture), to)
    except (OSError, ValueError, SyntaxError, KeyError, zlib.error) as error:
        raise Refused("broken") from error


def _check_size(width: int, height: int) -> None:
    if width * height > PAPER_MAX_PIXELS:
        raise Refused("too_many_pixels")


def _draw_anew(picture: Any, to: str) -> bytes:
    """The pixels alone, on a fresh picture: nothing of what was said beside them comes along."""
    from PIL import Image  # noqa: PLC0415

    picture = picture.convert("RGBA" if "A" in picture.mode or "transparency" in picture.info else "RGB")
    picture.thumbnail((PAPER_LONGEST_SIDE, PAPER_LONGEST_SIDE))
    fresh = Image.new("RGB", picture.size, "white")
    fresh.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    out = BytesIO()
    fresh.save(out, to, **({"quality": JPEG_QUALITY} if to == "JPEG" else {}))
    return out.getvalue()


def clean_pdf(data: bytes, most: int) -> Cleaned:
    """The pages alone, in a new file: no script, action, form, attachment, remark, author or date.

    `most`: the bytes that all of it may unpack to.
    """
    import pikepdf  # noqa: PLC0415 (a tenth of a second, and pictures do without)

    try:
        with pikepdf.open(BytesIO(data)) as source, pikepdf.new() as fresh:
            if source.is_encrypted:
                raise Refused("encrypted")
            if source.Root.get("/NeedsRendering"):
                # A form that is a program: its page says "please wait" in every other reader.
                raise Refused("is_a_form")
            if not 0 < len(source.pages) <= PAPER_MAX_PAGES:
                raise Refused("too_many_pages" if len(source.pages) else "broken")
            _paint_over(source)
            for page in source.pages:
                fresh.pages.append(page)
            seen: set[tuple[int, int]] = set()
            for page in fresh.pages:
                for key in set(page.obj.keys()) - PAGE_KEPT:
                    del page.obj[key]
                parts = [(page.obj.get(key), _As.PLAIN) for key in ("/Contents", "/Group")]
                _strip(pikepdf, [(page.obj.get("/Resources"), _As.RESOURCES), *parts], seen)
            _check_unpacked(pikepdf, fresh, most)
            out = BytesIO()
            fresh.save(
                out,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                deterministic_id=True,
            )
            return out.getvalue(), "pdf", len(fresh.pages)
    except pikepdf.PasswordError as error:
        raise Refused("encrypted") from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError) as error:
        raise Refused("broken") from error


def _paint_over(source: Any) -> None:
    """Make what is filled in, signed or stamped a part of the page, before all that can be pressed goes."""
    with suppress(Exception):
        source.generate_appearance_streams()
    with suppress(Exception):
        source.flatten_annotations("screen")


class _As(Enum):
    """What a dictionary is, where it stands."""

    PLAIN = auto()
    # Its dictionaries hold what a page names: fonts, pictures, patterns.
    RESOURCES = auto()
    # Its keys are such names, and one of them may well be "AF".
    NAMES = auto()


_AS_BY_KEY = {"/Resources": _As.RESOURCES, "/CharProcs": _As.NAMES, "/Colorants": _As.NAMES}


def _strip(pikepdf: Any, todo: list[tuple[Any, _As]], seen: set[tuple[int, int]]) -> None:
    """Take off whatever hangs on what a page draws with."""
    while todo:
        thing, stands_as = todo.pop()
        if not isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array)):
            continue
        if thing.is_indirect:
            if thing.objgen in seen:
                continue
            seen.add(thing.objgen)
        if isinstance(thing, pikepdf.Array):
            todo += [(part, _As.PLAIN) for part in thing]
            continue
        gone = {_As.PLAIN: HANGERS_ON, _As.RESOURCES: {"/Properties"}, _As.NAMES: set()}[stands_as]
        for key in gone & set(thing.keys()):
            del thing[key]
        if isinstance(thing, pikepdf.Stream):
            _clean_photo(pikepdf, thing)
        for key in thing.keys():  # noqa: SIM118 (a stream is no mapping)
            inner = _As.NAMES if stands_as is _As.RESOURCES else _As.PLAIN
            if stands_as is _As.PLAIN:
                inner = _AS_BY_KEY.get(key, _As.PLAIN)
            todo.append((thing[key], inner))


def _clean_photo(pikepdf: Any, stream: Any) -> None:
    if stream.get("/Filter") != pikepdf.Name.DCTDecode:
        return
    cleaned = clean_picture(BytesIO(stream.read_raw_bytes()))
    if cleaned is not None:
        parms = stream.get("/DecodeParms")
        stream.write(cleaned, filter=pikepdf.Name.DCTDecode, decode_parms=parms)


def _check_unpacked(pikepdf: Any, fresh: Any, left: int) -> None:
    """A file of a few kilobytes can unpack to more than any reader's machine has."""
    for stream in (thing for thing in fresh.objects if isinstance(thing, pikepdf.Stream)):
        if stream.get("/Subtype") == "/Image":
            _check_size(int(stream.get("/Width", 0)), int(stream.get("/Height", 0)))
        for size in _unpacked(stream.read_raw_bytes(), left):
            left -= size
        if left <= 0:
            raise Refused("unpacks_too_much")


def _unpacked(data: bytes, most: int) -> Iterator[int]:
    """Bytes that come out of packed ones, and out of these if they are packed again; no more than `most`."""
    while data[:1] == b"\x78":
        try:
            data = zlib.decompressobj().decompress(data, most)
        except zlib.error:
            return
        yield len(data)


CLEANERS: dict[str, Callable[[bytes, int], Cleaned]] = {
    "pdf": clean_pdf,
    "jpeg": clean_jpeg,
    "png": clean_png,
    "heic": clean_heic,
}


def _limit_self(memory: int) -> None:
    with suppress(ImportError):
        import resource  # noqa: PLC0415 (there is none on Windows)

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (PAPER_MAX_SECONDS, PAPER_MAX_SECONDS))


def main(kind: str, memory: int, unpacked: int) -> None:
    """Read a file of the kind, and write what is left of it."""
    _limit_self(memory)
    out = sys.stdout.buffer
    try:
        cleaned, suffix, pages = CLEANERS[kind](sys.stdin.buffer.read(), unpacked)
    except Refused as refused:
        out.write(json.dumps({"refused": refused.args[0]}).encode() + b"\n")
    except MemoryError:
        out.write(json.dumps({"refused": "unpacks_too_much"}).encode() + b"\n")
    else:
        out.write(json.dumps({"suffix": suffix, "pages": pages}).encode() + b"\n" + cleaned)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
