from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from .attempt import Attempt


class TestSitting(models.Model):
    """One try at a knowledge test: the questions drawn, the rule of that day, and what is answered so far.

    When it ends, an `Attempt` keeps all of it for good, and `attempt` names it.
    """

    __test__ = False  # pytest: not a test case

    # No index of its own: the unique constraints begin with it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sittings", db_index=False
    )
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="sittings")
    number = models.PositiveSmallIntegerField(help_text="Which try it is, from 1.")
    rule = models.JSONField(
        help_text="draws, pass_mark, tries, pause_hours, time_limit, extra_time as they stood."
    )
    questions = models.JSONField(help_text="Drawn questions in order: block id, activity, question with key.")
    answers = models.JSONField(default=dict, help_text="The answers given so far, by block id.")
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    closes_at = models.DateTimeField(null=True, help_text="None: no time limit.")
    attempt = models.OneToOneField(
        Attempt, null=True, on_delete=models.CASCADE, related_name="sitting", help_text="None: not ended."
    )
    passed = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("sitting of a test")
        verbose_name_plural = _("sittings of tests")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["person", "page", "number"], name="sitting_once_per_number"),
            models.UniqueConstraint(
                fields=["person", "page"], condition=Q(attempt=None), name="sitting_one_open"
            ),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__gt=F("started_at")),
                name="sitting_closes_after_start",
            ),
            models.CheckConstraint(
                condition=Q(attempt=None, passed=None) | Q(attempt__isnull=False, passed__isnull=False),
                name="sitting_passed_when_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}/{self.number}"
