import datetime as dt
from typing import ClassVar, NamedTuple

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.enums import JobFunction, Setting
from accounts.models import Workplace
from competences.enums import Level

from .framework import Competence, Framework, PastFramework

# From this day holds what has held from the beginning: long before anybody could be employed.
BEGINNING = dt.date(1900, 1, 1)


class Line(NamedTuple):
    """What a level is set for: a requirement and a job, in a setting ("": any), at a workplace (None: all).

    The names are those of the columns, so that `filter(**line._asdict())` finds its versions.
    """

    competence_id: int
    job_function: str
    setting: str
    workplace_id: int | None


class JobRequirementQuerySet(models.QuerySet["JobRequirement"]):
    def in_use_on(self, day: dt.date) -> "JobRequirementQuerySet":
        """Of the framework that was in use on the day."""
        then = PastFramework.objects.filter(last_day__gte=day).order_by("last_day").values("framework")[:1]
        now = Framework.objects.filter(is_current=True).values("pk")[:1]
        return self.filter(competence__framework=Coalesce(Subquery(then), Subquery(now)))

    def general(self) -> "JobRequirementQuerySet":
        """Those that hold unless a workplace says otherwise."""
        return self.filter(workplace=None)

    def of(self, line: Line) -> "JobRequirementQuerySet":
        """All versions of one line, the oldest first."""
        return self.filter(**line._asdict()).order_by("valid_from")

    def one_of_each_line(self, day: dt.date) -> "JobRequirementQuerySet":
        """Of each line the version that holds on the day; where none does yet, the first that is to come."""
        same = self._versions_of_the_same_line()
        holding = same.filter(valid_from__lte=day).order_by("-valid_from").values("pk")[:1]
        to_come = same.filter(valid_from__gt=day).order_by("valid_from").values("pk")[:1]
        return self.filter(pk=Coalesce(Subquery(holding), Subquery(to_come)))

    def with_next(self, day: dt.date) -> "JobRequirementQuerySet":
        """With `next_day` and `next_level`: what comes first after the day; None where nothing comes."""
        to_come = self._versions_of_the_same_line().filter(valid_from__gt=day).order_by("valid_from")
        return self.annotate(
            next_day=Subquery(to_come.values("valid_from")[:1]),
            next_level=Subquery(to_come.values("level")[:1]),
        )

    @staticmethod
    def _versions_of_the_same_line() -> "JobRequirementQuerySet":
        # Nowhere equals nowhere here: NULL in the database does not.
        return JobRequirement.objects.alias(place=Coalesce("workplace_id", 0)).filter(
            competence=OuterRef("competence"),
            job_function=OuterRef("job_function"),
            setting=OuterRef("setting"),
            place=Coalesce(OuterRef("workplace_id"), 0),
        )


class JobRequirement(models.Model):
    """The level that a job function needs in a requirement, in one setting or in any, from a day on.

    Rows are versions: a level that changes is a new row, which holds from its day until the next one of the
    same line (`line`). There is one row a day; only one that has not held for a whole day may change or go.
    `competences.domain.levels` writes them.

    The seeds hold no required level per job function, so what we ship is a proposal of ours and says so
    (`is_proposal`). A workplace may override: its row, or that of its nearest ancestor, wins over the general
    one; a row for the setting wins over one for any setting. Level 0 means: not required. No level means that
    nothing is said here any more from that day, and what stands further up holds.
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
    level = models.PositiveSmallIntegerField(
        _("level"), choices=Level, null=True, blank=True, help_text=_("Empty: none of its own from that day.")
    )
    valid_from = models.DateField(_("holds from"), default=BEGINNING, db_default=BEGINNING)
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
        ordering = ["competence__position", "job_function", "setting", "workplace_id", "valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["competence", "job_function", "setting", "valid_from"],
                condition=Q(workplace=None),
                name="job_requirement_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["competence", "job_function", "setting", "workplace", "valid_from"],
                condition=Q(workplace__isnull=False),
                name="job_requirement_once_a_day_per_workplace",
            ),
            models.CheckConstraint(condition=Q(level__lte=4), name="job_requirement_level_at_most_4"),
            models.CheckConstraint(
                condition=Q(proposed_level=None) | Q(proposed_level__lte=4),
                name="job_requirement_proposed_level_at_most_4",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competence.code}, {self.get_job_function_display()}"

    @property
    def line(self) -> Line:
        """What the level is set for."""
        return Line(self.competence_id, self.job_function, self.setting, self.workplace_id)

    @property
    def is_untouched(self) -> bool:
        """Whether it still says what a file of proposals said: only then may the next file change it."""
        return self.is_proposal and self.level == self.proposed_level
