"""What people do with courses: enrol, come some way, complete."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from courses.enums import CompletionKind

from .pages import CoursePage, LessonPage


class Enrolment(models.Model):
    """Someone takes a course. There is no deadline, so nobody is ever late; a pause is a state like any."""

    # No index of its own: the unique constraint begins with it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments", db_index=False
    )
    course = models.ForeignKey(CoursePage, on_delete=models.CASCADE, related_name="enrolments")
    enrolled_at = models.DateTimeField(default=timezone.now, editable=False)
    paused_at = models.DateTimeField(null=True, blank=True, help_text="None: not paused.")
    restarted_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the person began the course anew; answers from before do not complete it again.",
    )

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-enrolled_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "course"], name="enrolment_once")]

    def __str__(self) -> str:
        return f"{self.course}"


class LessonProgress(models.Model):
    """How far someone is in a lesson: opened, last seen, completed."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="progress")
    lesson = models.ForeignKey(LessonPage, on_delete=models.CASCADE, related_name="progress")
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    seen_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson"], name="lesson_progress_once"),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(completed_at__gte=F("started_at")),
                name="lesson_progress_completed_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson}"


class Completion(models.Model):
    """A module or course was completed, in the wording that stood then. It outlives the page."""

    # No index of its own: the unique constraint begins with it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="completions", db_index=False
    )
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="completions")
    revision_id = models.BigIntegerField(
        null=True,
        help_text="The page's live revision at that moment; a number, since revisions may be purged.",
    )
    kind = models.CharField(max_length=6, choices=CompletionKind)
    title = models.CharField(max_length=255)
    completed_at = models.DateTimeField(default=timezone.now, editable=False)
    superseded_at = models.DateTimeField(
        null=True, blank=True, help_text="When the person began it anew; this one stays as history."
    )

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        ordering = ["-completed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "page"], condition=Q(superseded_at=None), name="completion_once"
            )
        ]

    def __str__(self) -> str:
        return self.title
