"""What h5p.json and library.json say, held against the H5P specification."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from pyh5p.library import CoreApiVersion, Dependency, LibraryId

from .refusal import PackageRefused, shown

# The newest core that libraries may ask for: h5p-standalone 3.8 plays those that ask for this one.
CORE_API = CoreApiVersion(1, 28)
MACHINE_NAME = re.compile(r"[A-Za-z_$][\w.$-]{0,254}", re.ASCII)
LONGEST_TITLE = 255
LANGUAGE = re.compile(r"[-A-Za-z]{1,10}")
NUMBER = re.compile(r"[0-9]{1,5}", re.ASCII)
# How content names a library: "H5P.Image 1.1".
REFERENCE = re.compile(r"(?P<name>[A-Za-z_$][\w.$-]{0,254}) (?P<major>\d{1,5})\.(?P<minor>\d{1,5})", re.ASCII)
# Without these two nothing plays; `editorDependencies` are for authoring, which is done elsewhere.
NEEDED_TO_PLAY = ("preloadedDependencies", "dynamicDependencies")


def dependencies(metadata: Mapping[str, Any]) -> set[Dependency]:
    """The libraries that h5p.json or library.json says are needed to play, from checked metadata."""
    return {Dependency.from_json(one) for kind in NEEDED_TO_PLAY for one in metadata.get(kind) or []}


def needed_libraries(metadata: Mapping[str, Any], params: Any) -> set[Dependency]:
    """The libraries that content names itself, in h5p.json and where it chooses one inside content.json."""
    named = {one for one in dependencies(metadata) if not is_for_editing(one.machine_name)}
    return named | set(referred_libraries(params))


def is_for_editing(machine_name: str) -> bool:
    """Whether a library is a part of the editor. Some tools write those among what is needed to play, where
    they stop everything: they ask for an editor that is not there.
    """
    return machine_name.startswith("H5PEditor.")


def library_id(metadata: Mapping[str, Any], path: str) -> LibraryId:
    """Who the library is. Raises `PackageRefused` when library.json says it in no way that H5P knows."""
    refuse_bad_dependencies(metadata, path)
    _refuse_bad_id(metadata, path)
    for kind in ("preloadedJs", "preloadedCss"):
        list_of_files(metadata, kind, path)
    if not isinstance(metadata.get("title"), str) or not metadata["title"].strip():
        raise incomplete(path, "title")
    _refuse_newer_core(metadata, path)
    return LibraryId.parse(metadata)


def named_main_library(metadata: Mapping[str, Any], path: str) -> Dependency:
    """What h5p.json says is to be played. Raises `PackageRefused` when its facts do not hold."""
    if not metadata["title"].strip() or len(metadata["title"]) > LONGEST_TITLE:
        raise incomplete(path, "title")
    if not LANGUAGE.fullmatch(metadata["language"]):
        raise incomplete(path, "language")
    refuse_bad_dependencies(metadata, path)
    for entry in metadata["preloadedDependencies"]:
        if entry["machineName"] == metadata["mainLibrary"]:
            return Dependency.from_json(entry)
    raise incomplete(path, "mainLibrary")


def list_of_files(metadata: Mapping[str, Any], kind: str, path: str) -> list[str]:
    """The scripts or styles that library.json names."""
    entries = metadata.get(kind) or []
    if not isinstance(entries, list) or not all(
        isinstance(entry, dict) and isinstance(entry.get("path"), str) for entry in entries
    ):
        raise incomplete(path, kind)
    return [entry["path"] for entry in entries]


def refuse_bad_dependencies(metadata: Mapping[str, Any], path: str) -> None:
    """Raise `PackageRefused` for lists of libraries that are not made as the specification says."""
    for kind in (*NEEDED_TO_PLAY, "editorDependencies"):
        entries = metadata.get(kind) or []
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise incomplete(path, kind)
        for entry in entries:
            _refuse_bad_id(entry, path, parts=("majorVersion", "minorVersion"))


def referred_libraries(params: Any) -> Iterator[Dependency]:
    """The libraries that the content chooses inside itself: a picture in a question, a question in a set."""
    waiting = [params]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            reference = value.get("library")
            if isinstance(reference, str) and "params" in value:
                found = REFERENCE.fullmatch(reference)
                if found:
                    yield Dependency(found["name"], int(found["major"]), int(found["minor"]))
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def referred_media(params: Any) -> Iterator[str]:
    """The files that the content shows, by their paths below content/; what lies on the web is left out."""
    waiting = [params]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            path = value.get("path")
            # The editor marks a file that has just been put in by #tmp, and older ones forgot to take it off.
            if isinstance(path, str) and isinstance(value.get("mime"), str) and "://" not in path:
                yield path.removesuffix("#tmp")
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def incomplete(path: str, fact: str) -> PackageRefused:
    """For a document that lacks a fact, or says it in a way that H5P does not know."""
    return PackageRefused(
        _("The file “%(file)s” does not say “%(fact)s” as H5P asks for it.")
        % {"file": shown(path), "fact": shown(fact)}
    )


def _refuse_bad_id(
    metadata: Mapping[str, Any],
    path: str,
    parts: tuple[str, ...] = ("majorVersion", "minorVersion", "patchVersion"),
) -> None:
    name = metadata.get("machineName")
    if not isinstance(name, str) or not MACHINE_NAME.fullmatch(name):
        raise incomplete(path, "machineName")
    for part in parts:
        number = metadata.get(part)
        # Older packages write the numbers as text.
        if isinstance(number, bool) or not NUMBER.fullmatch(str(number)):
            raise incomplete(path, part)


def _refuse_newer_core(metadata: Mapping[str, Any], path: str) -> None:
    wanted = metadata.get("coreApi")
    if wanted is None:
        return
    try:
        is_newer = not CoreApiVersion.parse(wanted).compatible_with(CORE_API)
    except (TypeError, ValueError):
        raise incomplete(path, "coreApi") from None
    if is_newer:
        raise PackageRefused(
            _("The content type in “%(file)s” is made for a newer H5P than we have. Bring an older one.")
            % {"file": shown(path)}
        )
