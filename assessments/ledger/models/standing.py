import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.ledger.policy import kind_choices
from competences.enums import Level
from competences.models import Competence


class StandingQuerySet(models.QuerySet["Standing"]):
    def fresh(self, as_of: dt.date) -> "StandingQuerySet":
        """Rows that still say the truth on the day: what they rest on has not expired since."""
        return self.filter(Q(expires=None) | Q(expires__gte=as_of))

    def stale(self, as_of: dt.date) -> "StandingQuerySet":
        """Rows whose evidence has expired since they were derived: ask the ledger instead."""
        return self.filter(expires__lt=as_of)


class Standing(models.Model):
    """Where a person stands with a requirement, derived from the ledger in the same transaction.

    `level` is confirmed by evidence that holds; `kind` the strongest evidence at that level; `expires` the
    last day the level holds. `lapsed_level` is the highest level that expired evidence once confirmed above
    it (0: none). A row exists as soon as anybody else has said anything. What people say of themselves is no
    part of it: others read standings, and an own view is its owner's.
    """

    # No index of its own: the unique constraint begins with it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="standings", db_index=False
    )
    competence = models.ForeignKey(Competence, on_delete=models.CASCADE, related_name="standings")
    level = models.PositiveSmallIntegerField(choices=Level, default=0)
    kind = models.CharField(max_length=32, choices=kind_choices, null=True)
    expires = models.DateField(null=True)
    lapsed_level = models.PositiveSmallIntegerField(choices=Level, default=0)

    objects: ClassVar[StandingQuerySet] = StandingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        indexes = [
            models.Index(fields=["expires"], name="standing_expires", condition=Q(expires__isnull=False)),
            # All that a report reads of a row: it never opens the table (docs/decisions/counting-gaps.md).
            models.Index(
                fields=["person", "competence", "level", "lapsed_level", "expires"], name="standing_report"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "competence"], name="standing_once"),
        ]

    def __str__(self) -> str:
        return f"{self.competence.code}: {self.level}"
