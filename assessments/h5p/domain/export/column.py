"""Several things below each other on one page of H5P: its content type H5P.Column."""

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from assessments.h5p.models import Library

from .base import CannotExport
from .content import Content, Credits, make_content, package_page
from .package import Package
from .shelf import Shelf, missing

COLUMN = "H5P.Column"
TEXT = "H5P.AdvancedText"


class NotAdmitted(CannotExport):
    """A page of H5P cannot have this kind of content on it; it can still go by itself."""


class Column:
    """The page in the store's newest version of it. Raises `CannotExport` where the store has none."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.library = shelf.newest(COLUMN)
        # Named as in "H5P.Blanks 1.14".
        self.admitted = {name.replace(" ", "-") for name in _admitted(self.library.semantics or [])}
        self.text_library = self.library_for(TEXT)

    def library_for(self, machine_name: str) -> Library:
        """The version of a content type that the page admits.

        Raises `NotAdmitted` where it admits none, and `CannotExport` where the store lacks that version.
        """
        names = [name for name in self.admitted if name.rpartition("-")[0] == machine_name]
        if not names:
            raise NotAdmitted(_not_admitted(machine_name))
        found = next((library for name in names if (library := self.shelf.find(name))), None)
        if found is None:
            raise CannotExport(missing(names[0]))
        return found

    def check_admits(self, content: Content) -> None:
        """Raise `NotAdmitted` for content of a kind, or a version of it, that the page cannot have."""
        if content.library.short_name not in self.admitted:
            raise NotAdmitted(_not_admitted(str(content.library)))

    def text(self, html: str, *, title: str, identifier: str) -> Content:
        """Running text as a part of the page."""
        return make_content(self.text_library, {"text": html}, title=title, identifier=identifier)

    def package(
        self, title: str, parts: Iterable[Content], credits: Credits, *, identifier: str, name: str
    ) -> Package:
        """The page with these parts, which it admits. Raises `CannotExport` where a library is missing."""
        mains = [self.library]
        files: dict[str, str] = {}
        entries = []
        for part in parts:
            renamed = _free_names(part.files, files)
            files |= {renamed[path]: place for path, place in part.files.items()}
            mains.append(part.library)
            entries.append(
                {
                    "content": {
                        "library": part.library.short_name.replace("-", " "),
                        "params": _with_paths(part.params, renamed),
                        "subContentId": part.identifier,
                        "metadata": {
                            "contentType": part.library.title,
                            "license": "U",
                            "title": part.title,
                        },
                    },
                    "useSeparator": "auto",
                }
            )
        whole = make_content(self.library, {"content": entries}, title=title, identifier=identifier)
        page = Content(
            library=whole.library, title=whole.title, identifier=identifier, params=whole.params, files=files
        )
        return package_page(page, mains, self.shelf, credits, name=name)


def _admitted(fields: Any) -> list[str]:
    """The content types that a semantics lets one choose among, wherever in it."""
    found: list[str] = []
    for field in fields:
        if field.get("type") == "library":
            found += [name for name in field.get("options") or [] if isinstance(name, str)]
        found += _admitted(field.get("fields") or [])
        found += _admitted([field["field"]] if isinstance(field.get("field"), Mapping) else [])
    return found


def _free_names(wanted: Iterable[str], taken: Mapping[str, str]) -> dict[str, str]:
    """A path that is free on the page for each path of a part; its own, where nobody else has it."""
    renamed: dict[str, str] = {}
    for path in wanted:
        free, number = path, 1
        while free in taken or free in renamed.values():
            number += 1
            place = PurePosixPath(path)
            free = str(place.with_name(f"{place.stem}-{number}{place.suffix}"))
        renamed[path] = free
    return renamed


def _with_paths(value: Any, renamed: Mapping[str, str]) -> Any:
    """The parameters with the files' new paths, which stand under the name `path`."""
    if isinstance(value, Mapping):
        return {
            name: renamed.get(inner, inner)
            if name == "path" and isinstance(inner, str)
            else _with_paths(inner, renamed)
            for name, inner in value.items()
        }
    return [_with_paths(inner, renamed) for inner in value] if isinstance(value, list) else value


def _not_admitted(name: str) -> str:
    return _("An H5P page cannot have %(library)s on it.") % {"library": name}
