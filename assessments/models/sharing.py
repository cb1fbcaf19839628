"""What a person chooses to let others see. Taking it back deletes the row."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .attempt import Attempt


class SharedReflection(models.Model):
    """The writer lets the others in the course read it, without a name. Without a row it is private."""

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="shared")
    shared_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("shared reflection")
        verbose_name_plural = _("shared reflections")

    def __str__(self) -> str:
        return f"{self.attempt_id}"
