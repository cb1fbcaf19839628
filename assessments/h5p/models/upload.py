from typing import ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.policy import CLAIM_HOLDS
from assessments.h5p.enums import UploadState

from .content import ContentVersion, H5PContent


def store() -> Storage:
    """Where packages, libraries and content lie: never below MEDIA_URL, where an address opens all."""
    return storages["h5p"]


class UploadQuerySet(models.QuerySet["Upload"]):
    def to_take(self) -> "UploadQuerySet":
        """Those that nobody unpacks: new ones, and those whose worker was killed on the way."""
        lost = Q(state=UploadState.UNPACKING, started_at__lt=timezone.now() - CLAIM_HOLDS)
        return self.filter(Q(state=UploadState.WAITING) | lost)


class Upload(models.Model):
    """A package that somebody brought, on its way through the gate. The file goes when that is done."""

    file = models.FileField(_("package"), storage=store, upload_to="uploads/", blank=True)
    name = models.CharField(_("file"), max_length=255, help_text="What the file was called.")
    size = models.PositiveBigIntegerField(_("size"), help_text="Bytes.")
    replaces = models.ForeignKey(
        H5PContent,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="uploads",
        help_text="The content that the package is a newer version of; None for a new one.",
    )
    version = models.OneToOneField(
        ContentVersion, null=True, on_delete=models.SET_NULL, related_name="upload"
    )
    state = models.CharField(_("state"), max_length=10, choices=UploadState, default=UploadState.WAITING)
    started_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="When a worker last began to unpack it, which is that worker's claim to it.",
    )
    problem = models.TextField(
        _("what is wrong"), blank=True, help_text="For the person who brought it, in that person's language."
    )
    notes = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="Sentences about what was taken in otherwise than it came, in the language of `problem`.",
    )
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("brought by"),
    )
    brought_at = models.DateTimeField(_("brought"), default=timezone.now, editable=False)

    objects: ClassVar[UploadQuerySet] = UploadQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("H5P package")
        verbose_name_plural = _("H5P packages")
        ordering = ["-brought_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=UploadState.REFUSED) | ~Q(problem=""),
                name="h5p_upload_refusal_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[UploadState.READY, UploadState.AWAITING_LIBRARIES])
                | Q(version__isnull=False),
                name="h5p_upload_taken_has_a_version",
            ),
            models.CheckConstraint(
                condition=~Q(state=UploadState.UNPACKING) | Q(started_at__isnull=False),
                name="h5p_upload_unpacking_has_begun",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_on_its_way(self) -> bool:
        """Whether nothing is known of it yet."""
        return self.state in (UploadState.WAITING, UploadState.UNPACKING)

    @property
    def is_stuck(self) -> bool:
        """Whether it should have been done by now: no worker is there, or it was killed."""
        since = self.started_at or self.brought_at
        return self.is_on_its_way and since < timezone.now() - CLAIM_HOLDS
