"""What people do with courses: enrol, come some way, complete."""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from assessments.ledger.basis import say_basis
from assessments.ledger.policy import KINDS
from courses.enums import CompletionKind, CompletionState

from .pages import CoursePage, LessonPage


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def current(self) -> "EnrolmentQuerySet":
        """Those that count: of somebody who took a course several times, the last."""
        return self.filter(begun_anew_at=None)


class Enrolment(models.Model):
    """Someone takes a course. There is no deadline, so nobody is ever late; a pause is a state like any.

    Whoever takes a course again gets a new row, and the old one keeps what was done then.
    """

    # No index of its own: the unique constraint begins with it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments", db_index=False
    )
    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="enrolments")
    round = models.PositiveSmallIntegerField(
        default=1, help_text="Which time the person takes the course, from 1."
    )
    enrolled_at = models.DateTimeField(default=timezone.now, editable=False)
    paused_at = models.DateTimeField(null=True, blank=True, help_text="None: not paused.")
    begun_anew_at = models.DateTimeField(
        null=True, blank=True, help_text="When the next round took over; none: this is the one that counts."
    )

    objects: ClassVar[EnrolmentQuerySet] = EnrolmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-enrolled_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "course", "round"], name="enrolment_once_per_round"),
            models.UniqueConstraint(
                fields=["person", "course"], condition=Q(begun_anew_at=None), name="enrolment_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course}"

    @property
    def restarted_at(self) -> dt.datetime | None:
        """When the person began the course anew: answers from before count no more. None the first time."""
        return self.enrolled_at if self.round > 1 else None


class LessonProgress(models.Model):
    """How far someone is in a lesson: opened, last seen, waiting for what is tried at work, completed."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="progress")
    lesson = models.ForeignKey(LessonPage, on_delete=models.PROTECT, related_name="progress")
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    seen_at = models.DateTimeField(default=timezone.now)
    waits_since = models.DateTimeField(
        null=True, blank=True, help_text="All the rest was done then. It stays when the lesson is completed."
    )
    completed_at = models.DateTimeField(null=True, blank=True)
    earlier = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        help_text="0: it counts. Otherwise which time the module was taken, before it was taken again.",
    )

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson", "earlier"], name="lesson_progress_once"),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(completed_at__gte=F("started_at")),
                name="lesson_progress_completed_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson}"


class CompletionQuerySet(models.QuerySet["Completion"]):
    def standing(self) -> "CompletionQuerySet":
        """Those that count: neither begun anew since nor taken back."""
        return self.filter(superseded_at=None, taken_back_at=None)


class Completion(models.Model):
    """A module or course was completed, in the wording that stood then. It outlives the page.

    Three things may happen to it later. Who took part solves it: it proves more then. The person begins the
    course anew: what was completed still happened. It is taken back: it should never have been, and proves
    nothing.
    """

    # No index of its own: the unique constraint begins with it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="completions", db_index=False
    )
    enrolment = models.ForeignKey(
        Enrolment,
        null=True,
        on_delete=models.SET_NULL,
        related_name="completions",
        help_text="The round it was completed in; none when the course is gone.",
    )
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="completions")
    revision_id = models.BigIntegerField(
        null=True,
        help_text="The page's live revision at that moment; a number, since revisions may be purged.",
    )
    kind = models.CharField(max_length=6, choices=CompletionKind)
    title = models.CharField(max_length=255)
    course_title = models.CharField(
        max_length=255,
        blank=True,
        default="",
        db_default="",
        help_text="Of a module: what its course was called then. Empty of a course.",
    )
    proves = models.CharField(
        max_length=32,
        blank=True,
        default="",
        db_default="",
        help_text="The kind of evidence: took part, solved, told by a browser. Empty: from before these.",
    )
    basis = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        help_text="How it was completed, in figures.",
    )
    completed_at = models.DateTimeField(default=timezone.now, editable=False)
    superseded_at = models.DateTimeField(
        null=True, blank=True, help_text="When the person began the course anew; this one stays as history."
    )
    taken_back_at = models.DateTimeField(null=True, blank=True, help_text="When it was taken back.")
    taken_back_reason = models.CharField(max_length=255, blank=True, help_text="For the person, in words.")

    objects: ClassVar[CompletionQuerySet] = CompletionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        ordering = ["-completed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "page"],
                condition=Q(superseded_at=None, taken_back_at=None),
                name="completion_once",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_reason="") | Q(taken_back_at__isnull=False),
                name="completion_reason_when_taken_back",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def how(self) -> str:
        """How it was completed, as words; empty where that was not kept yet."""
        return say_basis(self.basis)

    @property
    def proves_in_words(self) -> str:
        """What it proves and how: "Solved: 7 of 7 in the test". Empty where that was not kept yet."""
        return ": ".join(filter(None, [str(KINDS[self.proves].label), self.how])) if self.proves else ""

    @property
    def state(self) -> CompletionState:
        """Whether it counts, and if not, why. What was taken back is taken back, begun anew or not."""
        if self.taken_back_at is not None:
            return CompletionState.TAKEN_BACK
        return CompletionState.STANDING if self.superseded_at is None else CompletionState.SUPERSEDED
