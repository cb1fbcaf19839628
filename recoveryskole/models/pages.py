"""The school's pages: what is on, when and where. Open to anyone; nothing about who comes is stored here."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable, Page
from wagtail.search import index

from courses.blocks import TextBodyBlock
from courses.fields import StreamField

# So many times to meet are shown at once, on the programme and on a workshop's own page.
MOST_SESSIONS = 40


class SchoolIndexPage(Page):
    """The recovery school's front page: what the school is, and the next sessions."""

    lead = models.TextField(_("lead"), blank=True)
    body = StreamField(TextBodyBlock(), verbose_name=_("text"), blank=True)

    content_panels: ClassVar[list[object]] = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types: ClassVar[list[str]] = ["courses.HomePage"]
    subpage_types: ClassVar[list[str]] = ["recoveryskole.WorkshopPage"]
    max_count = 1
    template = "recoveryskole/school_index_page.html"

    class Meta:
        verbose_name = _("recovery school")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        sessions = list(WorkshopSession.objects.upcoming().select_related("page")[: MOST_SESSIONS + 1])
        return {
            **super().get_context(request, *args, **kwargs),
            "sessions": sessions[:MOST_SESSIONS],
            "has_more": len(sessions) > MOST_SESSIONS,
        }


class WorkshopPage(Page):
    """A workshop that someone with lived experience and a professional develop and teach together."""

    summary = models.TextField(
        _("in short"), blank=True, help_text=_("One or two sentences for the programme.")
    )
    body = StreamField(TextBodyBlock(), verbose_name=_("text"), blank=True)

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        InlinePanel("sessions", heading=_("When and where"), label=_("Session")),
    ]
    search_fields: ClassVar[list[object]] = [*Page.search_fields, index.SearchField("summary")]
    parent_page_types: ClassVar[list[str]] = ["recoveryskole.SchoolIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "recoveryskole/workshop_page.html"

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The next times; in a preview those that are being written, which the database does not know yet."""
        now = timezone.now()
        sessions = sorted(
            (session for session in self.sessions.all() if session.ends_at and session.ends_at >= now),
            key=lambda session: session.starts_at,
        )
        return {
            **super().get_context(request, *args, **kwargs),
            "school": self.get_parent(),
            "sessions": sessions[:MOST_SESSIONS],
        }


class WorkshopSessionQuerySet(models.QuerySet["WorkshopSession"]):
    def upcoming(self) -> "WorkshopSessionQuerySet":
        """Not over yet, of live workshops, the next one first."""
        return self.filter(ends_at__gte=timezone.now(), page__live=True).order_by("starts_at", "pk")


class WorkshopSession(Orderable):
    """One time that a workshop meets."""

    page = ParentalKey(WorkshopPage, on_delete=models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=120, help_text=_("House and street."))
    room = models.CharField(_("room"), max_length=80, blank=True)

    objects: ClassVar[WorkshopSessionQuerySet] = WorkshopSessionQuerySet.as_manager()  # type: ignore[assignment]

    panels: ClassVar[list[object]] = [
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldRowPanel([FieldPanel("place"), FieldPanel("room")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="workshop_session_ends_after_start",
                violation_error_message=_("A session must end after it begins."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.page}, {timezone.localtime(self.starts_at):%Y-%m-%d}"
