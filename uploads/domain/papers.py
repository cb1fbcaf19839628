"""Papers that people show: what is taken, what is said to the rest, and the clean file that is kept.

What a file is, its first bytes say: neither its name nor what the browser calls it is asked.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from uploads.policy import PAPER_MAX_MEMORY, PAPER_MAX_SECONDS, PAPER_MAX_UNPACKED

__all__ = ["ACCEPTED", "CleanPaper", "PaperRefused", "WhyNot", "clean_paper", "kind_of"]

# For a browser's file dialog, and the camera that a phone offers with it. It keeps nobody from sending more.
ACCEPTED = "application/pdf,image/jpeg,image/png,image/heic,image/heif,.heic,.heif"
# As many bytes as tell what a file is.
BEGINNING = 4096
HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"))
AVIF_BRANDS = frozenset((b"avif", b"avis"))
# A process needs a moment to begin and to end besides.
PATIENCE = PAPER_MAX_SECONDS + 10


class WhyNot(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    UNPACKS_TOO_MUCH = "unpacks_too_much"
    ENCRYPTED = "encrypted"
    IS_A_FORM = "is_a_form"
    BROKEN = "broken"
    OFFICE = "office"
    DRAWING = "drawing"
    WEB_PAGE = "web_page"
    OTHER_PICTURE = "other_picture"
    FILM = "film"
    PACKED = "packed"
    PROGRAM = "program"
    TEXT = "text"
    UNKNOWN = "unknown"


SENTENCES: dict[WhyNot, Promise] = {
    WhyNot.EMPTY: _("The file is empty. Take the picture once more."),
    WhyNot.TOO_LARGE: _(
        "The file is larger than 10 MB. Take a picture of the paper with your phone instead."
    ),
    WhyNot.TOO_MANY_PAGES: _("The paper has more than 50 pages. Choose the pages that show what you can."),
    WhyNot.TOO_MANY_PIXELS: _("The picture is too large for us. Take it once more in ordinary size."),
    WhyNot.UNPACKS_TOO_MUCH: _("The file is too heavy to open. Take a picture of the paper instead."),
    WhyNot.ENCRYPTED: _(
        "The PDF is locked. Print it as a new PDF without a password, or take a picture of it."
    ),
    WhyNot.IS_A_FORM: _("The PDF is a form that only one program can show. Print it as a new PDF."),
    WhyNot.BROKEN: _("The file cannot be read. Take a picture of the paper instead."),
    WhyNot.OFFICE: _("We do not take files from Word, Excel and the like. Save it as a PDF and choose that."),
    WhyNot.DRAWING: _("We do not take drawings (SVG). Save it as PNG or PDF and choose that."),
    WhyNot.WEB_PAGE: _("This is a web page. Print it as a PDF and choose that."),
    WhyNot.OTHER_PICTURE: _("We do not know this kind of picture. Save it as JPEG or PNG and choose that."),
    WhyNot.FILM: _("This is a film or a sound. Take a picture of the paper instead."),
    WhyNot.PACKED: _("This is a packed file. Unpack it and choose the paper itself."),
    WhyNot.PROGRAM: _("This is a program. Choose the paper itself, as a picture or a PDF."),
    WhyNot.TEXT: _("This is a plain text. Print it as a PDF and choose that."),
    WhyNot.UNKNOWN: _("We do not know this kind of file. Choose a PDF, or take a picture of the paper."),
}


class PaperRefused(Exception):
    """The file is not taken, and nothing of it is kept. `message` is for whoever brought it."""

    def __init__(self, why: WhyNot) -> None:
        super().__init__(why)
        self.why = why
        self.message = SENTENCES[why]


@dataclass(frozen=True, slots=True)
class CleanPaper:
    """A file that may be kept: its bytes, the ending that goes with them, and its pages."""

    data: bytes
    suffix: str
    pages: int


def clean_paper(file: IO[bytes]) -> CleanPaper:
    """The file with what it shows and nothing else: a picture drawn anew, the pages of a PDF in a new one.

    A process of its own makes it, with little memory and time (uploads/policy.py). Raises `PaperRefused`.
    """
    file.seek(0)
    data = file.read(settings.PAPER_MAX_BYTES + 1)
    kind = kind_of(data[:BEGINNING])
    if len(data) > settings.PAPER_MAX_BYTES:
        raise PaperRefused(WhyNot.TOO_LARGE)
    limits = [str(PAPER_MAX_MEMORY), str(PAPER_MAX_UNPACKED)]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "uploads.domain.paper_cleaning", kind, *limits],
            input=data,
            capture_output=True,
            cwd=settings.BASE_DIR,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PaperRefused(WhyNot.UNPACKS_TOO_MUCH) from error
    head, _line, cleaned = done.stdout.partition(b"\n")
    if done.returncode < 0:
        # Stopped by the system: for its memory or its time.
        raise PaperRefused(WhyNot.UNPACKS_TOO_MUCH)
    if done.returncode:
        raise PaperRefused(WhyNot.BROKEN)
    said = json.loads(head)
    if "refused" in said:
        raise PaperRefused(WhyNot(said["refused"]))
    return CleanPaper(cleaned, said["suffix"], said["pages"])


def kind_of(beginning: bytes) -> str:
    """Which of the kinds that are taken it is: pdf, jpeg, png or heic. Raises `PaperRefused` for others."""
    if not beginning:
        raise PaperRefused(WhyNot.EMPTY)
    if beginning.removeprefix(b"\xef\xbb\xbf").startswith(b"%PDF-"):
        return "pdf"
    if beginning.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if beginning.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if beginning[4:8] == b"ftyp":
        return _of_brand(beginning)
    raise PaperRefused(_why_not(beginning))


def _of_brand(beginning: bytes) -> str:
    """ISO 14496-12, 4.3: the brand and all that it goes with. Photos and films begin alike."""
    end = min(int.from_bytes(beginning[:4]), len(beginning))
    brands = {beginning[8:12], *(beginning[at : at + 4] for at in range(16, end, 4))}
    if brands & HEIC_BRANDS:
        return "heic"
    raise PaperRefused(WhyNot.OTHER_PICTURE if brands & AVIF_BRANDS else WhyNot.FILM)


# How the kinds begin that people bring by mistake, or on purpose.
_BEGINNINGS: list[tuple[tuple[bytes, ...], WhyNot]] = [
    ((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"), WhyNot.OFFICE),
    (
        (b"GIF8", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+", b"BM", b"\x00\x00\x01\x00"),
        WhyNot.OTHER_PICTURE,
    ),
    ((b"\x00\x00\x00\x0cJXL ", b"\xff\x0a", b"\x00\x00\x00\x0cjP  ", b"8BPS", b"%!PS"), WhyNot.OTHER_PICTURE),
    ((b"\x1aE\xdf\xa3", b"ID3", b"OggS", b"fLaC", b"\xff\xfb", b"\x00\x00\x01\xba"), WhyNot.FILM),
    ((b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"), WhyNot.PACKED),
    ((b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe"), WhyNot.PROGRAM),
]
_OFFICE_NAMES = (
    b"[Content_Types].xml",
    b"_rels/",
    b"word/",
    b"xl/",
    b"ppt/",
    b"mimetypeapplication/vnd.oasis",
)


def _why_not(beginning: bytes) -> WhyNot:
    if beginning.startswith(b"RIFF"):
        return WhyNot.OTHER_PICTURE if beginning[8:12] == b"WEBP" else WhyNot.FILM
    if beginning.startswith(b"PK"):
        return WhyNot.OFFICE if any(name in beginning for name in _OFFICE_NAMES) else WhyNot.PACKED
    for heads, why in _BEGINNINGS:
        if beginning.startswith(heads):
            return why
    return _why_not_text(beginning)


def _why_not_text(beginning: bytes) -> WhyNot:
    text = beginning.decode("utf-16" if beginning[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    low = text.lower()
    if "<svg" in low:
        return WhyNot.DRAWING
    if "<html" in low or "<!doctype html" in low or "<script" in low:
        return WhyNot.WEB_PAGE
    is_text = "\x00" not in text and text.count("\ufffd") <= 1
    return WhyNot.TEXT if is_text else WhyNot.UNKNOWN
