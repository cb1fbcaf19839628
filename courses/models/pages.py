"""The page tree: catalogue > course > module > lesson, and what each counts towards."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from accounts.models import Common
from competences.enums import CompetenceKind, Level
from competences.models import Competence
from courses.blocks import LessonBodyBlock
from courses.enums import CourseForm, CourseRule, LessonRule, ModuleForm, ModuleRule
from courses.fields import StreamField

from .lesson_form import LessonForm
from .prerequisite import ModulePageForm, OrderedPageMixin, PrerequisiteForm
from .workflow import SignedChildrenMixin, SignedPageMixin


class ViewedPageMixin:
    """A page that one of our views shows, in public and in the CMS's preview.

    The view names itself with `@CoursePage.shown_by`: models import nothing that stands above them.
    """

    _show: ClassVar[Any] = None

    @classmethod
    def shown_by(
        cls, view: Callable[[HttpRequest, Any], HttpResponse]
    ) -> Callable[[HttpRequest, Any], HttpResponse]:
        """Decorate the view that answers for this kind of page; it takes the request and the page."""
        cls._show = staticmethod(view)
        return view

    def stays_open_to(self, person_id: int | None) -> bool:
        """Whether somebody who is in the middle of the page may go on when it is taken down."""
        return False

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """As Wagtail finds pages, and the one that somebody is in the middle of besides."""
        is_here = not path_components and not self.live  # type: ignore[attr-defined]
        if is_here and self.stays_open_to(request.user.pk):
            return RouteResult(self)
        return super().route(request, path_components)  # type: ignore[misc]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.is_preview = False  # type: ignore[attr-defined]
        assert self._show is not None, f"no view is registered for {type(self).__name__}"
        response: HttpResponse = self._show(request, self)
        return response

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        request.is_preview = True  # type: ignore[attr-defined]
        assert self._show is not None, f"no view is registered for {type(self).__name__}"
        response: HttpResponse = self._show(request, self)
        return response


class KeptForLearnersMixin:
    """For a course and its modules: at the address of one that was taken down, its view still answers.

    It leads those who take the course to what they have, and tells everybody else that nothing is there.
    Nothing is taken there: that is for pages that `stays_open_to` whoever is in the middle of them.
    """

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        if not path_components and not self.live:  # type: ignore[attr-defined]
            return RouteResult(self)
        return super().route(request, path_components)  # type: ignore[misc]


class CatalogueIndexPage(ViewedPageMixin, Page):
    """All courses, to search and filter."""

    lead = models.TextField(_("lead"), blank=True)

    content_panels: ClassVar[list[object]] = [*Page.content_panels, FieldPanel("lead")]
    parent_page_types: ClassVar[list[str]] = ["courses.HomePage"]
    subpage_types: ClassVar[list[str]] = ["courses.CoursePage"]
    max_count = 1
    template = "courses/catalogue_index_page.html"

    class Meta:
        verbose_name = _("catalogue")


class Outcome(Common, Orderable):
    """A course or a module takes whoever completes it to a level of a requirement, as far as we propose."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="outcomes")
    competence = models.ForeignKey(
        Competence,
        on_delete=models.PROTECT,
        related_name="outcomes",
        limit_choices_to={"kind": CompetenceKind.REQUIREMENT},
        verbose_name=_("requirement"),
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=Level, validators=[MinValueValidator(1)])
    is_proposal = models.BooleanField(
        _("proposal"), default=True, help_text=_("Nobody has decided it yet. It is marked so on screen.")
    )

    panels: ClassVar[list[object]] = [
        FieldPanel("competence"),
        FieldRowPanel([FieldPanel("level"), FieldPanel("is_proposal")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("counts towards")
        verbose_name_plural = _("counts towards")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "competence"],
                name="outcome_once_per_page",
                violation_error_message=_("This requirement is on the list already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.competence.code} → {self.level}"


class CoursePage(KeptForLearnersMixin, OrderedPageMixin, SignedChildrenMixin, ViewedPageMixin, Page):
    """A course. The AMU fields hold what an AMU course is known by; none of them has to be filled in."""

    summary = models.TextField(
        _("in short"), blank=True, help_text=_("One or two sentences for the catalogue.")
    )
    duration_minutes = models.PositiveIntegerField(
        _("duration in minutes"), validators=[MinValueValidator(1)], help_text=_("An AMU day is 444 minutes.")
    )
    form = models.CharField(_("form"), max_length=8, choices=CourseForm, default=CourseForm.ONLINE)
    completion_rule = models.CharField(
        _("complete"), max_length=8, choices=CourseRule, default=CourseRule.MODULES
    )
    objectives = RichTextField(
        _("what you can do afterwards"),
        blank=True,
        features=["ul", "ol", "bold", "link"],
        help_text=_("The objectives, in words about acts (handlingsorienterede mål)."),
    )
    amu_number = models.CharField(
        _("AMU number"),
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{5}$", _("An AMU number has five digits."))],
    )
    amu_number_is_demo = models.BooleanField(_("the number is a made-up example"), default=False)
    amu_number_source = models.CharField(
        _("where the number comes from, and when"), max_length=200, blank=True
    )
    amu_days = models.DecimalField(
        _("AMU days"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    fkb = models.CharField(
        _("common competence description (FKB)"), max_length=200, blank=True, help_text=_("Number and title.")
    )
    has_amu_test = models.BooleanField(_("ends with an AMU test"), default=False)
    official_url = models.URLField(
        _("official enrolment"), blank=True, help_text=_("The course's page at voksenuddannelse.dk.")
    )

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("duration_minutes"), FieldPanel("form")]),
        FieldPanel("objectives"),
        FieldPanel("completion_rule"),
        InlinePanel("prerequisites", heading=_("To take first")),
        InlinePanel("outcomes", heading=_("Counts towards, when the whole course is completed")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("amu_number"), FieldPanel("amu_days")]),
                FieldPanel("amu_number_is_demo"),
                FieldPanel("amu_number_source"),
                FieldPanel("fkb"),
                FieldPanel("has_amu_test"),
                FieldPanel("official_url"),
            ],
            heading=_("AMU"),
            classname="collapsed",
        ),
    ]
    search_fields: ClassVar[list[object]] = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.AutocompleteField("summary"),
        index.SearchField("objectives"),
        index.FilterField("form"),
        index.FilterField("duration_minutes"),
    ]
    base_form_class = PrerequisiteForm
    parent_page_types: ClassVar[list[str]] = ["courses.CatalogueIndexPage"]
    subpage_types: ClassVar[list[str]] = ["courses.ModulePage", "courses.TestPage"]
    template = "courses/course_page.html"

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @property
    def course_path(self) -> str:
        return self.path

    def clean(self) -> None:
        super().clean()
        if self.amu_number and not (self.amu_number_is_demo or self.amu_number_source):
            raise ValidationError(
                {"amu_number_source": _("Say where the number comes from, or mark it as a made-up example.")}
            )


