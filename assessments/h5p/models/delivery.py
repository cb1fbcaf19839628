from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.h5p.enums import DeliveryState

from .statement import XAPIStatement


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self, store: str) -> "DeliveryQuerySet":
        """Those that the store of this name has still to get."""
        return self.filter(store=store, state=DeliveryState.WAITING)

    def due(self, store: str) -> "DeliveryQuerySet":
        """Those of them whose time has come, the oldest first."""
        return self.waiting(store).filter(next_try_at__lte=timezone.now()).order_by("next_try_at", "pk")

    def given_up(self) -> "DeliveryQuerySet":
        """The dead letters: nothing more happens to them unless somebody asks for it."""
        return self.filter(state=DeliveryState.DEAD)


class Delivery(models.Model):
    """A statement on its way to a learning record store of the settings."""

    statement = models.ForeignKey(XAPIStatement, on_delete=models.CASCADE, related_name="deliveries")
    store = models.CharField(_("learning record store"), max_length=50, help_text="Its name in the settings.")
    state = models.CharField(_("state"), max_length=9, choices=DeliveryState, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    last_error = models.CharField(_("what went wrong"), max_length=500, blank=True)
    delivered_at = models.DateTimeField(_("delivered"), null=True)

    objects: ClassVar[DeliveryQuerySet] = DeliveryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("delivery to a learning record store")
        verbose_name_plural = _("deliveries to learning record stores")
        constraints = [models.UniqueConstraint(fields=["statement", "store"], name="delivery_once_per_store")]
        indexes = [
            models.Index(
                fields=["store", "next_try_at"],
                name="delivery_waiting",
                condition=models.Q(state=DeliveryState.WAITING),
            ),
            models.Index(
                fields=["-id"], name="delivery_given_up", condition=models.Q(state=DeliveryState.DEAD)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} → {self.store}"
