import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from development.policy import LONGEST_FOR


class ProfileShareQuerySet(models.QuerySet["ProfileShare"]):
    def living(self, now: dt.datetime) -> "ProfileShareQuerySet":
        """Neither withdrawn nor run out at this moment."""
        return self.filter(withdrawn_at=None, expires_at__gt=now)

    def opening(self, now: dt.datetime) -> "ProfileShareQuerySet":
        """Living, and its owner can sign in here themself."""
        return self.living(now).filter(person__is_active=True, person__emptied_at=None)


class ProfileShare(models.Model):
    """A link by which somebody lets others read their profile, until its time is over or they withdraw it.

    The link shows the profile as it is on the day of reading. The token in its address is nowhere: here
    stands what proves it. Who opened it is not known, only how often, and on which day last.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="profile_shares"
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    meant_for = models.CharField(
        max_length=LONGEST_FOR, blank=True, help_text="For whom it is, in the owner's words, for the owner."
    )
    with_own_view = models.BooleanField(help_text="The owner's view of themself is shown too.")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(help_text="From this moment on it does not work.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    times_opened = models.PositiveIntegerField(default=0, help_text="By others than the owner; files too.")
    last_opened_on = models.DateField(null=True, blank=True)

    objects: ClassVar[ProfileShareQuerySet] = ProfileShareQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("link to a profile")
        verbose_name_plural = _("links to profiles")
        ordering = ["-made_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="profile_share_works_for_a_while"
            ),
            models.CheckConstraint(
                condition=Q(times_opened=0, last_opened_on=None)
                | Q(times_opened__gt=0, last_opened_on__isnull=False),
                name="profile_share_opened_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.label} {self.pk}"
