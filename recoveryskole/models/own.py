"""What is one's own: places kept by an account, a calendar's address, a plan. Nobody else reads it.

No row here says when it was made. Of sign-ups and plans there is nothing but what is sealed.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class KeptPlace(models.Model):
    """The link to a place, sealed, on the page of an account. Rows are made anew daily, in a drawn order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="kept_places", editable=False
    )
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("place kept on one's own page")
        verbose_name_plural = _("places kept on one's own page")

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"


class KeptPlan(models.Model):
    """What opens the plan of whoever wished to find it on their page, sealed with the server's secret."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="kept_plan", editable=False
    )
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("plan kept on one's own page")
        verbose_name_plural = _("plans kept on one's own page")

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"


class OwnCalendar(models.Model):
    """The address of somebody's own calendar, as a hash; none while it is stopped.

    `number` counts how often it was made or stopped: an old page changes nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="own_calendar", editable=False
    )
    address_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    number = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("calendar of one's own")
        verbose_name_plural = _("calendars of one's own")

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"


class OwnPlan(models.Model):
    """A learning plan of one's own. The key to `sealed` is made of a code that only the owner has.

    There is no key to a user, and no time finer than the month in which it was last opened.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Made of the code by the same slow way as the key: it finds the row and opens nothing.
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=1, editable=False)
    # The first day of that month.
    opened_in = models.DateField(editable=False)

    class Meta:
        verbose_name = _("plan of one's own")
        verbose_name_plural = _("plans of one's own")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(opened_in__day=1), name="own_plan_knows_only_the_month")
        ]

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"
