"""Out again: activities made here, as H5P packages for other platforms (docs/h5p-export.md).

A further kind of activity is a class in a file here, registered in `EXPORTERS`.
"""

from collections.abc import Mapping

from .base import CannotExport, Exporter
from .blanks import Blanks
from .column import Column, NotAdmitted
from .content import (
    Content,
    Credits,
    content_of_activity,
    content_of_version,
    export_content,
    export_content_alone,
    package_content,
)
from .multiple_choice import MultipleChoice
from .package import Package
from .put_in_order import PutInOrder
from .shelf import Shelf
from .true_false import TrueFalse

__all__ = [
    "EXPORTERS",
    "CannotExport",
    "Column",
    "Content",
    "Credits",
    "NotAdmitted",
    "Package",
    "Shelf",
    "content_of_activity",
    "content_of_version",
    "export_content",
    "export_content_alone",
    "package_content",
]

# By the names of the blocks in a lesson.
EXPORTERS: Mapping[str, Exporter] = {
    "multiple_choice": MultipleChoice(),
    "true_false": TrueFalse(),
    "blanks": Blanks(),
    "put_in_order": PutInOrder(),
}
