from django.db import models
from django.utils.translation import gettext_lazy as _


class TimedJob(models.Model):
    """Something that time brings: who does it now, and when it was last done. `domain/tick.py` says what."""

    name = models.CharField(max_length=60, primary_key=True)
    held_until = models.DateTimeField(
        null=True, help_text="Somebody does it, and is taken for killed after this moment. None: nobody does."
    )
    done_at = models.DateTimeField(null=True, help_text="When it was last begun and came to its end.")

    class Meta:
        verbose_name = _("what time brings")
        verbose_name_plural = _("what time brings")

    def __str__(self) -> str:
        return self.name
