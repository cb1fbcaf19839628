import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import JobFunction

from .workplace import Workplace


class EmploymentQuerySet(models.QuerySet["Employment"]):
    def active(self, on: dt.date) -> "EmploymentQuerySet":
        """Employments that hold on the day, first and last day included; on leave counts too."""
        return self.filter(Q(end=None) | Q(end__gte=on), start__lte=on)

    def at_or_below(self, *workplaces: Workplace) -> "EmploymentQuerySet":
        """Employments at the workplaces or anywhere under them; none for no workplaces."""
        below = Q(pk__in=[])
        for workplace in workplaces:
            below |= Q(workplace__path__startswith=workplace.path)
        return self.filter(below)

    def present(self, on: dt.date) -> "EmploymentQuerySet":
        """Active on the day and not on leave."""
        return self.active(on).exclude(pk__in=Leave.objects.on(on).values("employment"))


class Employment(models.Model):
    """Someone works somewhere, as something, from a day to a day (or still)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="employments")
    workplace = models.ForeignKey(Workplace, on_delete=models.PROTECT, related_name="employments")
    job_function = models.CharField(_("job"), max_length=14, choices=JobFunction)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"), null=True, blank=True)
    is_manager = models.BooleanField(
        _("leads the workplace"),
        default=False,
        help_text=_("Sees the reports of this workplace and of all that lies under it."),
    )

    objects: ClassVar[EmploymentQuerySet] = EmploymentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("employment")
        verbose_name_plural = _("employments")
        ordering = ["-start", "pk"]
        indexes = [models.Index(fields=["workplace", "end"], name="employment_workplace_end")]
        constraints = [
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gte=F("start")),
                name="employment_ends_after_start",
                violation_error_message=_("The last day cannot lie before the first day."),
            ),
            models.UniqueConstraint(
                fields=["user", "workplace", "job_function", "start"],
                name="employment_once",
                violation_error_message=_("This employment is entered already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_job_function_display()}, {self.workplace}"


class LeaveQuerySet(models.QuerySet["Leave"]):
    def on(self, day: dt.date) -> "LeaveQuerySet":
        """Leaves that hold on the day, first and last day included."""
        return self.filter(Q(end=None) | Q(end__gte=day), start__lte=day)


class Leave(models.Model):
    """Away from work for a time. Why is nobody's business here, so it is not stored."""

    employment = models.ForeignKey(Employment, on_delete=models.CASCADE, related_name="leaves")
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"), null=True, blank=True)

    objects: ClassVar[LeaveQuerySet] = LeaveQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        ordering = ["-start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end=None) | Q(end__gte=F("start")),
                name="leave_ends_after_start",
                violation_error_message=_("The last day cannot lie before the first day."),
            ),
            models.UniqueConstraint(fields=["employment", "start"], name="leave_once"),
        ]

    def __str__(self) -> str:
        return f"{self.employment}: {self.start}"
