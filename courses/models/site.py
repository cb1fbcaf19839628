"""The pages around the courses: front page, plain text pages, and how to reach those who run the site."""

from copy import copy
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Page

from accounts.domain.common import keep
from accounts.models import Common
from courses.blocks import TextBodyBlock
from courses.fields import StreamField


class HomePage(Page):
    """The front page; everything else lies under it."""

    lead = models.TextField(_("lead"), blank=True, help_text=_("One or two sentences under the heading."))

    content_panels: ClassVar[list[object]] = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    max_count = 1
    template = "courses/home_page.html"

    class Meta:
        verbose_name = _("front page")


class TextPage(Page):
    """A page of plain text, such as the accessibility statement at /was/."""

    body = StreamField(TextBodyBlock(), verbose_name=_("text"), blank=True)

    content_panels: ClassVar[list[object]] = [*Page.content_panels, FieldPanel("body")]
    parent_page_types: ClassVar[list[str]] = ["courses.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "courses/text_page.html"

    class Meta:
        verbose_name = _("text page")


@register_setting(icon="mail")
class ContactSettings(Common, BaseGenericSetting):
    """Who runs the site and how to reach them: shown in the footer of every page and in the statement."""

    operator = models.CharField(
        _("run by"), max_length=200, blank=True, help_text=_("For instance the municipality and the centre.")
    )
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    written_contact_url = models.URLField(
        _("page for writing to you"), blank=True, help_text=_("An address with secure mail, if you have one.")
    )

    class Meta:
        verbose_name = _("contact")

    @classmethod
    def _get_or_create(cls) -> Self:
        # It stands below every page.
        return copy(keep(cls, super()._get_or_create))
