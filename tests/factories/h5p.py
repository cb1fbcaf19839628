"""H5P content that lies in the store as if it had come through the gate."""

import itertools
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from assessments.h5p.domain.tokens import Play, make_token
from assessments.h5p.enums import LibraryState
from assessments.h5p.models import ContentVersion, H5PContent, Library
from courses.models import Enrolment
from tests.factories.activities import block

NUMBERS = itertools.count(1)


def make_library(
    machine_name: str = "H5P.MultiChoice",
    version: tuple[int, int, int] | None = None,
    *,
    files: Mapping[str, bytes] | None = None,
    metadata: Mapping[str, Any] | None = None,
    state: LibraryState = LibraryState.APPROVED,
    **fields: Any,
) -> Library:
    """A library of the store; `files` besides library.json, `metadata` what library.json says besides.

    Without a version the first of its name is 1.16.4, and each after it a newer patch version.
    """
    major, minor, patch = version or (1, 16, 4 + Library.objects.filter(machine_name=machine_name).count())
    facts: dict[str, Any] = {
        "machineName": machine_name,
        "title": machine_name,
        "majorVersion": major,
        "minorVersion": minor,
        "patchVersion": patch,
        "runnable": 1,
        **(metadata or {}),
    }
    content = {"library.json": json.dumps(facts).encode(), **(files or {})}
    library = Library.objects.create(
        machine_name=machine_name,
        major=major,
        minor=minor,
        patch=patch,
        title=facts["title"],
        is_runnable=bool(facts["runnable"]),
        metadata=facts,
        files={path: len(body) for path, body in content.items()},
        digest="",
        state=state,
        decided_at=None if state == LibraryState.QUARANTINED else timezone.now(),
        **fields,
    )
    _store(library.folder, content)
    return library


def make_content(
    main: Library | None = None,
    params: Mapping[str, Any] | None = None,
    *,
    libraries: tuple[Library, ...] = (),
    files: Mapping[str, bytes] | None = None,
    **fields: Any,
) -> H5PContent:
    """Content that is ready to use, with one version; `libraries` are those it needs besides the main one."""
    library = main or make_library()
    title = fields.pop("title", f"Aktivitet {next(NUMBERS)}")
    content = H5PContent.objects.create(title=title, machine_name=library.machine_name, **fields)
    add_version(content, library, params, libraries=libraries, files=files)
    return content


def add_version(
    content: H5PContent,
    library: Library,
    params: Mapping[str, Any] | None = None,
    *,
    libraries: tuple[Library, ...] = (),
    files: Mapping[str, bytes] | None = None,
) -> ContentVersion:
    """A newer version of the content, taken into use."""
    body = {"content.json": json.dumps(params or {}).encode(), **(files or {})}
    version = ContentVersion.objects.create(
        content=content,
        number=content.versions.count() + 1,
        main_library=library,
        params=dict(params or {}),
        metadata={
            "title": content.title,
            "language": "da",
            "mainLibrary": library.machine_name,
            "embedTypes": ["div"],
            "preloadedDependencies": [
                {"machineName": one.machine_name, "majorVersion": one.major, "minorVersion": one.minor}
                for one in (library, *libraries)
            ],
        },
        files={path: len(data) for path, data in body.items()},
    )
    version.libraries.set([library, *libraries])
    _store(version.folder, body)
    content.current = version
    content.save(update_fields=["current"])
    return version


def h5p_block(content: H5PContent, **fields: Any) -> Any:
    """The content as a block in a lesson's body."""
    return block("h5p", content=content.pk, **fields)


def token_for(person: User, lesson: Page, content: H5PContent) -> str:
    """The token that the lesson's page would give this person, who is enrolled in its course."""
    mine = Enrolment.objects.current().filter(person=person)
    enrolment = mine.get(course__path=lesson.specific.course_path)
    assert content.current_id is not None
    return make_token(Play(person.pk, content.current_id, enrolment.pk))


def statement(
    verb: str = "answered", *, score: tuple[float, float] | None = None, **result: Any
) -> dict[str, Any]:
    """A statement as the frame sends it: no actor, an id of its own."""
    said: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}", "display": {"en-US": verb}},
        "object": {"id": "http://localhost/h5p/1", "objectType": "Activity", "definition": {}},
    }
    if score is not None:
        raw, highest = score
        result["score"] = {"raw": raw, "min": 0, "max": highest, "scaled": raw / highest if highest else 0}
    if result:
        said["result"] = result
    return said


def _store(folder: str, files: Mapping[str, bytes]) -> None:
    for path, body in files.items():
        storages["h5p"].save(f"{folder}/{path}", ContentFile(body))
