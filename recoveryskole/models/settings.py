from copy import copy
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from accounts.domain.common import keep
from accounts.models import Common


@register_setting(icon="group")
class SchoolSettings(Common, BaseGenericSetting):
    """What the school's administration decides for itself."""

    mail_sender = models.EmailField(
        _("sender of e-mails"),
        blank=True,
        help_text=_("An address that says nothing of the school. Empty: the platform's own."),
    )
    mail_subject = models.CharField(
        _("subject of e-mails"),
        max_length=80,
        blank=True,
        help_text=_("Whoever looks over a shoulder reads it. Empty: “A message for you”."),
    )
    calendar_title = models.CharField(
        _("title in one's own calendar"),
        max_length=80,
        blank=True,
        help_text=_("What a session is called in the calendar of whoever comes. Empty: “Appointment”."),
    )
    days_kept_after_term = models.PositiveSmallIntegerField(
        _("days that names are kept after the term"),
        default=30,
        help_text=_("Then only numbers are left."),
    )
    video_service = models.CharField(
        _("the municipality's own video service"),
        max_length=200,
        blank=True,
        db_default="",
        help_text=_(
            "As “video.example.org”. Recordings may be put up as an address there. Empty: only as a file."
        ),
    )

    class Meta:
        verbose_name = _("recovery school")

    @classmethod
    def _get_or_create(cls) -> Self:
        # Every letter asks for it.
        return copy(keep(cls, super()._get_or_create))
