"""What a frame may fetch: the files of one version of a piece of content, under the names the player uses."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, OuterRef, Value

from accounts.models import User
from assessments.h5p.domain.ends import tells_its_end
from assessments.h5p.domain.gate.metadata import is_for_editing
from assessments.h5p.domain.languages import language_in
from assessments.h5p.enums import LibraryState
from assessments.h5p.models import ContentVersion, Library

# h5p.json stands beside these two kinds of folders and is read from the database.
CONTENT = "content/"
# Libraries that make code of strings: what builds on them (H5P.MultiChoice, H5P.Timeline) runs only with
# 'unsafe-eval'. Found by playing real packages. It opens no way out that a script does not have.
EVALUATING = {"EmbeddedJS", "TimelineJS"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the store: its path there, which is never used for anything else, and its size in bytes."""

    path: str
    size: int


def open_version(version_id: int, is_open: Exists | None = None) -> UUID | None:
    """The version's folder, if all code that it runs is approved and `is_open` holds; one query.

    None: nothing of it may be fetched. A library that is refused later closes all content that needs it.
    """
    unapproved = Library.objects.filter(used_in=OuterRef("pk")).exclude(state=LibraryState.APPROVED)
    found: UUID | None = (
        ContentVersion.objects.filter(pk=version_id)
        .filter(~Exists(unapproved), is_open or Value(True, output_field=BooleanField()))
        .values_list("folder_id", flat=True)
        .first()
    )
    return found


@dataclass(frozen=True, slots=True)
class Playable:
    """What a page wants to know of a version that may play: its language, and whether it tells its end."""

    language: str
    tells_its_end: bool


def playable_versions(ids: Collection[int]) -> dict[int, Playable]:
    """Those of the versions whose code may all run; one query, none for none."""
    if not ids:
        return {}
    unapproved = Library.objects.filter(used_in=OuterRef("pk")).exclude(state=LibraryState.APPROVED)
    found = ContentVersion.objects.filter(~Exists(unapproved), pk__in=ids)
    rows = found.values_list("pk", "metadata", "main_library__machine_name", "params")
    return {
        pk: Playable(language_in(metadata), tells_its_end(machine_name, params))
        for pk, metadata, machine_name, params in rows
    }


def is_active(person_id: int) -> Exists:
    """Whether the account is still in use."""
    return Exists(User.objects.filter(pk=person_id, is_active=True))


def player_facts(version_id: int) -> dict[str, Any]:
    """h5p.json as the player gets it: it loads what is named there, and knows neither editor nor add-ons.

    Left out is what belongs to an editor; put in is what adds itself to the content. Two queries.
    """
    metadata: dict[str, Any] = ContentVersion.objects.values_list("metadata", flat=True).get(pk=version_id)
    named = [one for one in metadata["preloadedDependencies"] if not is_for_editing(one["machineName"])]
    names = {one["machineName"] for one in named}
    added = Library.objects.filter(used_in=version_id, metadata__has_key="addTo").order_by("machine_name")
    facts = added.exclude(machine_name__in=names).values_list("machine_name", "major", "minor")
    return metadata | {
        "preloadedDependencies": [
            *named,
            *(
                {"machineName": name, "majorVersion": major, "minorVersion": minor}
                for name, major, minor in facts
            ),
        ]
    }


def evaluates_strings(version: ContentVersion) -> bool:
    """Whether the version has code in it that makes code of strings; one query."""
    return version.libraries.filter(machine_name__in=EVALUATING).exists()


def find_file(version_id: int, folder_id: UUID, path: str) -> StoredFile | None:
    """The file that the player calls by this path: "content/a.png", "H5P.MultiChoice-1.16/library.json".

    None for what is not in the manifest of the version or of one of its libraries.
    """
    return _manifest(version_id, folder_id).get(path)


# A version and its libraries never change. The folder is in the key, because a database may give an id again.
@lru_cache(maxsize=128)
def _manifest(version_id: int, folder_id: UUID) -> Mapping[str, StoredFile]:
    version = ContentVersion.objects.prefetch_related("libraries").get(pk=version_id)
    files = {
        f"{CONTENT}{path}": StoredFile(f"{version.folder}/{path}", size)
        for path, size in version.files.items()
    }
    for library in version.libraries.all():
        for path, size in library.files.items():
            files[f"{library.short_name}/{path}"] = StoredFile(f"{library.folder}/{path}", size)
    return files
