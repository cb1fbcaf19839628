"""The library store: each version once, and only approved code is played."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from io import BytesIO
from typing import Any

from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pyh5p.library import Dependency, LibraryId
from pyh5p.package import write_zip

from accounts.domain.audit import one_act, record_action
from accounts.models import User
from assessments.h5p.domain.addons import find_addons
from assessments.h5p.domain.gate import BroughtLibrary, PackageRefused, open_package
from assessments.h5p.domain.gate.metadata import dependencies, needed_libraries
from assessments.h5p.domain.storing import Put, storing
from assessments.h5p.domain.versions import (
    lock_waiting,
    may_not_run,
    refuse_waiting,
    use_version,
    use_waiting,
)
from assessments.h5p.enums import LibraryState
from assessments.h5p.models import ContentVersion, H5PContent, Library

# Which library: a machine name with its major and minor version. Patch versions are for us to choose among.
Wanted = tuple[str, int, int]
# What choosing among libraries asks nothing of.
HEAVY = ("semantics", "files")


def store_library(files: Mapping[str, bytes], *, by: User | None, state: LibraryState) -> Library:
    """Put a library in the store, in this state; the one that is there as it is, if its version is.

    `files` are by their paths below its folder, library.json among them. They go through the gate like
    everybody's. Raises `PackageRefused`.
    """
    folder = LibraryId.parse(json.loads(files["library.json"])).directory_name
    package = write_zip({f"{folder}/{path}": body for path, body in files.items()})
    assert isinstance(package, bytes)
    with (
        open_package(BytesIO(package), may_lack_content=True) as opened,
        transaction.atomic(),
        storing() as put,
        one_act(),
    ):
        [stored] = store_libraries(opened.libraries, put, by=by)
        if stored.is_new and state == LibraryState.APPROVED:
            approve_library(stored.library, by=by)
        elif stored.is_new and state == LibraryState.REFUSED:
            refuse_library(stored.library, by=by)
    return stored.library


@dataclass(frozen=True, slots=True)
class Stored:
    """A library of the store, as a package brought it. `differing`: the files that are others in the store,
    where somebody has brought the same version with other contents before.
    """

    library: Library
    is_new: bool
    differing: list[str]


def store_libraries(brought: Iterable[BroughtLibrary], put: Put, *, by: User | None) -> list[Stored]:
    """Put libraries in quarantine; those whose version is here already stay as they are.

    Call it in the transaction and in the `storing()` that shall hold all of the package. Who brings the same
    library at the same time waits here until that transaction ends.
    """
    # Everybody in the same order: two packages with the same libraries at once wait, and do not deadlock.
    return [_store(one, put, by) for one in sorted(brought, key=lambda one: one.id)]


def _store(brought: BroughtLibrary, put: Put, by: User | None) -> Stored:
    facts = brought.metadata
    library, is_new = Library.objects.get_or_create(
        machine_name=brought.id.machine_name,
        major=brought.id.major,
        minor=brought.id.minor,
        patch=brought.id.patch,
        defaults={
            "title": facts["title"].strip()[:255],
            "licence": _text(facts, "license")[:100],
            "author": _text(facts, "author")[:255],
            "is_runnable": str(facts.get("runnable", 0)) in ("1", "True"),
            "metadata": facts,
            "semantics": brought.semantics,
            "files": {path: unpacked.size for path, unpacked in brought.files.items()},
            "digest": brought.digest,
            "brought_by": by,
        },
    )
    if is_new:
        for path, unpacked in brought.files.items():
            put(f"{library.folder}/{path}", unpacked.file)
        record_action(library, "h5p.store_library", user=by)
    is_same = is_new or library.digest == brought.digest
    return Stored(library, is_new, [] if is_same else sorted(_differing(library, brought)))


def _differing(library: Library, brought: BroughtLibrary) -> Iterator[str]:
    yield from library.files.keys() ^ brought.files.keys()
    for path in library.files.keys() & brought.files.keys():
        ours, theirs = library.files[path], brought.files[path]
        if ours != theirs.size or _digest(f"{library.folder}/{path}") != theirs.digest:
            yield path


def _digest(name: str) -> bytes:
    with storages["h5p"].open(name) as file:
        total = hashlib.sha256()
        for chunk in file.chunks():
            total.update(chunk)
        return total.digest()


def find_library(name: LibraryId) -> Library:
    """The stored library of this version. Raises `Library.DoesNotExist`."""
    return Library.objects.get(
        machine_name=name.machine_name, major=name.major, minor=name.minor, patch=name.patch
    )


def _text(facts: Mapping[str, Any], name: str) -> str:
    value = facts.get(name)
    return value if isinstance(value, str) else ""


def resolve(
    needs: Iterable[Dependency], *, may_wait: bool = False, trusted: Collection[int] = ()
) -> dict[Wanted, Library]:
    """All libraries that these need to play, themselves among them; a query for each step down.

    Of each it is the newest approved patch version; `trusted` are the keys of those that are about to be
    approved. `may_wait`: where none is approved, the newest that waits for approval. Raises `PackageRefused`
    for what is not here, was refused, or needs itself in the end.
    """

    def rank(library: Library) -> tuple[int, int]:
        waits = library.state == LibraryState.QUARANTINED
        state = LibraryState.APPROVED if waits and library.pk in trusted else LibraryState(library.state)
        return RANK[state], library.patch

    found: dict[Wanted, Library] = {}
    graph: dict[Wanted, set[Wanted]] = {}
    missing = {_wanted(need) for need in needs}
    while missing:
        rows = Library.objects.filter(machine_name__in={name for name, _major, _minor in missing})
        best: dict[Wanted, Library] = {}
        # Later ones win: refused ones lose to all, approved ones to none.
        for library in sorted(rows.defer(*HEAVY), key=rank):
            best[_key(library)] = library
        for wanted in missing:
            found[wanted] = _usable(wanted, best.get(wanted), may_wait)
            graph[wanted] = {_wanted(need) for need in dependencies(found[wanted].metadata)}
        missing = set().union(*graph.values()) - found.keys()
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        names = " → ".join(_name(wanted) for wanted in error.args[1])
        raise PackageRefused(
            _("Content types need each other in a circle: %(names)s.") % {"names": names}
        ) from None
    return found


RANK = {LibraryState.REFUSED: 0, LibraryState.QUARANTINED: 1, LibraryState.APPROVED: 2}


def _usable(wanted: Wanted, library: Library | None, may_wait: bool) -> Library:
    if library is None:
        raise PackageRefused(
            _("It needs %(library)s, which is neither in the package nor here.") % {"library": _name(wanted)}
        )
    if library.state == LibraryState.APPROVED or (may_wait and library.state == LibraryState.QUARANTINED):
        return library
    raise PackageRefused(may_not_run(library))


def _wanted(need: Dependency) -> Wanted:
    return need.machine_name, need.major, need.minor


def _key(library: Library) -> Wanted:
    return library.machine_name, library.major, library.minor


def _name(wanted: Wanted) -> str:
    name, major, minor = wanted
    return f"{name} {major}.{minor}"


@transaction.atomic
def approve_library(library: Library, by: User | None) -> None:
    """Let the library's code run. Packages that waited for nothing else are taken into use."""
    with one_act():
        if _decide(library, LibraryState.APPROVED, by):
            uploads = lock_waiting(library)
            record_action(library, "h5p.approve_library", user=by)
            use_waiting(uploads, by=by)


