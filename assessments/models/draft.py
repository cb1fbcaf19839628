from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, person: object, page: Page) -> "DraftQuerySet":
        return self.filter(person=person, page_id=page.pk)


class Draft(models.Model):
    """An answer that has been begun and not sent. It is the writer's alone and goes when it is sent.

    H5P content is never sent: its draft stays beside the answer, to go on from, until it is begun anew.
    """

    # No index of its own: the unique constraint begins with it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts", db_index=False
    )
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="drafts")
    block_id = models.UUIDField()
    fields = models.JSONField(help_text="The form as it was filled in: each field's values.")
    saved_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[DraftQuerySet] = DraftQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("draft of an answer")
        verbose_name_plural = _("drafts of answers")
        constraints = [
            models.UniqueConstraint(fields=["person", "page", "block_id"], name="draft_once_per_question")
        ]

    def __str__(self) -> str:
        return f"{self.block_id}"
