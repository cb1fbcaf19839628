from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.learning import Completion


class Proof(models.Model):
    """A proof that somebody completed a course or a module, with a number that anyone can check.

    `content` is all that it says, as it stood when it was made. It is never called an AMU-bevis: only an
    AMU school gives that, on a passed test.
    """

    completion = models.OneToOneField(
        Completion, on_delete=models.CASCADE, related_name="proof", verbose_name=_("completion")
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
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    revoke_reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoke_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoke_reason="")),
                name="proof_revoked_with_reason",
            )
        ]

    def __str__(self) -> str:
        return self.number
