from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.models import Common, CommonQuerySet
from assessments.ledger.policy import KINDS, MAX_GRACE_DAYS, RENEWAL_DAYS, Policy, kind_choices, strength_of
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

    grace_days = models.PositiveSmallIntegerField(
        _("days of grace"),
        blank=True,
        default=0,
        db_default=0,
        validators=[MaxValueValidator(MAX_GRACE_DAYS)],
        help_text=_("So many days it still counts after it has run out. 90 at most."),
    )
    renewal_days = models.PositiveSmallIntegerField(
        _("renewed without loss (days before)"),
        blank=True,
        default=RENEWAL_DAYS,
        db_default=RENEWAL_DAYS,
        validators=[MaxValueValidator(366)],
        help_text=_(
            "Renewed at most so many days before it runs out, the new term begins where the old one ends. "
            "Earlier or later it begins on the day."
        ),
    )

    objects: ClassVar[EvidencePolicyManager] = EvidencePolicyManager()

    class Meta:
        verbose_name = _("evidence rule")
        verbose_name_plural = _("evidence rules")
        constraints = [
            models.CheckConstraint(condition=Q(ceiling__lte=4), name="evidence_policy_ceiling_at_most_4"),
            models.CheckConstraint(
                condition=Q(grace_days__lte=MAX_GRACE_DAYS, renewal_days__lte=366),
                name="evidence_policy_days_bounded",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def clean(self) -> None:
        """What is left empty is as the house has it."""
        super().clean()
        # A field of the form that was left empty says None, whatever the column takes.
        given: tuple[int | None, int | None] = (self.grace_days, self.renewal_days)
        self.grace_days = 0 if given[0] is None else given[0]
        self.renewal_days = RENEWAL_DAYS if given[1] is None else given[1]

    @property
    def policy(self) -> Policy:
        """What the row says, as the house's own defaults say it."""
        return Policy(self.ceiling, self.valid_months, self.grace_days, self.renewal_days)
