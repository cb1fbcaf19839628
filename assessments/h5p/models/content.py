import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.danish import DanishOrder
from accounts.models import Common, CommonQuerySet
from assessments.h5p.enums import LibraryState

from .library import Library


class H5PContentQuerySet(CommonQuerySet["H5PContent"]):
    def with_closed(self) -> "H5PContentQuerySet":
        """Each with `is_closed`: whether code that it is played with may not run (any more)."""
        return self.annotate(is_closed=_is_closed())

    def playable(self) -> "H5PContentQuerySet":
        """Those that lessons can use now."""
        return self.exclude(current=None).exclude(_is_closed())


def _is_closed() -> Exists:
    unapproved = Library.objects.exclude(state=LibraryState.APPROVED)
    return Exists(unapproved.filter(used_in=OuterRef("current")))


class H5PContent(Common):
    """An activity that was made elsewhere, as lessons choose it. A newer package may take its place."""

    title = models.CharField(_("title"), max_length=255)
    machine_name = models.CharField(_("kind"), max_length=255, help_text="The main library's machine name.")
    language = models.CharField(_("language"), max_length=10, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    authors = models.CharField(_("authors"), max_length=500, blank=True)
    edited = models.JSONField(
        default=list,
        editable=False,
        help_text="Which of these somebody has written here: a newer package leaves them.",
    )
    current = models.ForeignKey(
        "ContentVersion",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="What is played now; None until the first package is ready.",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("brought by"),
    )
    created_at = models.DateTimeField(_("brought"), default=timezone.now, editable=False)

    objects: ClassVar[H5PContentQuerySet] = H5PContentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("H5P activity")
        verbose_name_plural = _("H5P activities")
        ordering = [DanishOrder("title"), "pk"]

    def __str__(self) -> str:
        return self.title


class ContentVersion(Common):
    """What one package brought. It is never changed, so that an answer can be judged by what was asked.

    `libraries` are all that it needs, in the versions that it is played with: one for each machine name and
    major and minor version. Taking newer patch versions into use makes a new version of the content, which
    may share `folder` with the old one.
    """

    content = models.ForeignKey(H5PContent, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField(help_text="1, 2, 3 ... within the content.")
    main_library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="main_in")
    libraries = models.ManyToManyField(Library, related_name="used_in")
    params = models.JSONField(help_text="content/content.json as it came: the questions with their keys.")
    metadata = models.JSONField(help_text="h5p.json as it came.")
    files = models.JSONField(help_text="Each file's path below the folder, and its size in bytes.")
    elsewhere = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        help_text="How many films, sounds and pictures it shows from each other host on the web.",
    )
    folder_id = models.UUIDField(default=uuid.uuid4, help_text="Names the folder in the store.")
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    brought_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("version of an H5P activity")
        verbose_name_plural = _("versions of H5P activities")
        ordering = ["content", "-number"]
        constraints = [models.UniqueConstraint(fields=["content", "number"], name="h5p_version_number_once")]

    def __str__(self) -> str:
        return f"{self.content_id}/{self.number}"

    @property
    def closed_by(self) -> models.QuerySet[Library]:
        """The libraries that keep it from being played, because their code may not run."""
        return self.libraries.exclude(state=LibraryState.APPROVED)

    @property
    def folder(self) -> str:
        """Where its files (content.json and media) lie in the store."""
        return f"content/{self.folder_id}"
