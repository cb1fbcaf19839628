"""What a page shows that does not stand in its own words: pictures, films, files and H5P activities."""

import hashlib
import json
from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import TaskState

from assessments.h5p.enums import BLOCK_TYPE
from assessments.h5p.models import ContentVersion

# Where a page lies and who may see it is no part of what is signed.
WORDS_OF_A_PAGE = {"title"}


class Signature(models.Model):
    """What a signature stands on. None for what was signed before this was kept."""

    task_state = models.OneToOneField(TaskState, on_delete=models.CASCADE, related_name="signature")
    fingerprint = models.CharField(
        _("fingerprint"),
        max_length=64,
        help_text="SHA-256 of what was signed: `fingerprint`.",
    )

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")

    def __str__(self) -> str:
        return self.fingerprint[:8]


class NewerFile(models.Model):
    """A picture or document that has taken another's place: lessons show it when they are signed anew."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    old_id = models.PositiveIntegerField()
    new_id = models.PositiveIntegerField()
    brought_at = models.DateTimeField(_("brought"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("newer file")
        verbose_name_plural = _("newer files")
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


def files_shown(page: Any) -> set[tuple[type[models.Model], int]]:
    """The pictures and documents in a page's fields, links in running text included."""
    return {
        (model, int(pk))
        for field in page._meta.get_fields()
        if hasattr(field, "extract_references")
        for model, pk, *_path in field.extract_references(field.value_from_object(page))
        if issubclass(model, AbstractImage | AbstractDocument)
    }


def versions_shown(body: Any) -> list[int]:
    """The versions of H5P activities that a stored body names, in its order."""
    blocks = json.loads(body) if isinstance(body, str) else body
    return [
        block["value"]["version"]
        for block in blocks or []
        if block["type"] == BLOCK_TYPE and block["value"].get("version")
    ]


def fingerprint(revision: Any) -> str:
    """The one name for what is signed: SHA-256 over all that readers of a revision meet.

    That is its words (the title and every field of its own, as stored), the bytes of every picture, film and
    document it shows or links to, and every H5P activity in its version, with its content and libraries. Two
    revisions that show the same have the same fingerprint, in any database. A file that cannot be read counts
    as missing. What it leaves out is not signed: the address, the day it goes live, the numbers to call (a
    setting of the house) and what lies behind a link to elsewhere.
    """
    page = revision.as_object()
    model = type(page)
    own = {field.name for field in model._meta.local_concrete_fields} - {"page_ptr", "signed_revision"}
    words = {name: _read(revision.content[name]) for name in sorted(own | WORDS_OF_A_PAGE)}
    files = sorted({_digest(kind._default_manager.filter(pk=pk).first()) for kind, pk in files_shown(page)})
    versions = versions_shown(revision.content.get("body"))
    played = [_describe(version) for version in ContentVersion.objects.filter(pk__in=versions).order_by("pk")]
    said = json.dumps([words, files, played], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _read(value: Any) -> Any:
    """A field as it is stored; PostgreSQL keeps the parts of a block in an order of its own."""
    if isinstance(value, str) and value.startswith(("[", "{")):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _digest(row: Any) -> str:
    if row is None:
        return "missing"
    try:
        with row.file.open("rb") as source:
            return f"{row._meta.label} {row.pk} {hashlib.file_digest(source, 'sha256').hexdigest()}"
    except OSError:
        return f"{row._meta.label} {row.pk} missing"


def _describe(version: ContentVersion) -> list[Any]:
    libraries = sorted(str(library) for library in version.libraries.all())
    return [version.content_id, version.number, version.params, version.metadata, version.files, libraries]
