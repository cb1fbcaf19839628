import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Common, CommonQuerySet, Workplace
from assessments.practice.enums import Preparedness, RoundKind
from assessments.practice.policy import REMINDERS_AT_FIRST
from competences.enums import Level
from competences.models import Competence


def reminders_at_first() -> list[int]:
    """The days that a new round has, before anybody chooses."""
    return list(REMINDERS_AT_FIRST)


class RoundQuerySet(CommonQuerySet["Round"]):
    def open_at(self, moment: dt.datetime) -> "RoundQuerySet":
        """Rounds that take answers at the moment. Nothing is written when one opens or closes."""
        return self.filter(opens_on__lte=timezone.localdate(moment), closes_at__gt=moment)

    def for_path(self, *paths: str) -> "RoundQuerySet":
        """Rounds of the workplaces with these tree paths, and of those above them."""
        step = Workplace.steplen
        above = {path[:end] for path in paths for end in range(step, len(path) + 1, step)}
        return self.filter(workplace__path__in=above)


class Round(Common):
    """A time in which everybody at a workplace, and under it, is asked for their own view.

    It opens and closes by its days: readers look at the clock, and nobody has to do anything. `closes_at` is
    the first moment that does not belong to it any more: the midnight after the last day, or the moment when
    a coordinator closed it before that.
    """

    workplace = models.ForeignKey(
        Workplace, on_delete=models.PROTECT, related_name="own_view_rounds", verbose_name=_("workplace")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=RoundKind)
    opens_on = models.DateField(_("first day"))
    closes_on = models.DateField(_("last day"))
    closes_at = models.DateTimeField()
    reminder_days = models.JSONField(
        default=reminders_at_first, help_text="How many days before the last one to remind, as numbers."
    )
    reminded_for = models.DateField(
        null=True, help_text="The newest day of a letter whose letters are written. None: none are."
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[RoundQuerySet] = RoundQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("round of own views")
        verbose_name_plural = _("rounds of own views")
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="round_ends_after_start",
                violation_error_message=_("The last day cannot lie before the first day."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.workplace}, {self.opens_on}"

    @property
    def looks_back(self) -> bool:
        """It asks where people were then, beside where they are now."""
        return self.kind == RoundKind.AFTER

    def is_open_at(self, moment: dt.datetime) -> bool:
        return self.opens_on <= timezone.localdate(moment) and moment < self.closes_at


class SelfAssessment(models.Model):
    """One time that somebody looks at themself: in a round, or because they want to (`round` is None).

    Every answer counts as said when it is saved. `ended_at` says that the person is through: then nothing in
    it changes any more, and in a round they are among those who have answered.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="self_assessments"
    )
    round = models.ForeignKey(
        Round, null=True, blank=True, on_delete=models.PROTECT, related_name="self_assessments"
    )
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    prepared = models.PositiveSmallIntegerField(
        choices=Preparedness, null=True, blank=True, help_text="None: not asked, or not answered."
    )

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")
        constraints = [
            models.UniqueConstraint(fields=["person", "round"], name="self_assessment_once_in_a_round"),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at=None), name="self_assessment_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(prepared=None) | Q(prepared__gte=1, prepared__lte=4),
                name="self_assessment_prepared_1_to_4",
            ),
        ]

    def __str__(self) -> str:
        # Neither name nor answer: this may stand in a log line.
        return f"self-assessment {self.pk}"

    @property
    def looks_back(self) -> bool:
        return self.round is not None and self.round.looks_back


class OwnAnswer(models.Model):
    """What somebody says of themself in one requirement, saved at once.

    `level` is what they say now, `then_level` where they say that they once were; no level means "not
    relevant in my job". The first answer is given before the required level is shown, and stays:
    `first_level` and `first_then_level` are what a round is measured by. `changes` counts what was said anew
    after that.
    """

    # No index of its own: the unique constraint begins with it.
    assessment = models.ForeignKey(
        SelfAssessment, on_delete=models.PROTECT, related_name="answers", db_index=False
    )
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level, null=True, blank=True)
    then_level = models.PositiveSmallIntegerField(choices=Level, null=True, blank=True)
    first_level = models.PositiveSmallIntegerField(choices=Level, null=True, blank=True)
    first_then_level = models.PositiveSmallIntegerField(choices=Level, null=True, blank=True)
    wants_more = models.BooleanField(_("I would like to learn more about it"), default=False)
    comment = models.TextField(_("your words"), blank=True)
    answered_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)
    changes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("own answer")
        verbose_name_plural = _("own answers")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "competence"], name="own_answer_once"),
            models.CheckConstraint(
                condition=(Q(level=None) | Q(level__lte=4))
                & (Q(first_level=None) | Q(first_level__lte=4))
                & (Q(then_level=None) | Q(then_level__lte=4, level__isnull=False))
                & (Q(first_then_level=None) | Q(first_then_level__lte=4, first_level__isnull=False)),
                name="own_answer_levels_0_to_4",
            ),
        ]

    def __str__(self) -> str:
        return f"own answer {self.pk}"

    @property
    def is_relevant(self) -> bool:
        """It belongs to the person's job, they say."""
        return self.level is not None


class SharedOwnViewQuerySet(models.QuerySet["SharedOwnView"]):
    def holding(self) -> "SharedOwnViewQuerySet":
        """Those that nobody has taken back."""
        return self.filter(withdrawn_at=None)


class SharedOwnView(models.Model):
    """A person lets one manager see their own view, until they take that back."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="shared_own_views"
    )
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    shared_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[SharedOwnViewQuerySet] = SharedOwnViewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("shared own view")
        verbose_name_plural = _("shared own views")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "reader"], condition=Q(withdrawn_at=None), name="own_view_shared_once"
            )
        ]

    def __str__(self) -> str:
        return f"shared own view {self.pk}"