class ModulePage(KeptForLearnersMixin, OrderedPageMixin, SignedChildrenMixin, ViewedPageMixin, Page):
    """A part of a course that counts by itself: it has lessons, and outcomes when they are done."""

    intro = models.TextField(_("in short"), blank=True)
    form = models.CharField(_("form"), max_length=8, choices=ModuleForm, default=ModuleForm.ONLINE)
    is_required = models.BooleanField(
        _("required"),
        default=True,
        help_text=_("Without it the course can be completed without this module."),
    )
    completion_rule = models.CharField(
        _("complete"), max_length=8, choices=ModuleRule, default=ModuleRule.LESSONS
    )

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("form"),
        FieldPanel("is_required"),
        FieldPanel("completion_rule"),
        InlinePanel("prerequisites", heading=_("To take first")),
        InlinePanel("outcomes", heading=_("Counts towards, when the module is completed")),
    ]
    search_fields: ClassVar[list[object]] = [*Page.search_fields, index.SearchField("intro")]
    base_form_class = ModulePageForm
    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = ["courses.LessonPage", "courses.TestPage"]
    template = "courses/module_page.html"
    steps_to_course = 1

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    @property
    def course_path(self) -> str:
        """Tree path of the course: one step up."""
        return self.path[: -self.steplen]


class LessonPage(SignedPageMixin, ViewedPageMixin, Page):
    """A lesson of five to fifteen minutes."""

    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, validators=[MinValueValidator(1)], help_text=_("About how long it takes.")
    )
    written_by = models.CharField(
        _("written by"), max_length=250, blank=True, help_text=_("Names, as the authors want to be named.")
    )
    is_required = models.BooleanField(
        _("required"),
        default=True,
        help_text=_("Without it the module can be completed without this lesson."),
    )
    completion_rule = models.CharField(
        _("complete"), max_length=10, choices=LessonRule, default=LessonRule.ACTIVITIES
    )
    body = StreamField(LessonBodyBlock(), verbose_name=_("lesson"), blank=True)
    # Kept when the page is copied: a copy shows the words that two have signed, until they change.
    signed_revision = models.ForeignKey(
        "wagtailcore.Revision",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("what was signed"),
    )

    content_panels: ClassVar[list[object]] = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("minutes"), FieldPanel("written_by")]),
        FieldPanel("completion_rule"),
        FieldPanel("is_required"),
        FieldPanel("body"),
    ]
    base_form_class = LessonForm
    parent_page_types: ClassVar[list[str]] = ["courses.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "courses/lesson_page.html"

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    @property
    def course_path(self) -> str:
        """Tree path of the course: two steps up."""
        return self.path[: -2 * self.steplen]

    def stays_open_to(self, person_id: int | None) -> bool:
        """Whoever had begun the lesson in the round they are in."""
        return self.progress.filter(enrolment__person=person_id, enrolment__begun_anew_at=None).exists()
