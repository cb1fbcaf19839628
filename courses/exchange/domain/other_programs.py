"""Files that other programs leave in a folder, and packages that other platforms make."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import PurePath

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What Windows, macOS, Office and editors leave behind, in small letters; and whatever begins with a point.
LEFT_BEHIND = (
    *("thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information"),
    *("icon\r", "@eadir", "__pycache__", "~$*", "~*.tmp", "*~", "#*#", "*.swp", "*.swo", "*.bak", "*.orig"),
)
# A file that only such a package has, and what to say. The first that is found counts.
PACKAGES: tuple[tuple[str, Promise], ...] = (
    (
        "moodle_backup.xml",
        _("this is a Moodle course. Write its texts into a folder with a course.yaml."),
    ),
    ("cmi5.xml", _("this is a cmi5 package. Make it as H5P instead, and take it in under H5P in the CMS.")),
    (
        "tincan.xml",
        _("this is an xAPI package. Make it as H5P instead, and take it in under H5P in the CMS."),
    ),
    ("h5p.json", _("this is an H5P package. Take it in under H5P in the CMS, and name it in a lesson.")),
)
SCORM = _("this is a SCORM package. Make it as H5P instead, and take it in under H5P in the CMS.")
COMMON_CARTRIDGE = _("this is a Common Cartridge. Write its texts into a folder with a course.yaml.")
MANIFEST = "imsmanifest.xml"


def is_left_behind(path: PurePath) -> bool:
    """Whether a file, by its path in the folder, belongs to some program and not to the course."""
    return any(
        part.startswith(".") or any(fnmatchcase(part.lower(), pattern) for pattern in LEFT_BEHIND)
        for part in path.parts
    )


def name_package(names: Iterable[str], manifest: bytes) -> Promise | None:
    """What somebody else's package is and what to do instead; None for what is none.

    `names` are those of its files, at the top or in its one folder; `manifest` is what imsmanifest.xml holds.
    """
    found = {name.lower() for name in names}
    for name, sentence in PACKAGES:
        if name in found:
            return sentence
    if MANIFEST in found:
        return COMMON_CARTRIDGE if b"imscc" in manifest else SCORM
    return None
