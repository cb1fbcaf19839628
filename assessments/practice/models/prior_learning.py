import datetime as dt
import uuid
from typing import ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.practice.enums import PaperKind, PaperState
from competences.enums import Level
from competences.models import Competence


def paper_storage() -> Storage:
    """Where papers lie: no address leads there."""
    return storages["papers"]


class PriorLearningQuerySet(models.QuerySet["PriorLearning"]):
    def waiting(self) -> "PriorLearningQuerySet":
        """Not decided yet, the one that has waited for longest first."""
        return self.filter(state=PaperState.WAITING).order_by("sent_at", "pk")

    def of(self, person: models.Model) -> "PriorLearningQuerySet":
        return self.filter(person=person)


class PriorLearning(models.Model):
    """A paper that somebody shows of what they learnt elsewhere, and what became of it.

    The files of it are gone some time after the decision; what it proved stands in the ledger, with the
    origin that `origin` says.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="prior_learning"
    )
    title = models.CharField(_("what it is"), max_length=200, blank=True)
    issuer = models.CharField(_("given by"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=11, choices=PaperKind, default=PaperKind.CERTIFICATE)
    issued_on = models.DateField(
        _("given on"), help_text=_("The first of the month where the day is not known.")
    )
    day_is_known = models.BooleanField(default=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=PaperState, default=PaperState.WAITING)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(_("words to the person"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    form_id = models.UUIDField(
        default=uuid.uuid4, editable=False, help_text="The same form sent twice is one paper."
    )
    told_after = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        help_text="Days of waiting after which those who may decide were last told.",
    )
    files_gone_at = models.DateTimeField(_("files deleted"), null=True, blank=True)

    objects: ClassVar[PriorLearningQuerySet] = PriorLearningQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("paper about earlier learning")
        verbose_name_plural = _("papers about earlier learning")
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(
                fields=["sent_at"], condition=Q(state=PaperState.WAITING), name="prior_learning_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[PaperState.WAITING, PaperState.WITHDRAWN], reviewer=None)
                | Q(
                    state__in=[
                        PaperState.APPROVED,
                        PaperState.LOWERED,
                        PaperState.REJECTED,
                        PaperState.REVOKED,
                    ],
                    reviewer__isnull=False,
                    decided_at__isnull=False,
                ),
                name="prior_learning_decided_by_somebody",
            ),
            models.UniqueConstraint(fields=["person", "form_id"], name="prior_learning_once_per_form"),
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=F("person")), name="prior_learning_not_by_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def origin(self) -> str:
        """What its evidence says that it came from."""
        return f"practice.prior_learning:{self.pk}"

    def days_waited(self, today: dt.date) -> int:
        """Whole days since it was sent."""
        return (today - timezone.localdate(self.sent_at)).days


class PriorLearningFile(models.Model):
    """One file of a paper, as it was made clean: a PDF, or a picture of a page."""

    prior_learning = models.ForeignKey(PriorLearning, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(storage=paper_storage, max_length=60)
    pages = models.PositiveSmallIntegerField(_("pages"))
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("file of a paper")
        verbose_name_plural = _("files of papers")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["prior_learning", "position"], name="prior_learning_file_place")
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def suffix(self) -> str:
        """The ending without its dot: pdf, jpg or png."""
        return self.file.name.rpartition(".")[2]


class Claim(models.Model):
    """What a person says that a paper shows, and what the reviewer finds; level 0: it does not count."""

    prior_learning = models.ForeignKey(PriorLearning, on_delete=models.CASCADE, related_name="claims")
    competence = models.ForeignKey(Competence, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    granted = models.PositiveSmallIntegerField(_("level found"), choices=Level, null=True, blank=True)

    class Meta:
        verbose_name = _("what a paper shows")
        verbose_name_plural = _("what papers show")
        ordering = ["competence__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["prior_learning", "competence"], name="claim_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="claim_of_a_level"),
            models.CheckConstraint(
                condition=Q(granted=None) | Q(granted__lte=F("level")), name="claim_granted_at_most"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competence.code}: {self.level}"
