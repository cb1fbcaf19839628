from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import SIGNING_ROLES
from accounts.models import Common
from accounts.models.common import CommonQuerySet


class ExampleSignatureQuerySet(CommonQuerySet["ExampleSignature"]):
    def standing(self) -> "ExampleSignatureQuerySet":
        """Those that nobody has taken back."""
        return self.filter(withdrawn_at=None)


class ExampleSignature(Common):
    """Somebody stands behind a requirement's five examples, word for word.

    `fingerprint` says which words: another word is another fingerprint, and both are asked anew. Who takes
    theirs back gets a date; who signs the same words once more gets a new row. What is kept of these rows is
    which requirements both have signed, never by whom (`Common`).
    """

    code = models.CharField(_("requirement"), max_length=60)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the five texts.")
    # A person who goes leaves a tombstone: what they have signed stays signed.
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    as_role = models.CharField(
        _("as"), max_length=20, choices=[(role.value, role.label) for role in SIGNING_ROLES]
    )
    signed_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = ExampleSignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature on examples")
        verbose_name_plural = _("signatures on examples")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint", "as_role"],
                condition=Q(withdrawn_at=None),
                name="example_stands_once_for_a_role",
            ),
            models.UniqueConstraint(
                fields=["fingerprint", "signer"],
                condition=Q(withdrawn_at=None),
                name="example_stands_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("signed_at")),
                name="example_withdrawn_after_signing",
            ),
            models.CheckConstraint(
                condition=Q(as_role__in=[role.value for role in SIGNING_ROLES]),
                name="example_signed_as_one_of_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.fingerprint[:8]}"
