"""Content for H5P to play: our own activities in its words, and what came from elsewhere as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from assessments.domain.activities.base import Snapshot
from assessments.h5p.domain.semantics import fill_defaults, find_faults
from assessments.h5p.models import ContentVersion, Library

from .base import CannotExport, Exporter
from .package import Package, as_json, dependencies, files_of
from .shelf import Shelf

# The H5P editor's own limit for titles.
TITLE_LENGTH = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Something to play, by itself or as a part of a page.

    `identifier` is its sub content id in a page (a UUID), `files` are its media by their path below content/,
    and where they lie in the store.
    """

    library: Library
    title: str
    identifier: str
    params: Mapping[str, Any]
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """What h5p.json says of who wrote it; `author` is as the authors want to be named, or empty."""

    language: str
    author: str = ""

    def as_metadata(self) -> dict[str, Any]:
        """The fields of h5p.json. "U": nobody has said under which licence others may use it."""
        authors = [{"name": self.author, "role": "Author"}] if self.author else []
        return {
            "authors": authors,
            "defaultLanguage": self.language,
            "language": self.language,
            "license": "U",
        }


def content_of_activity(
    exporter: Exporter, question: Snapshot, library: Library, *, identifier: str
) -> Content:
    """One of our own activities for this version of its content type; texts in the active language.

    Raises `CannotExport` for what H5P, or this version of the library, cannot say.
    """
    return make_content(library, exporter.params(question), title=question["question"], identifier=identifier)


def make_content(library: Library, params: Mapping[str, Any], *, title: str, identifier: str) -> Content:
    """Content whose parameters the library understands. Raises `CannotExport` where it does not."""
    whole = fill_defaults(library, params)
    faults = find_faults(library, whole)
    if faults:
        raise CannotExport(
            _("%(library)s does not understand it: %(faults)s.")
            % {"library": library, "faults": "; ".join(faults)}
        )
    return Content(library=library, title=title[:TITLE_LENGTH], identifier=identifier, params=whole)


def content_of_version(version: ContentVersion, *, identifier: str) -> Content:
    """What came in a package, as it is played."""
    files = {path: place for path, place in files_of(version).items() if path != "content.json"}
    return Content(
        library=version.main_library,
        title=str(version.metadata.get("title") or version.content.title),
        identifier=identifier,
        params=version.params,
        files=files,
    )


def package_content(content: Content, shelf: Shelf, credits: Credits, *, name: str) -> Package:
    """A package with all libraries that others need to install it.

    Raises `CannotExport` where the store lacks one of them.
    """
    return package_page(content, [content.library], shelf, credits, name=name)


def package_page(
    content: Content, mains: list[Library], shelf: Shelf, credits: Credits, *, name: str
) -> Package:
    """A package of content in which content of other kinds (`mains`, its own among them) stands."""
    played, for_editors = shelf.with_all_they_need(mains)
    metadata = {
        **credits.as_metadata(),
        "title": content.title,
        "mainLibrary": content.library.machine_name,
        "embedTypes": content.library.metadata.get("embedTypes") or ["iframe"],
        "preloadedDependencies": dependencies(played),
    }
    return Package(
        name=name,
        metadata=metadata,
        texts={"content.json": as_json(content.params)},
        files=content.files,
        libraries=[*played, *for_editors],
    )


def export_content(version: ContentVersion, *, name: str = "") -> Package:
    """Stored content as it came, with the libraries it is played with here and those of their editors."""
    played = list(version.libraries.order_by("machine_name", "major", "minor"))
    _played, for_editors = Shelf().with_all_they_need(played)
    return Package(
        name=name or _file_name(version),
        metadata=version.metadata,
        files=files_of(version),
        libraries=[*played, *for_editors],
    )


def export_content_alone(version: ContentVersion) -> Package:
    """Stored content as it came, without libraries: for a house that has them."""
    return Package(name=_file_name(version), metadata=version.metadata, files=files_of(version))


def _file_name(version: ContentVersion) -> str:
    return f"{slugify(version.content.title)[:60] or 'h5p'}.h5p"
