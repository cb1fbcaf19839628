"""What a person chooses to let others see or to ask of them. Taking it back deletes the row."""

from django.conf import settings
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


class ObservationRequest(models.Model):
    """Somebody asks a colleague to look on while they try a practice task at work."""

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="observation_request")
    observer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="observation_requests"
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("request to observe")
        verbose_name_plural = _("requests to observe")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.attempt_id}"