def approve_libraries_of(version: ContentVersion, by: User | None) -> None:
    """Let all code run that the version waits for; what somebody has refused stays refused.

    Each by itself: whoever decides about another of them meanwhile is not waited for with locks held.
    """
    for library in version.libraries.filter(state=LibraryState.QUARANTINED).order_by("pk"):
        approve_library(library, by=by)


@transaction.atomic
def refuse_library(library: Library, by: User | None, *, reason: str = "") -> None:
    """Keep the library's code from running. Packages that waited for it are refused, and told the reason.

    Content that is played with it stays as it is, and is closed while it needs the library.
    """
    with one_act():
        if _decide(library, LibraryState.REFUSED, by, reason):
            uploads = lock_waiting(library)
            record_action(library, "h5p.refuse_library", user=by)
            refuse_waiting(uploads, library, by=by)


def _decide(library: Library, state: LibraryState, by: User | None, reason: str = "") -> bool:
    """Hold the library and write the decision down; False where it was decided just so before."""
    before = Library.objects.select_for_update(no_key=True).defer(*HEAVY).get(pk=library.pk)
    library.state, library.reason = state, reason
    if (before.state, before.reason) == (state, reason):
        return False
    library.decided_by = by
    library.decided_at = timezone.now()
    library.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    return True


def newer_patches(version: ContentVersion) -> list[tuple[Library, Library]]:
    """The libraries of the version that have a newer approved patch version, each with that; two queries."""
    used = list(version.libraries.defer(*HEAVY))
    approved = Library.objects.approved().filter(machine_name__in={one.machine_name for one in used})
    newest = {_key(one): one for one in approved.defer(*HEAVY).order_by("patch")}
    pairs = [(old, newest.get(_key(old))) for old in used]
    return [(old, new) for old, new in pairs if new is not None and new.patch > old.patch]


def new_addons(version: ContentVersion) -> list[Library]:
    """The libraries that would add themselves to the version if its package came now; two queries."""
    addons = find_addons(version.main_library.machine_name, version.params)
    used = set(version.libraries.values_list("machine_name", flat=True))
    found = resolve(one for one in addons if one.machine_name not in used) if addons else {}
    return [library for library in found.values() if "addTo" in library.metadata]


@transaction.atomic
def upgrade_content(content: H5PContent, by: User | None) -> ContentVersion:
    """Play the content with the newest approved patch versions from now on; earlier answers keep theirs.

    It makes a new version with the same files. Where nothing is newer, it is the version that there is.
    Raises ValueError for content that is not in use, `PackageRefused` when a newer library needs one that is
    not here.
    """
    content = H5PContent.objects.select_for_update(of=("self",)).get(pk=content.pk)
    old = content.current
    if old is None:
        raise ValueError(f"Content {content.pk} is not in use.")
    if not newer_patches(old) and not new_addons(old):
        return old
    addons = find_addons(old.main_library.machine_name, old.params)
    libraries = resolve(needed_libraries(old.metadata, old.params) | addons)
    version = content.versions.order_by("-number")[0]
    newest = ContentVersion.objects.create(
        content=content,
        number=version.number + 1,
        main_library=libraries[_key(old.main_library)],
        params=old.params,
        metadata=old.metadata,
        files=old.files,
        elsewhere=old.elsewhere,
        folder_id=old.folder_id,
        brought_by=by,
    )
    newest.libraries.set(libraries.values())
    record_action(content, "h5p.upgrade_content", user=by, data={"version": newest.number})
    use_version(newest, by=by)
    return newest
