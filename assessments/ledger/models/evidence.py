import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.ledger.enums import EvidenceKind
from competences.enums import Level
from competences.models import Competence


class EvidencePolicy(models.Model):
    """What a kind of evidence may confirm here, and for how long. Without a row the house default holds."""

    kind = models.PositiveSmallIntegerField(_("kind"), choices=EvidenceKind, unique=True)
    ceiling = models.PositiveSmallIntegerField(
        _("highest level it confirms"), choices=Level, help_text=_("0: it confirms nothing by itself.")
    )
    valid_months = models.PositiveSmallIntegerField(
        _("holds for (months)"), null=True, blank=True, help_text=_("Empty: it does not expire.")
    )

    class Meta:
        verbose_name = _("evidence rule")
        verbose_name_plural = _("evidence rules")
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(condition=Q(ceiling__lte=4), name="evidence_policy_ceiling_at_most_4")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def original(self) -> "EvidenceQuerySet":
        """All but the rows that revoke another.

        Not `revokes=None`: SQLite would take the unique index on `revokes`, where nearly all rows are null,
        and so read the whole ledger.
        """
        return self.filter(~Q(revokes__isnull=False))

    def counting(self, as_of: dt.date) -> "EvidenceQuerySet":
        """Rows written on the day or before that nobody has revoked by then; revoking rows left out.

        Expired rows are among them: that something has expired is worth knowing.
        """
        revoked = Evidence.objects.filter(revokes=models.OuterRef("pk"), recorded_on__lte=as_of)
        return self.original().filter(~models.Exists(revoked), recorded_on__lte=as_of)


class Evidence(models.Model):
    """One row of the ledger: on this day, this was shown. Rows are added, never changed.

    `level` is what was shown, `confirms` what the policy of that day lets it confirm; `rule` keeps that
    policy. A correction is a new row that `revokes` an earlier one. `recorded_on` is the Danish day of
    `recorded_at`, kept so that "as of a date" needs no time-zone arithmetic in the database.
    """

    # No index of its own: the unique constraint begins with it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="evidence", db_index=False
    )
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="evidence")
    kind = models.PositiveSmallIntegerField(choices=EvidenceKind)
    level = models.PositiveSmallIntegerField(choices=Level)
    confirms = models.PositiveSmallIntegerField(choices=Level)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="The last day it counts; none: no end.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    origin = models.CharField(max_length=120, help_text="What it came from, as app.thing:number.")
    title = models.CharField(
        max_length=255, blank=True, help_text="In words, for the person: a course's title."
    )
    rule = models.JSONField(help_text="The policy that judged: ceiling and months.")
    revokes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="revoked_by"
    )

    objects: ClassVar[EvidenceQuerySet] = EvidenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "competence", "origin"], name="evidence_once_per_origin"
            ),
            models.CheckConstraint(
                condition=Q(confirms__lte=F("level"), level__lte=4), name="evidence_confirms_at_most_shown"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.competence.code}: {self.level}"


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
    it (0: none). `self_level` is the newest own assessment. A row exists as soon as the ledger says anything.
    """

    # No index of its own: the unique constraint begins with it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="standings", db_index=False
    )
    competence = models.ForeignKey(Competence, on_delete=models.CASCADE, related_name="standings")
    level = models.PositiveSmallIntegerField(choices=Level, default=0)
    kind = models.PositiveSmallIntegerField(choices=EvidenceKind, null=True)
    expires = models.DateField(null=True)
    lapsed_level = models.PositiveSmallIntegerField(choices=Level, default=0)
    self_level = models.PositiveSmallIntegerField(choices=Level, null=True)

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
