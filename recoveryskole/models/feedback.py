"""How a session was, by those who were there. Nothing here leads to one of them, or says in which order."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recoveryskole.enums import Face

from .sessions import Session

LINE_LENGTH = 300


class FeedbackBox(models.Model):
    """What has been handed in since figures were last told: one row for a session, rewritten by each answer.

    Counts, and lines in the order of the alphabet: whoever answers first or last leaves the same bytes, and
    no line lies beside the face that came with it. There is no row of one answer anywhere.
    """

    session = models.OneToOneField(
        Session, primary_key=True, on_delete=models.CASCADE, related_name="feedback_box", editable=False
    )
    good = models.PositiveIntegerField(default=0, editable=False)
    even = models.PositiveIntegerField(default=0, editable=False)
    low = models.PositiveIntegerField(default=0, editable=False)
    lines = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("box for feedback")
        verbose_name_plural = _("boxes for feedback")

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"

    @property
    def counts(self) -> dict[str, int]:
        """How many chose each face."""
        return {face.value: getattr(self, face.value) for face in Face}

    def put(self, face: Face, line: str) -> None:
        """Count a face, and lay a line, where there is one, among the others. The caller stores the row."""
        setattr(self, face.value, getattr(self, face.value) + 1)
        self.lines = sorted([*self.lines, *filter(None, [line])])


class FeedbackRelease(models.Model):
    """What is told of five answers or more: made once, on its day, of what lay in the box. Never made again.

    `told` is `releases.domain.steps.Told` as JSON; the counts themselves are gone where it says "at least".
    """

    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="feedback_releases", editable=False
    )
    told_on = models.DateField(editable=False)
    answered = models.PositiveIntegerField(editable=False)
    told = models.JSONField(editable=False)
    # In the order of the alphabet. For those who taught it, until the names are deleted.
    lines = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("figures of feedback")
        verbose_name_plural = _("figures of feedback")
        ordering = ["session", "told_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["session", "told_on"], name="feedback_told_once_a_day"),
            # LEAST of releases/policy.py. A migration cannot ask it.
            models.CheckConstraint(condition=Q(answered__gte=5), name="feedback_of_five_or_more"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.told_on}"
