from django.db import models
from django.utils import timezone


class WaitingMail(models.Model):
    """A mail on its way. The row goes when a server has taken the mail, or when it is given up."""

    sender = models.CharField(max_length=320)
    recipients = models.JSONField(help_text="A list of addresses, as the server is told.")
    letter = models.BinaryField(help_text="The mail with its headers, as RFC 5322 says.")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        # Neither sender nor reader: this may stand in a log line.
        return f"mail {self.pk}"
