from typing import ClassVar

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.models import Common, CommonQuerySet
from assessments.ledger.policy import KINDS, kind_choices, strength_of
from competences.enums import Level


class EvidencePolicyManager(models.Manager.from_queryset(CommonQuerySet["EvidencePolicy"])):  # type: ignore[misc]
    """Weakest kind first, as in the table of kinds."""

    def get_queryset(self) -> models.QuerySet["EvidencePolicy"]:
        strengths = [When(kind=word, then=Value(strength_of(word))) for word in KINDS]
        return super().get_queryset().order_by(Case(*strengths, default=Value(0)), "pk")


class EvidencePolicy(Common):
    """What a kind of evidence may confirm here, and for how long. Without a row the house default holds."""

    kind = models.CharField(_("kind"), max_length=32, choices=kind_choices, unique=True)
    ceiling = models.PositiveSmallIntegerField(
        _("highest level it confirms"), choices=Level, help_text=_("0: it confirms nothing by itself.")
    )
    valid_months = models.PositiveSmallIntegerField(
        _("holds for (months)"), null=True, blank=True, help_text=_("Empty: it does not expire.")
    )

    objects: ClassVar[EvidencePolicyManager] = EvidencePolicyManager()

    class Meta:
        verbose_name = _("evidence rule")
        verbose_name_plural = _("evidence rules")
        constraints = [
            models.CheckConstraint(condition=Q(ceiling__lte=4), name="evidence_policy_ceiling_at_most_4")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
