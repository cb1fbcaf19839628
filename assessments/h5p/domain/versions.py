"""The life of a version of content: taken into use when all its code may run, or let go."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.domain.audit import record_action
from accounts.models import User
from assessments.h5p.domain.languages import UNSAID, language_in
from assessments.h5p.domain.storing import take_away
from assessments.h5p.enums import LibraryState, UploadState
from assessments.h5p.models import ContentVersion, H5PContent, Library, Upload


def describe(metadata: Mapping[str, Any]) -> dict[str, str]:
    """What h5p.json says of the content, as `H5PContent` keeps it."""
    licence = [metadata.get("license"), metadata.get("licenseVersion")]
    authors = metadata.get("authors") or [{"name": metadata.get("author")}]
    names = [one.get("name") for one in authors if isinstance(one, dict)] if isinstance(authors, list) else []
    return {
        "title": metadata["title"].strip(),
        "language": language_in(metadata)[:10],
        "licence": "" if licence[0] in UNSAID else _said(licence)[:100],
        "authors": ", ".join(name for name in names if isinstance(name, str) and name)[:500],
    }


def _said(texts: list[Any]) -> str:
    return " ".join(text for text in texts if isinstance(text, str) and text and text not in UNSAID)


def language_of(person: User | None) -> str:
    """The language to write to the person in; the house's for nobody, as for the command line."""
    return person.language if person else settings.LANGUAGE_CODE


def use_version(version: ContentVersion, *, by: User | None) -> None:
    """Let this version be what is played from now on. An older one than what is played stays what it was.

    What the package says of itself is taken over, but for what somebody has written here.
    """
    content = H5PContent.objects.select_for_update().get(pk=version.content_id)
    played = content.current
    if played is not None and played.number > version.number:
        return
    content.current = version
    for field, value in describe(version.metadata).items():
        if field not in content.edited:
            setattr(content, field, value)
    content.save()
    record_action(content, "h5p.use_version", user=by, data={"version": version.number})


def lock_waiting(library: Library) -> list[Upload]:
    """The packages that wait for this library, the oldest first, held until the transaction ends.

    Hold the library first, as whoever takes a package in does: then none begins to wait unseen. Of two
    decisions at the same time the later waits here and sees the earlier one, so no package waits for ever.
    """
    return list(
        Upload.objects.select_for_update(of=("self",))
        .filter(state=UploadState.AWAITING_LIBRARIES, version__libraries=library)
        .select_related("version", "brought_by")
        .order_by("pk")
    )


def use_waiting(uploads: list[Upload], *, by: User | None) -> None:
    """Take those into use that wait for nothing more."""
    undecided: QuerySet[Library] = Library.objects.exclude(state=LibraryState.APPROVED)
    ready = Upload.objects.filter(pk__in=[upload.pk for upload in uploads]).exclude(
        Exists(undecided.filter(used_in=OuterRef("version")))
    )
    for upload in ready.select_related("version").order_by("pk"):
        assert upload.version is not None
        upload.state = UploadState.READY
        upload.save(update_fields=["state"])
        use_version(upload.version, by=by)


def may_not_run(library: Library) -> str:
    """The sentence that refuses what needs the library, with the administrator's reason if there is one."""
    if library.reason:
        return _("It needs %(library)s, and that may not run here: %(reason)s") % {
            "library": library,
            "reason": library.reason,
        }
    return _("It needs %(library)s, and that may not run here.") % {"library": library}


def refuse_waiting(uploads: list[Upload], library: Library, *, by: User | None) -> None:
    """Refuse those packages, each with a sentence in its bringer's language, and let their versions go."""
    for upload in uploads:
        with translation.override(language_of(upload.brought_by)):
            problem = may_not_run(library)
        refuse_upload(upload, problem, by=by)


def refuse_upload(upload: Upload, problem: str, *, by: User | None) -> None:
    """Mark the package as refused, and let go what was kept of it."""
    version = upload.version
    upload.state = UploadState.REFUSED
    upload.problem = problem
    upload.version = None
    upload.save()
    record_action(upload, "h5p.refuse_package", user=by)
    if version is None:
        return
    files = [f"{version.folder}/{path}" for path in version.files]
    content = version.content
    version.delete()
    if not content.versions.exists() and not content.uploads.exists():
        content.delete()
    transaction.on_commit(lambda: take_away(files))
