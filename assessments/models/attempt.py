from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def of(self, person: object, page: Page) -> "AttemptQuerySet":
        """One person's attempts on one page, newest first."""
        return self.filter(person=person, page_id=page.pk).order_by("-submitted_at", "-pk")

    def newest_of_each_block(self) -> "models.QuerySet[Attempt, int]":
        """The ids of these persons' newest for each block: a subquery, for `pk__in`."""
        newest_first = Window(
            RowNumber(),
            partition_by=[F("person"), F("page"), F("block_id")],
            order_by=[F("submitted_at").desc(), F("pk").desc()],
        )
        return self.order_by().annotate(place=newest_first).filter(place=1).values_list("pk", flat=True)


class Attempt(models.Model):
    """One answer to one question, as it was asked and as it was graded. Rows are added, never changed.

    A play of H5P content is one row that says what the newest of its statements says; those are the history.
    """

    # No index of its own: the unique constraint begins with it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts", db_index=False
    )
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="attempts")
    block_id = models.UUIDField(null=True, help_text="None: the whole page was answered, as in a test.")
    submission_key = models.UUIDField(
        help_text="Made with the form. Sending the same form twice gives one attempt."
    )
    activity = models.CharField(max_length=40, help_text="Name of the activity's block type.")
    question = models.JSONField(help_text="The question with its key, as it stood when it was answered.")
    response = models.JSONField()
    score = models.PositiveSmallIntegerField(help_text="Points, from 0 to max_score.")
    max_score = models.PositiveSmallIntegerField()
    is_client_reported = models.BooleanField(
        default=False, help_text="The points are what the browser said: nobody here could count them."
    )
    submitted_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[AttemptQuerySet] = AttemptQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        indexes = [models.Index(fields=["person", "page", "-submitted_at"], name="attempt_person_page")]
        constraints = [
            models.UniqueConstraint(fields=["person", "submission_key"], name="attempt_once_per_form"),
            models.CheckConstraint(condition=Q(score__lte=F("max_score")), name="attempt_score_within_max"),
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.score}/{self.max_score}"

    @property
    def is_graded(self) -> bool:
        return self.max_score > 0

    @property
    def is_right(self) -> bool:
        return self.score == self.max_score
