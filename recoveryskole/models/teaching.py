"""What those who teach a session write for each other. Nobody else reads it. It is gone after the term."""

import uuid
from typing import ClassVar

from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .facilitators import Facilitator
from .sessions import Session

WHAT_LENGTH = 80
WORDS_LENGTH = 400
NOTE_LENGTH = 1000


class PlanVersion(models.Model):
    """The plan of a session as one of the pair saved it; the one with the highest number stands."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="plans", editable=False)
    number = models.PositiveSmallIntegerField(editable=False)
    written_by = models.ForeignKey(
        Facilitator, on_delete=models.PROTECT, related_name="plans", editable=False
    )
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["session", "number"]
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="plan_number_once")]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.number}"


class PlanRow(models.Model):
    """A step of the day: from when, what, and more words about it."""

    version = models.ForeignKey(PlanVersion, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField()
    begins = models.TimeField(_("from"), null=True, blank=True)
    what = models.CharField(_("what"), max_length=WHAT_LENGTH)
    words = models.TextField(_("more words"), blank=True, validators=[MaxLengthValidator(WORDS_LENGTH)])

    class Meta:
        verbose_name = _("step of the plan")
        verbose_name_plural = _("steps of the plan")
        ordering = ["version", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "position"], name="plan_row_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.position}"


class TeachingNote(models.Model):
    """What one of the pair writes to the other."""

    # Drawn with the form: sent twice, it is written once.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="notes", editable=False)
    written_by = models.ForeignKey(
        Facilitator, on_delete=models.PROTECT, related_name="notes", editable=False
    )
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    words = models.TextField(_("note"), validators=[MaxLengthValidator(NOTE_LENGTH)])

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"
