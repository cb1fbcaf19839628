from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class OwnRecord(models.Model):
    """Somebody without a job here wants a record of what they have learnt. Without it, none is shown.

    It says nothing of why, and of nothing that they have taken part in.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="own_record"
    )
    asked_on = models.DateField()

    class Meta:
        verbose_name = _("own record")
        verbose_name_plural = _("own records")

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"
