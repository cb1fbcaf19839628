from django.conf import settings
from django.db import models

from assessments.ledger.chain import DIGEST_BYTES, LINK_BYTES


class ChainHead(models.Model):
    """The link of a person's last row, and a seal that only we can make: last rows cannot go unseen."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="chain_head"
    )
    link = models.BinaryField(max_length=LINK_BYTES)
    seal = models.BinaryField(max_length=DIGEST_BYTES)

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"
