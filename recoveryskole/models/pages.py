"""The school's pages: what it is, and what each workshop is about. When they meet stands beside them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page
from wagtail.search import index

from courses.blocks import TextBodyBlock
from courses.fields import StreamField
from courses.models.pages import ViewedPageMixin


class SchoolIndexPage(ViewedPageMixin, Page):
    """The recovery school's front page: what the school is, and its programme."""

    lead = models.TextField(_("lead"), blank=True)
    body = StreamField(TextBodyBlock(), verbose_name=_("text"), blank=True)

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        InlinePanel(
            "recommendations",
            label=_("Lesson"),
            heading=_("Lessons that the school recommends"),
            help_text=_("Only those are shown that anybody can read: the first lesson of a course."),
        ),
    ]
    parent_page_types: ClassVar[list[str]] = ["courses.HomePage"]
    subpage_types: ClassVar[list[str]] = ["recoveryskole.WorkshopPage"]
    max_count = 1
    template = "recoveryskole/school_index_page.html"

    class Meta:
        verbose_name = _("recovery school")


class Recommendation(Orderable):
    """A lesson that the school thinks well of, and why."""

    school = ParentalKey(SchoolIndexPage, on_delete=models.CASCADE, related_name="recommendations")
    lesson = models.ForeignKey(
        "courses.LessonPage", on_delete=models.CASCADE, related_name="+", verbose_name=_("lesson")
    )
    why = models.CharField(_("why"), max_length=160, blank=True, help_text=_("One line."))

    panels: ClassVar[list[object]] = [FieldPanel("lesson"), FieldPanel("why")]

    class Meta(Orderable.Meta):
        verbose_name = _("recommended lesson")
        verbose_name_plural = _("recommended lessons")

    def __str__(self) -> str:
        return f"{self.school_id}: {self.lesson_id}"


class WorkshopPage(ViewedPageMixin, Page):
    """A workshop that someone with lived experience and a professional develop and teach together."""

    summary = models.TextField(
        _("in short"), blank=True, help_text=_("One or two sentences for the programme.")
    )
    for_whom = models.TextField(
        _("for whom it may be useful"), blank=True, help_text=_("What it helps with, not who one has to be.")
    )
    body = StreamField(TextBodyBlock(), verbose_name=_("what happens"), blank=True)
    take_home = models.TextField(_("what one takes home"), blank=True, help_text=_("One thing on each line."))
    good_to_know = models.TextField(
        _("good to know"), blank=True, help_text=_("Breaks, what to bring. One thing on each line.")
    )
    touches_on = models.TextField(
        _("what it touches on"),
        blank=True,
        help_text=_("What may be hard to hear, so that one can choose. As “We talk about hard nights”."),
    )
    may_leave_early = models.BooleanField(_("one may leave early"), default=True)
    has_sign_language = models.BooleanField(_("with sign language"), default=False)
    drawing = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("drawing"),
    )

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("for_whom"),
        FieldPanel("body"),
        FieldPanel("take_home"),
        MultiFieldPanel(
            [
                FieldPanel("good_to_know"),
                FieldPanel("touches_on"),
                FieldPanel("may_leave_early"),
                FieldPanel("has_sign_language"),
            ],
            heading=_("Good to know"),
        ),
        FieldPanel("drawing"),
        InlinePanel(
            "outcomes",
            heading=_("Counts towards, for those who took part and claim it"),
            help_text=_(
                "It says that somebody was there, so it confirms little. The programme does not show it."
            ),
        ),
    ]
    search_fields: ClassVar[list[object]] = [*Page.search_fields, index.SearchField("summary")]
    parent_page_types: ClassVar[list[str]] = ["recoveryskole.SchoolIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "recoveryskole/workshop_page.html"

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
