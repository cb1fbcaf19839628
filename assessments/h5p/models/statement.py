from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from assessments.models import Attempt

from .content import ContentVersion


class XAPIStatementQuerySet(models.QuerySet["XAPIStatement"]):
    def mismatched(self) -> "XAPIStatementQuerySet":
        """Those whose claimed score is another than the one that we came to."""
        return self.filter(is_mismatch=True)


class XAPIStatement(models.Model):
    """What a piece of content said that somebody did (xAPI 1.0.3). Rows are added, never changed.

    The claim is the content's; what counts is `score` of `max_score`, which we came to ourselves.
    """

    id = models.UUIDField(primary_key=True, help_text="The statement's id: the same id is one statement.")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="statements", db_index=False
    )
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+")
    block_id = models.UUIDField()
    version = models.ForeignKey(ContentVersion, on_delete=models.PROTECT, related_name="statements")
    registration = models.UUIDField(help_text="One play of the content: made when the page was opened.")
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    attempt = models.ForeignKey(
        Attempt,
        null=True,
        on_delete=models.CASCADE,
        related_name="statements",
        help_text="The answer that it belongs to, when it was an answer to the whole.",
    )
    verb = models.CharField(max_length=255, help_text="IRI.")
    sub_content_id = models.CharField(max_length=64, blank=True, help_text="Empty for the whole content.")
    claimed_score = models.FloatField(null=True)
    claimed_max_score = models.FloatField(null=True)
    score = models.PositiveSmallIntegerField(null=True, help_text="None: it cannot be recomputed.")
    max_score = models.PositiveSmallIntegerField(null=True)
    is_mismatch = models.BooleanField(
        _("differs"), default=False, help_text="The claim is not what we came to."
    )
    statement = models.JSONField(help_text="As it is kept: with an actor that is set by us.")
    stored_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)

    objects: ClassVar[XAPIStatementQuerySet] = XAPIStatementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("xAPI statement")
        verbose_name_plural = _("xAPI statements")
        indexes = [
            models.Index(fields=["person", "registration", "stored_at"], name="statement_person_play"),
            models.Index(
                fields=["-stored_at"], name="statement_mismatch", condition=models.Q(is_mismatch=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score=None, max_score=None) | models.Q(score__lte=models.F("max_score")),
                name="statement_score_within_max",
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb.rsplit('/', 1)[-1]} {self.pk}"
