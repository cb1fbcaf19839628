"""Whom to call when it is serious: local numbers that the coordinator fills in."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable

from courses.enums import HelpTopic


@register_setting(icon="warning")
class HelpLineSettings(ClusterableModel, BaseGenericSetting):
    """The list of numbers. Names and numbers differ by region, so none of them stands in a lesson."""

    panels: ClassVar[list[object]] = [InlinePanel("lines", heading=_("Numbers"), label=_("Number"))]

    class Meta:
        verbose_name = _("where there is help")


class HelpLine(Orderable):
    """One number to call, and what it is for. 112 needs none: every care box names it."""

    settings = ParentalKey(HelpLineSettings, on_delete=models.CASCADE, related_name="lines")
    about = models.CharField(_("about"), max_length=10, choices=HelpTopic)
    name = models.CharField(_("name"), max_length=120)
    number = models.CharField(
        _("number"), max_length=30, validators=[RegexValidator(r"^\+?[\d ]+$", _("Only digits and spaces."))]
    )
    hours = models.CharField(_("when it is open"), max_length=120, blank=True)
    for_whom = models.CharField(_("for whom"), max_length=200, blank=True)

    panels: ClassVar[list[object]] = [
        FieldPanel("about"),
        FieldRowPanel([FieldPanel("name"), FieldPanel("number")]),
        FieldRowPanel([FieldPanel("hours"), FieldPanel("for_whom")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("number to call")
        verbose_name_plural = _("numbers to call")

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @property
    def dialled(self) -> str:
        """The number as a telephone takes it."""
        return self.number.replace(" ", "")
