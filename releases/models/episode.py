import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .group import Group


class Alias(models.Model):
    """By which drawn key this room knows a person from one date to the next. The key says nothing of them.

    It goes when the person goes: what is left in the episodes is nobody's.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("person's key")
        verbose_name_plural = _("people's keys")

    def __str__(self) -> str:
        return str(self.key)


class Episode(models.Model):
    """Somebody was counted in one state in a group's tables number `first` to `last`, without a break.

    The least that must be kept to know what the tables of several dates tell when they are subtracted. Nobody
    reads it but those who make the next release.
    """

    # No index of its own: the unique constraint begins with it.
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="episodes", db_index=False)
    figure = models.CharField(max_length=40)
    part = models.CharField(max_length=40, blank=True)
    key = models.UUIDField()
    state = models.CharField(max_length=40)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("episode")
        verbose_name_plural = _("episodes")
        indexes = [models.Index(fields=["figure", "part"], name="episode_figure_part")]
        constraints = [
            models.UniqueConstraint(fields=["group", "figure", "part", "key", "first"], name="episode_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="episode_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.part} {self.first} to {self.last}"
