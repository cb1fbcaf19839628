import datetime as dt
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CitizenLinkQuerySet(models.QuerySet["CitizenLink"]):
    def open(self, now: dt.datetime) -> "CitizenLinkQuerySet":
        """Links that still take answers."""
        return self.filter(until__gt=now, answers_left__gt=0)


class CitizenLink(models.Model):
    """A link that a staff member hands to citizens: the same for all of a week, so it tells nobody apart.

    The address holds a token made of `seed` and a secret of the server. Here stands only what proves a token.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="citizen_links"
    )
    seed = models.UUIDField(default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    until = models.DateTimeField()
    answers_left = models.PositiveSmallIntegerField(help_text="Nobody sends more through one link.")

    objects: ClassVar[CitizenLinkQuerySet] = CitizenLinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("link for citizens")
        verbose_name_plural = _("links for citizens")

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"


class CitizenAnswer(models.Model):
    """One citizen's answers, until five lie together: then they are added up, and the row goes.

    No link, no hour, no order: a drawn number, whom it is about, the month, the answers.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(help_text="The first day of the month.")
    answers = models.JSONField(help_text="By question: yes, little, no or skipped.")

    class Meta:
        verbose_name = _("answer of a citizen")
        verbose_name_plural = _("answers of citizens")
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="citizen_answer_month_only")]

    def __str__(self) -> str:
        return f"{self._meta.label} {self.month:%Y-%m}"


class CitizenVoice(models.Model):
    """What citizens have told about the cooperation with one staff member, five by five."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="citizen_voice"
    )
    answered = models.PositiveIntegerField(default=0, help_text="A multiple of five.")
    first_month = models.DateField(null=True)
    last_month = models.DateField(null=True)
    counts = models.JSONField(default=dict, help_text="By question and answer. Added to, and never shown.")
    told = models.JSONField(default=dict, help_text="By question: what is shown.")
    told_exactly = models.JSONField(default=dict, help_text="By question: the counts that were last shown.")

    class Meta:
        verbose_name = _("what citizens notice")
        verbose_name_plural = _("what citizens notice")

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"
