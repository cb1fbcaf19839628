import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from competences.models import Method

from .prior_learning import PriorLearning


class MethodCertificateQuerySet(models.QuerySet["MethodCertificate"]):
    def holding(self, day: dt.date) -> "MethodCertificateQuerySet":
        """Those by which somebody may use a method on the day: given by then, not run out, not taken back."""
        return self.filter(
            Q(expires_on=None) | Q(expires_on__gte=day),
            Q(ended_on=None) | Q(ended_on__gt=day),
            issued_on__lte=day,
        )


class MethodCertificate(models.Model):
    """Somebody has been taught a method by those who may teach it, and may use it until a day, or for good.

    It rests on a paper that was looked at, or a coordinator has seen it (`recorded_by`).
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="method_certificates"
    )
    method = models.ForeignKey(Method, on_delete=models.PROTECT, related_name="certificates")
    issuer = models.CharField(_("given by"), max_length=200, blank=True)
    issued_on = models.DateField(_("given on"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    prior_learning = models.ForeignKey(
        PriorLearning, null=True, blank=True, on_delete=models.PROTECT, related_name="method_certificates"
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(
        _("taken back on"), null=True, blank=True, help_text=_("From this day on it does not hold.")
    )

    objects: ClassVar[MethodCertificateQuerySet] = MethodCertificateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("method certificate")
        verbose_name_plural = _("method certificates")
        ordering = ["method", "person", "-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("issued_on")),
                name="method_certificate_ends_after_it_begins",
                violation_error_message=_("The last day cannot lie before the first day."),
            ),
            models.UniqueConstraint(
                fields=["person", "method", "issued_on"],
                condition=Q(ended_on=None),
                name="method_certificate_once",
                violation_error_message=_("This certificate is written down already."),
            ),
            models.CheckConstraint(
                condition=~Q(recorded_by=F("person")), name="method_certificate_not_by_oneself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
