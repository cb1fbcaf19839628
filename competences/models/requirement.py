from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import JobFunction, Setting
from accounts.models import Workplace
from competences.enums import Level

from .framework import Competence


class JobRequirementQuerySet(models.QuerySet["JobRequirement"]):
    def current(self) -> "JobRequirementQuerySet":
        """Of the framework in use."""
        return self.filter(competence__framework__is_current=True)

    def general(self) -> "JobRequirementQuerySet":
        """Those that hold unless a workplace says otherwise."""
        return self.filter(workplace=None)


class JobRequirement(models.Model):
    """The level that a job function needs in a requirement, in one setting or in any.

    The seeds hold no required level per job function, so what we ship is a proposal of ours and says so
    (`is_proposal`). A workplace may override: its row, or that of its nearest ancestor, wins over the general
    one; a row for the setting wins over one for any setting. Level 0 means: not required.
    """

    competence = models.ForeignKey(Competence, on_delete=models.CASCADE, related_name="job_requirements")
    job_function = models.CharField(_("job"), max_length=14, choices=JobFunction)
    setting = models.CharField(
        _("setting"), max_length=11, choices=Setting, blank=True, help_text=_("Empty: any setting.")
    )
    workplace = models.ForeignKey(
        Workplace,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="job_requirements",
        verbose_name=_("only at this workplace"),
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    is_proposal = models.BooleanField(
        _("proposal"), default=True, help_text=_("Nobody has decided it yet. It is marked so on screen.")
    )
    proposed_level = models.PositiveSmallIntegerField(
        _("level that was proposed"), choices=Level, null=True, blank=True, editable=False
    )

    objects: ClassVar[JobRequirementQuerySet] = JobRequirementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("job requirement")
        verbose_name_plural = _("job requirements")
        ordering = ["competence__position", "job_function", "setting", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["competence", "job_function", "setting"],
                condition=Q(workplace=None),
                name="job_requirement_once",
                violation_error_message=_("This level is set already. Change it instead."),
            ),
            models.UniqueConstraint(
                fields=["competence", "job_function", "setting", "workplace"],
                condition=Q(workplace__isnull=False),
                name="job_requirement_once_per_workplace",
                violation_error_message=_("This level is set already at this workplace. Change it instead."),
            ),
            models.CheckConstraint(condition=Q(level__lte=4), name="job_requirement_level_at_most_4"),
            models.CheckConstraint(
                condition=Q(proposed_level=None) | Q(proposed_level__lte=4),
                name="job_requirement_proposed_level_at_most_4",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competence.code}, {self.get_job_function_display()}: {self.level}"

    @property
    def is_untouched(self) -> bool:
        """Whether it still says what a file of proposals said: only then may the next file change it."""
        return self.is_proposal and self.level == self.proposed_level
