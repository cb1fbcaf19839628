"""That somebody counts what they took part in as evidence. No row here knows a person, or a session."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Claim(models.Model):
    """What a row of the ledger names as its origin: a drawn number, and the first day of a term.

    Nothing leads from here to a sign-up, a session or a workshop, and the row does not say when it was made.
    """

    number = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dated_on = models.DateField(editable=False)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")

    def __str__(self) -> str:
        return f"{self._meta.label} {self.number}"
