from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .group import Group


class Release(models.Model):
    """All figures about groups that were made for one day: once, and never again."""

    date = models.DateField(_("date"), unique=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["-date"]

    def __str__(self) -> str:
        return self.date.isoformat()


class ReleasedTable(models.Model):
    """How the people of one group are spread over the states of one part of a figure.

    A row is there only where it may be told; where it is missing for a date, that of the date before stands.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="tables")
    # No index of its own: the unique constraint below begins with it.
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="tables", db_index=False)
    figure = models.CharField(max_length=40, help_text="The word by which a room registered the figure.")
    part = models.CharField(max_length=40, blank=True, help_text="Such as a requirement's code.")
    number = models.PositiveIntegerField(help_text="1 for the group's first table of this part, and so on.")
    people = models.PositiveIntegerField()
    told = models.JSONField(
        help_text="counts: people by state. Or most and at_least, where all or all but one have one state."
    )

    class Meta:
        verbose_name = _("released table")
        verbose_name_plural = _("released tables")
        constraints = [
            models.UniqueConstraint(fields=["group", "figure", "part", "number"], name="released_in_turn"),
            models.UniqueConstraint(fields=["release", "figure", "part", "group"], name="released_once"),
            models.CheckConstraint(condition=Q(people__gte=5), name="released_of_five_and_more"),
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.part} {self.number}"
