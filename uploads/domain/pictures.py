"""Pictures without what they tell besides: where and when they were taken, by whom, with what, and words.

A file is taken apart into the pieces that its format is made of, and only pieces of known kinds are kept:
what is unknown goes. Pixels are never packed anew (but in AVIF and TIFF), so that a clean picture stays as it
is, byte for byte. Of the camera's words one is kept, which way is up; and the colour profile, without which
colours change.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import IO

from PIL import Image, ImageOps

# As many bytes as tell which format a file is.
BEGINNING = 16
ORIENTATION = 0x0112
UPRIGHT = 1

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# https://www.w3.org/TR/png-3/#11Chunks: pixels, colours, animation. None of them holds words.
PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD hIST pHYs acTL fcTL fdAT".split()
)
# https://developers.google.com/speed/webp/docs/riff_container
WEBP_KEPT = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"])
WEBP_EXIF, WEBP_XMP = 0x08, 0x04
# The programs whose block in a GIF says how often it plays.
GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
AVIF_BRANDS = (b"avif", b"avis", b"mif1", b"msf1")


# Size, colours and where the pixels lie (TIFF 6.0, part 1), and the profile.
TIFF_KEPT = frozenset(
    (254, 256, 257, 258, 259, 262, 273, 277, 278, 279, 282, 283, 284, 296, 317, 320, 322, 323, 324, 325)
) | frozenset((338, 339, 347, 530, 531, 532, 34675))


class UnreadablePicture(ValueError):
    """The file begins like a picture that would have to be packed anew, and cannot be read."""


def clean_picture(file: IO[bytes]) -> bytes | None:
    """The picture without all that; None where nothing is to be taken away, or the file is no picture.

    The file is read from its beginning, and is at its beginning afterwards. Raises `UnreadablePicture`.
    """
    file.seek(0)
    clean = _cleaner(file.read(BEGINNING))
    file.seek(0)
    if clean is None:
        return None
    before = file.read()
    file.seek(0)
    after = clean(before)
    return None if after == before else after


def clean_file(path: Path) -> int:
    """Make the picture clean that lies there, and leave any other file as it is; its bytes afterwards.

    Raises `UnreadablePicture`.
    """
    with path.open("rb") as file:
        cleaned = clean_picture(file)
    if cleaned is not None:
        path.write_bytes(cleaned)
    return path.stat().st_size


def _cleaner(beginning: bytes) -> Callable[[bytes], bytes] | None:
    if beginning.startswith(b"\xff\xd8\xff"):
        return _clean_jpeg
    if beginning.startswith(PNG_SIGNATURE):
        return _clean_png
    if beginning.startswith((b"GIF87a", b"GIF89a")):
        return _clean_gif
    if beginning.startswith(b"RIFF") and beginning[8:12] == b"WEBP":
        return _clean_webp
    if beginning[4:8] == b"ftyp" and beginning[8:12] in AVIF_BRANDS:
        return _repack
    if beginning.startswith((b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")):
        return _repack
    return None


def _which_way_up(data: bytes) -> int:
    """What the camera says of it, 1 to 8; 1 (as it lies) where it says nothing that can be read."""
    # Whatever a camera wrote there: it is a number that we know, or it is nothing.
    with suppress(Exception), Image.open(BytesIO(data)) as picture:
        said = picture.getexif().get(ORIENTATION, UPRIGHT)
        return said if said in range(UPRIGHT, 9) else UPRIGHT
    return UPRIGHT


def _only_orientation(said: int) -> bytes:
    """A TIFF header with one directory of one entry."""
    return struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, ORIENTATION, 3, 1, said, 0, 0)


def _clean_jpeg(data: bytes) -> bytes:
    """ITU-T T.81, annex B. What follows the end (a film, a second picture, a map of depth) goes too."""
    said = _which_way_up(data)
    pieces = [data[:2]]
    if said != UPRIGHT:
        exif = b"Exif\x00\x00" + _only_orientation(said)
        pieces.append(b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif)
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # A byte to fill up with.
            at += 1
            continue
        if marker == 0xD9:
            break
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if end > len(data):
            break
        pieces.append(_kept_segment(marker, data[at:end]))
        at = end
        if marker == 0xDA:
            end = _end_of_scan(data, at)
            pieces.append(data[at:end])
            at = end
    return b"".join([*pieces, b"\xff\xd9"])


def _kept_segment(marker: int, segment: bytes) -> bytes:
    body = segment[4:]
    is_words = 0xE0 <= marker <= 0xEF or marker >= 0xF0
    if marker == 0xE0 and body.startswith(b"JFIF\x00") and len(body) >= 14:
        # Without the small picture, which may show what was cut away.
        return b"\xff\xe0\x00\x10" + body[:12] + b"\x00\x00"
    if marker == 0xE2 and body.startswith(b"ICC_PROFILE\x00"):
        return segment
    if marker == 0xEE and body.startswith(b"Adobe"):
        # How its colours are to be understood.
        return b"\xff\xee\x00\x0e" + body[:12] if len(body) >= 12 else b""
    return b"" if is_words else segment


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next segment begins: a marker that is none of the eight that stand among the pixels."""
    while (at := data.find(b"\xff", at)) != -1:
        following = data[at + 1 : at + 2]
        if not following:
            break
        if following != b"\x00" and not 0xD0 <= following[0] <= 0xD7 and following != b"\xff":
            return at
        at += 1 if following == b"\xff" else 2
    return len(data)


