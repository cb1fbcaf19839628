from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class PollStep(models.Model):
    """What a poll tells after its first 5, 10, 15 ... people: made once, never made again.

    It holds nobody: whoever goes takes their answers along, and what was told stays as it was told.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="poll_steps", db_index=False)
    block_id = models.UUIDField()
    answered = models.PositiveIntegerField(help_text="How many people it tells of: a multiple of five.")
    told = models.JSONField(
        help_text="counts: people by option. Or most and at_least, where all or all but one chose the same."
    )

    class Meta:
        verbose_name = _("what a poll tells")
        verbose_name_plural = _("what polls tell")
        constraints = [
            models.UniqueConstraint(fields=["page", "block_id", "answered"], name="poll_step_once"),
            models.CheckConstraint(condition=Q(answered__gte=5), name="poll_step_of_five_and_more"),
        ]

    def __str__(self) -> str:
        return f"{self.block_id}: {self.answered}"
