from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.h5p.enums import LibraryState


class LibraryQuerySet(models.QuerySet["Library"]):
    def approved(self) -> "LibraryQuerySet":
        return self.filter(state=LibraryState.APPROVED)


class Library(models.Model):
    """One version of a content type's code, or of what it builds on: kept once, shared by all content.

    Its files lie in the store under `folder`. What has been stored is never changed: whoever brings the same
    version again gets the one that is here.
    """

    machine_name = models.CharField(_("machine name"), max_length=255)
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    patch = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=255)
    licence = models.CharField(_("licence"), max_length=100, blank=True)
    author = models.CharField(_("author"), max_length=255, blank=True)
    is_runnable = models.BooleanField(_("is a content type"), help_text=_("Something to play by itself."))
    metadata = models.JSONField(help_text="library.json as it came.")
    semantics = models.JSONField(null=True, help_text="semantics.json as it came; None where there is none.")
    files = models.JSONField(help_text="Each file's path below the folder, and its size in bytes.")
    digest = models.CharField(max_length=64, help_text="SHA-256 over the paths and contents of all files.")
    state = models.CharField(
        _("state"), max_length=12, choices=LibraryState, default=LibraryState.QUARANTINED
    )
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("brought by"),
    )
    brought_at = models.DateTimeField(_("brought"), default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    reason = models.CharField(
        _("reason"), max_length=200, blank=True, help_text="Why its code may not run, as people are told."
    )

    objects: ClassVar[LibraryQuerySet] = LibraryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("H5P library")
        verbose_name_plural = _("H5P libraries")
        ordering = ["machine_name", "-major", "-minor", "-patch"]
        constraints = [
            models.UniqueConstraint(
                fields=["machine_name", "major", "minor", "patch"], name="h5p_library_once_per_version"
            ),
            models.CheckConstraint(
                condition=Q(state=LibraryState.QUARANTINED) | Q(decided_at__isnull=False),
                name="h5p_library_decision_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state=LibraryState.REFUSED) | Q(reason=""),
                name="h5p_library_reason_is_for_refusal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.machine_name} {self.version}"

    @property
    def version(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    @property
    def short_name(self) -> str:
        """How packages and the player name it: "H5P.MultiChoice-1.16", without the patch version."""
        return f"{self.machine_name}-{self.major}.{self.minor}"

    @property
    def folder(self) -> str:
        """Where its files lie in the store."""
        return f"libraries/{self.machine_name}-{self.version}"
