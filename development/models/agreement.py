"""What both agree on, version by version; who has said yes to which; and what becomes of it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from competences.models import Competence
from courses.models import CoursePage
from development.enums import FollowUpKind
from development.models.talk import Talk
from development.policy import LONGEST_LINE


class AgreementVersionQuerySet(models.QuerySet["AgreementVersion"]):
    def agreed(self) -> "AgreementVersionQuerySet":
        """Those that both have said yes to, as they stand."""
        said = Confirmation.objects.filter(version=OuterRef("pk"), fingerprint=OuterRef("fingerprint"))
        return self.filter(
            Exists(said.filter(person=OuterRef("talk__person"))),
            Exists(said.filter(person=OuterRef("talk__manager"))),
        )

    def newest_agreed(self) -> "AgreementVersionQuerySet":
        """Of each talk the newest version that both have said yes to: that is what holds."""
        later = AgreementVersion.objects.agreed().filter(talk=OuterRef("talk"), number__gt=OuterRef("number"))
        return self.agreed().filter(~Exists(later))

    def with_agreed_at(self) -> Any:
        """Each with the moment of its last yes, as `agreed_at`."""
        return self.annotate(agreed_at=Max("confirmations__said_at"))


class AgreementVersion(models.Model):
    """All agreements of a talk as somebody saved them: kept whole, and never changed.

    `fingerprint` is that of all its words in their order, with the talk and the number of the version. A yes
    counts for that and for nothing else, so that every change asks both again.
    """

    talk = models.ForeignKey(Talk, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    fingerprint = models.CharField(max_length=64)

    objects: ClassVar[AgreementVersionQuerySet] = AgreementVersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("version of agreements")
        verbose_name_plural = _("versions of agreements")
        default_permissions = ()
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["talk", "number"], name="agreement_version_once"),
        ]

    def __str__(self) -> str:
        return f"version {self.pk}"


class Agreement(models.Model):
    """One line of a version. `line` is the same in every version in which it is the same agreement."""

    version = models.ForeignKey(
        AgreementVersion, on_delete=models.PROTECT, related_name="agreements", db_index=False
    )
    position = models.PositiveSmallIntegerField()
    line = models.UUIDField(db_index=True)
    what = models.CharField(_("what"), max_length=LONGEST_LINE)
    by_when = models.DateField(_("by when"))
    who = models.CharField(_("who does what"), max_length=LONGEST_LINE, blank=True)
    competence = models.ForeignKey(
        Competence, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    course = models.ForeignKey(
        CoursePage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Where a button leads on. No part of the words: a page that goes changes no agreement.",
    )

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        default_permissions = ()
        ordering = ["position"]
        indexes = [models.Index(fields=["by_when"], name="agreement_by_when")]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="agreement_place_once"),
            models.UniqueConstraint(fields=["version", "line"], name="agreement_line_once"),
            models.CheckConstraint(
                condition=Q(competence=None) | Q(course=None), name="agreement_leads_to_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"agreement {self.pk}"


class Confirmation(models.Model):
    """Somebody says yes to exactly these words. Never changed, never deleted."""

    version = models.ForeignKey(
        AgreementVersion, on_delete=models.PROTECT, related_name="confirmations", db_index=False
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("yes to agreements")
        verbose_name_plural = _("yeses to agreements")
        default_permissions = ()
        ordering = ["said_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="yes_said_once")]

    def __str__(self) -> str:
        return f"yes {self.pk}"


class FollowUp(models.Model):
    """What became of an agreement, as either of the two tells it. The agreed words stand."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="follow_ups")
    kind = models.CharField(max_length=8, choices=FollowUpKind)
    new_day = models.DateField(_("new day"), null=True, blank=True)
    words = models.CharField(_("a few words"), max_length=LONGEST_LINE, blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        default_permissions = ()
        ordering = ["told_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(new_day=None) | Q(kind__in=[FollowUpKind.CHANGED, FollowUpKind.REOPENED]),
                name="follow_up_day_of_what_goes_on",
            )
        ]

    def __str__(self) -> str:
        return f"follow-up {self.pk}"


class PlanReminder(models.Model):
    """Somebody was reminded of an agreement, so many days before a day."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    line = models.UUIDField()
    due_on = models.DateField()
    step = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = _("reminder of an agreement")
        verbose_name_plural = _("reminders of agreements")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "line", "due_on", "step"], name="plan_reminder_once")
        ]

    def __str__(self) -> str:
        return f"reminder {self.pk}"