def _clean_png(data: bytes) -> bytes:
    said = _which_way_up(data)
    pieces = [PNG_SIGNATURE]
    at = len(PNG_SIGNATURE)
    while at + 12 <= len(data):
        kind = data[at + 4 : at + 8]
        end = at + 12 + int.from_bytes(data[at : at + 4])
        if kind in PNG_KEPT:
            pieces.append(data[at:end])
        if kind == b"IHDR" and said != UPRIGHT:
            body = b"eXIf" + _only_orientation(said)
            pieces.append(struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)))
        if kind == b"IEND":
            break
        at = end
    return b"".join(pieces)


def _clean_webp(data: bytes) -> bytes:
    said = _which_way_up(data)
    pieces: list[bytes] = []
    for kind, body in _riff_chunks(data[12 : 8 + int.from_bytes(data[4:8], "little")]):
        if kind == b"VP8X" and body:
            flags = body[0] & ~(WEBP_EXIF | WEBP_XMP) | (WEBP_EXIF if said != UPRIGHT else 0)
            body = bytes([flags]) + body[1:]
        elif kind == b"ANMF":
            inner = [_riff_chunk(*chunk) for chunk in _riff_chunks(body[16:]) if chunk[0] in WEBP_KEPT]
            body = body[:16] + b"".join(inner)
        if kind in WEBP_KEPT:
            pieces.append(_riff_chunk(kind, body))
    if said != UPRIGHT:
        pieces.append(_riff_chunk(b"EXIF", _only_orientation(said)))
    return _riff_chunk(b"RIFF", b"WEBP" + b"".join(pieces))


def _riff_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        yield data[at : at + 4], data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _riff_chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\x00" * (len(body) % 2)


def _clean_gif(data: bytes) -> bytes:
    """https://www.w3.org/Graphics/GIF/spec-gif89a.txt: comments and programs' own blocks go."""
    at = 13 + _gif_palette(data, 10)
    pieces = [data[:at]]
    while at < len(data):
        if data[at] == 0x2C:
            end = at + 10 + _gif_palette(data, at + 9) + 1
        elif data[at] == 0x21:
            end = at + 2
        else:
            break
        begin, end = end, _end_of_blocks(data, end)
        is_control = data[at : at + 2] == b"\x21\xf9"
        is_loop = data[at : at + 2] == b"\x21\xff" and data[begin + 1 : begin + 12] in GIF_LOOPS
        if data[at] == 0x2C or is_control or is_loop:
            pieces.append(data[at:end])
        at = end
    return b"".join([*pieces, b"\x3b"])


def _gif_palette(data: bytes, at: int) -> int:
    """Bytes of the palette that the packed field at this place announces."""
    flags = data[at] if at < len(data) else 0
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _end_of_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += data[at] + 1
    return min(at + 1, len(data))


def _repack(data: bytes) -> bytes:
    """An AVIF or TIFF that says anything is packed anew: what is in it is named by places, not by pieces."""
    try:
        with Image.open(BytesIO(data)) as picture:
            if not _says_anything(picture):
                return data
            kept = {"icc_profile": profile} if (profile := picture.info.get("icc_profile")) else {}
            out = BytesIO()
            if getattr(picture, "n_frames", 1) > 1:
                picture.save(out, format=picture.format, save_all=True, exif=b"", **kept)
            else:
                upright = ImageOps.exif_transpose(picture)
                # Pillow gives on what it has read.
                upright.info = {}
                upright.save(out, format=picture.format, exif=b"", **kept)
            return out.getvalue()
    except (OSError, ValueError, SyntaxError, KeyError) as error:
        raise UnreadablePicture(str(error)) from error


def _says_anything(picture: Image.Image) -> bool:
    if picture.format == "TIFF":
        return bool(set(picture.getexif()) - TIFF_KEPT)
    return bool(picture.info.keys() & {"exif", "xmp"})
