"""Course runs (hold): when and where a course is taken together, and who was there."""

from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel

from seats.models import Seat, SeatQuerySet, seat_constraints

from .pages import CoursePage, ModulePage


class CourseRun(ClusterableModel):
    """A course taken together on certain days: at a place, or online at an address."""

    course = models.ForeignKey(
        CoursePage, on_delete=models.CASCADE, related_name="runs", verbose_name=_("course")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    online_url = models.URLField(_("address of the online meeting"), blank=True)
    provider = models.CharField(
        _("provider"), max_length=200, blank=True, help_text=_("The school or the centre that holds it.")
    )
    seats = models.PositiveSmallIntegerField(
        _("seats"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("Empty: no limit.")
    )
    sign_up_by = models.DateField(_("sign up by"), null=True, blank=True)
    official_url = models.URLField(
        _("official enrolment"),
        blank=True,
        help_text=_("For an AMU course: its page at voksenuddannelse.dk. Enrolment is there, with MitID."),
    )
    teachers = ParentalManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="runs_taught",
        verbose_name=_("teachers"),
        help_text=_("They see who has signed up and mark who was there."),
    )

    class Meta:
        verbose_name = _("course run (hold)")
        verbose_name_plural = _("course runs (hold)")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="course_run_ends_after_start",
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(sign_up_by=None) | Q(sign_up_by__lte=F("ends_on")),
                name="course_run_sign_up_before_end",
                violation_error_message=_("The last day to sign up is after the run has ended."),
            ),
            models.CheckConstraint(
                condition=~Q(place="", online_url="", official_url=""),
                name="course_run_is_somewhere",
                violation_error_message=_(
                    "Say where it is: a place, an online address, or an official page."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course}, {self.starts_on:%d.%m.%Y}"


class RunMeeting(models.Model):
    """One day of a run, for one of the course's modules or for all of it."""

    run = ParentalKey(CourseRun, on_delete=models.CASCADE, related_name="meetings")
    module = models.ForeignKey(
        ModulePage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="meetings",
        verbose_name=_("module"),
        help_text=_("Empty: the whole course."),
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))

    panels: ClassVar[list[object]] = [
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        PageChooserPanel("module", "courses.ModulePage"),
    ]

    class Meta:
        verbose_name = _("meeting day")
        verbose_name_plural = _("meeting days")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="run_meeting_ends_after_start",
                violation_error_message=_("It ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%d.%m.%Y %H.%M}"


class RunSeatQuerySet(SeatQuerySet["RunSeat"]):
    def in_line(self) -> Self:
        """As for any seat, and only those who can sign in."""
        return super().in_line().filter(person__is_active=True)


class RunSeat(Seat):
    """Somebody has signed up for a run; whoever comes when it is full waits."""

    run = models.ForeignKey(CourseRun, on_delete=models.CASCADE, related_name="taken_seats")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[RunSeatQuerySet] = RunSeatQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Seat.Meta):
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints: ClassVar[list[models.BaseConstraint]] = seat_constraints(
            gathering="run", holder="person", name="run_seat"
        )


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def standing(self) -> "AttendanceQuerySet":
        """The marks that count: those that nobody has taken away."""
        return self.filter(taken_away_at=None)


class Attendance(models.Model):
    """A teacher has marked that somebody was there for a module of a run. A mark taken away stays as one."""

    run = models.ForeignKey(CourseRun, on_delete=models.CASCADE, related_name="attendance")
    module = models.ForeignKey(ModulePage, on_delete=models.PROTECT, related_name="attendance")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attendance")
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    marked_at = models.DateTimeField(default=timezone.now, editable=False)
    taken_away_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_away_at = models.DateTimeField(null=True, editable=False, help_text="None: the mark counts.")

    objects: ClassVar[AttendanceQuerySet] = AttendanceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["run", "module", "person"],
                condition=Q(taken_away_at=None),
                name="attendance_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.person_id}"
