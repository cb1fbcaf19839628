"""Whether a file in the content is what its name says: a picture that begins like a picture, and so on."""

import re
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from .refusal import PackageRefused, shown
from .svg import is_only_a_picture

# How the formats begin, in the words of their specifications. A picture with another picture's ending does no
# harm and is common (browsers look at the bytes themselves), so each kind has one expression.
PICTURE = rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|BM|II\*\x00|MM\x00\*|RIFF.{4}WEBP"
# MPEG audio is an ID3 tag or 11 set bits.
RECORDING = rb"ID3|\xff[\xe0-\xff]|OggS|RIFF.{4}WAVE|.{4}(ftyp|moov|mdat|wide|free|skip)|\x1aE\xdf\xa3"
BEGINNINGS = {
    re.compile(PICTURE, re.DOTALL): "png jpg jpeg gif bmp tif tiff webp",
    re.compile(RECORDING, re.DOTALL): "mp3 m4a ogg wav mp4 webm ogv",
    re.compile(rb"%PDF-"): "pdf",
    re.compile(rb"glTF"): "glb",
    re.compile(rb"(\xef\xbb\xbf)?WEBVTT"): "vtt webvtt",
}
BEGINNING_OF = {
    extension: beginning for beginning, extensions in BEGINNINGS.items() for extension in extensions.split()
}
ENOUGH = 16


def refuse_disguise(file: Path, path: str) -> None:
    """Raise `PackageRefused` when the unpacked `file` is not what its `path` in the package says."""
    extension = PurePosixPath(path).suffix.lower().removeprefix(".")
    if extension == "svg":
        if not is_only_a_picture(file):
            raise PackageRefused(
                _("“%(file)s” holds more than a picture, such as a script or a link. Save it as PNG.")
                % {"file": shown(path)}
            )
    elif beginning := BEGINNING_OF.get(extension):
        with file.open("rb") as opened:
            if not beginning.match(opened.read(ENOUGH)):
                raise PackageRefused(
                    _("The file “%(file)s” is not what its name says. Save it once more as the right kind.")
                    % {"file": shown(path)}
                )
