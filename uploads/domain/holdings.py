"""What a document tells besides what it says: its author, changes and remarks, where a photo was taken.

Documents are not changed: a form that was signed or made accessible would no longer be what it was. Their
authors are told instead, and can take out what nobody should read.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO, Any, BinaryIO, cast
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from uploads.domain.pictures import UnreadablePicture, clean_picture

ADVICE = gettext_lazy(
    "Documents and films are kept as they are. They may hold the author's name, comments, tracked changes, "
    "and the place where a photo or film was taken. Take it out before you upload."
)
# Bytes of a document that are looked into, unpacked and in all: a small file can pack endlessly much. And of
# a film, from its beginning and from its end.
MOST = 100 * 1024 * 1024
FILM_ENDS = 4 * 1024 * 1024
# A place in a film: ISO 6709, as phones write it.
PLACE_IN_FILM = re.compile(rb"[+-]\d{2}\.\d{2,}[+-]\d{3}\.\d{2,}")

_AUTHOR = {"creator", "lastModifiedBy", "initial-creator"}
_CHANGES = {"ins", "del", "moveFrom", "moveTo", "tracked-changes"}
_COMMENT_PARTS = re.compile(r"(comments\d*|threadedComments?/.*|modernComment.*)\.xml$", re.IGNORECASE)


def what_it_holds(file: IO[bytes], ending: str) -> list[str]:
    """Sentences on what is in the document, in the reader's language; none for what we cannot look into.

    `ending` is the file name's, without the dot.
    """
    look = _LOOKS.get(ending.lower())
    found: list[str] = []
    # A file that is broken, or only called so, is not ours to judge here.
    with suppress(Exception):
        file.seek(0)
        for sentence in look(file) if look else ():
            if sentence not in found:
                found.append(sentence)
    return found


def _look_into_office(file: IO[bytes]) -> Iterator[str]:
    left = MOST
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            left -= info.file_size
            if left < 0:
                return
            name = info.filename
            suffix = PurePosixPath(name).suffix.lower()
            if _COMMENT_PARTS.search(name):
                yield _("It holds comments.")
            if suffix == ".xml":
                yield from _look_into_xml(fromstring(archive.read(info)))
            elif suffix in {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff"}:
                yield from _look_into_picture(archive.read(info))


def _look_into_xml(root: Element) -> Iterator[str]:
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag in _AUTHOR and element.text and element.text.strip():
            yield _("It names who wrote it: %(name)s.") % {"name": element.text.strip()}
        elif tag in _CHANGES and str(element.tag).startswith("{"):
            yield _("It holds tracked changes.")
        elif tag == "annotation":
            yield _("It holds comments.")


def _look_into_picture(data: bytes) -> Iterator[str]:
    with suppress(UnreadablePicture):
        if clean_picture(BytesIO(data)) is not None:
            yield _("It holds photos that may say where and when they were taken.")


def _look_into_pdf(file: IO[bytes]) -> Iterator[str]:
    import pikepdf  # noqa: PLC0415 (a tenth of a second at each start)

    with pikepdf.open(cast(BinaryIO, file)) as pdf:
        author = str(pdf.docinfo.get("/Author", "")).strip()
        with pdf.open_metadata() as metadata:
            creators = metadata.get("dc:creator", [])
        names = [author, *(creators if isinstance(creators, list) else [str(creators)])]
        for name in filter(None, (str(name).strip() for name in names)):
            yield _("It names who wrote it: %(name)s.") % {"name": name}
        if len(pdf.attachments):
            yield _("It holds other files.")
        for page in pdf.pages:
            annotations: Any = page.get("/Annots", [])
            if any(str(one.get("/Subtype")) not in {"/Link", "/Widget"} for one in annotations):
                yield _("It holds comments.")
            for image in page.get_images().values():
                if image.get("/Filter") == "/DCTDecode":
                    yield from _look_into_photo_of_pdf(image.read_raw_bytes())


def _look_into_photo_of_pdf(data: bytes) -> Iterator[str]:
    # PDF makers write headers of their own into every photo: only a camera's is worth a word.
    if b"Exif\x00\x00" in data[:70_000]:
        yield _("It holds photos that may say where and when they were taken.")


def _look_into_film(file: IO[bytes]) -> Iterator[str]:
    beginning = file.read(FILM_ENDS)
    size = file.seek(0, 2)
    file.seek(max(0, size - FILM_ENDS))
    if PLACE_IN_FILM.search(beginning + file.read()):
        yield _("It says where the film was taken.")


_LOOKS: dict[str, Callable[[IO[bytes]], Iterator[str]]] = {
    "pdf": _look_into_pdf,
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt"), _look_into_office),
    **dict.fromkeys(("mp4", "webm"), _look_into_film),
}
