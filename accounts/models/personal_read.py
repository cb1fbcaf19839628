from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class PersonalRead(models.Model):
    """Somebody has seen something about somebody else. No names, and nothing of what was seen.

    `what` is a word that a room has given a sentence for (`accounts.domain.reads.name_read`). `hour` is the
    clock hour of `read_at`: two requests at once cannot both add a row.
    """

    # No index of its own: the one below begins with it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reads_about", db_index=False
    )
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=40)
    read_at = models.DateTimeField(default=timezone.now)
    hour = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["-read_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-read_at"], name="personal_read_of_person"),
            models.Index(fields=["read_at"], name="personal_read_age"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "what", "person", "hour"], name="personal_read_once_an_hour"
            ),
            models.CheckConstraint(condition=~Q(person=F("reader")), name="personal_read_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"
