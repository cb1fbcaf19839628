from django.conf import settings
from django.db import models

from competences.models import Competence


class Reminder(models.Model):
    """Somebody was told that something runs out. Without words: the letter is gone when it is sent."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    competence = models.ForeignKey(Competence, on_delete=models.CASCADE, related_name="+")
    runs_out_on = models.DateField()
    step = models.PositiveSmallIntegerField(help_text="The days before: one of REMINDER_STEPS.")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "competence", "runs_out_on", "step"], name="reminder_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"
