"""A development talk: who talks with whom, and what the person brings to it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from competences.models import Competence
from development.policy import LONGEST_LINE


class TalkQuerySet(models.QuerySet["Talk"]):
    def open(self) -> "TalkQuerySet":
        """Those that nobody has ended."""
        return self.filter(ended_at=None)


class Talk(models.Model):
    """A person and their manager talk about where the person is going.

    How far it is (`TalkStep`) is derived: from the day, and from what both have written and said yes to.
    `ended_at` says that nothing is written in it any more; what was agreed is followed up all the same.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="talks")
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="talks_as_manager"
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    planned_for = models.DateTimeField(_("day and time"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[TalkQuerySet] = TalkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("development talk")
        verbose_name_plural = _("development talks")
        default_permissions = ()
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("manager")), name="talk_with_another"),
            models.UniqueConstraint(
                fields=["person", "manager"], condition=Q(ended_at=None), name="talk_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        # Neither name nor word: this may stand in a log line.
        return f"talk {self.pk}"


class GoalQuerySet(models.QuerySet["Goal"]):
    def standing(self) -> "GoalQuerySet":
        """Those that nobody has taken away, the person's own first."""
        is_own = models.Case(
            models.When(written_by=F("talk__person"), then=0), default=1, output_field=models.IntegerField()
        )
        return self.filter(removed_at=None).order_by(is_own, "written_at", "pk")


class Goal(models.Model):
    """Something that the person wants, in their own words; or that the manager suggests."""

    talk = models.ForeignKey(Talk, on_delete=models.PROTECT, related_name="goals")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(_("goal"), max_length=LONGEST_LINE)
    why = models.TextField(_("why"), blank=True)
    competence = models.ForeignKey(
        Competence, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[GoalQuerySet] = GoalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        default_permissions = ()
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"goal {self.pk}"


class PrivateNote(models.Model):
    """What the person wants to remember to say. Nobody else's page reads this table."""

    talk = models.OneToOneField(Talk, on_delete=models.PROTECT, related_name="note")
    text = models.TextField(_("own note"), blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("own note")
        verbose_name_plural = _("own notes")
        default_permissions = ()

    def __str__(self) -> str:
        return f"note {self.pk}"


class ShownTalkQuerySet(models.QuerySet["ShownTalk"]):
    def holding(self) -> "ShownTalkQuerySet":
        """Those that nobody has taken back."""
        return self.filter(withdrawn_at=None)


class ShownTalk(models.Model):
    """The person lets another manager read a talk, until they take that back."""

    talk = models.ForeignKey(Talk, on_delete=models.PROTECT, related_name="showings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    shown_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ShownTalkQuerySet] = ShownTalkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("shown talk")
        verbose_name_plural = _("shown talks")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["talk", "reader"], condition=Q(withdrawn_at=None), name="talk_shown_once"
            )
        ]

    def __str__(self) -> str:
        return f"shown talk {self.pk}"
