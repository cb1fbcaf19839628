import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Completion


class ProofQuerySet(models.QuerySet["Proof"]):
    def void(self) -> "ProofQuerySet":
        """Those that do not hold any more, the earliest first."""
        since = Coalesce("revoked_at", "completion__taken_back_at")
        return self.annotate(voided_at=since).exclude(voided_at=None).order_by("voided_at", "pk")


class Proof(models.Model):
    """A proof that somebody completed a course or a module, with a number that anyone can check.

    `content` is all that it says, as it stood when it was made. It is never called an AMU-bevis: only an
    AMU school gives that, on a passed test. It is void when it was revoked, and when what it proves was taken
    back: the completion knows nothing of proofs. After one that was revoked another can be made, with its own
    number; the old number goes on saying that it was revoked.
    """

    completion = models.ForeignKey(
        Completion, on_delete=models.CASCADE, related_name="proofs", verbose_name=_("completion")
    )
    number = models.CharField(
        _("number"), max_length=20, unique=True, help_text="Hard to guess; it is in the address."
    )
    content = models.JSONField()
    issued_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    revoke_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects: ClassVar[ProofQuerySet] = ProofQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["completion"], condition=Q(revoked_at=None), name="proof_one_unrevoked"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoke_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoke_reason="")),
                name="proof_revoked_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def void_at(self) -> dt.datetime | None:
        """Since when it does not hold; None: it holds."""
        return self.revoked_at or self.completion.taken_back_at

    @property
    def void_reason(self) -> str:
        """Why it does not hold, in words for its holder."""
        return self.revoke_reason if self.revoked_at else self.completion.taken_back_reason
