"""The menu "Requirements" of the CMS."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from accounts.danish import DanishOrder
from accounts.enums import JobFunction, Setting
from accounts.models import Workplace
from accounts.viewsets.lists import IndexView
from competences.domain.levels import HasHeld, When, history_of, take_back_level
from competences.enums import CompetenceKind, name_version_level
from competences.forms import CompetenceForm, EndLevelForm, FrameworkForm, JobRequirementForm
from competences.models import Competence, Framework, JobRequirement, Method, Profile, Strategy
from competences.models.requirement import JobRequirementQuerySet

ANY_SETTING = "any"


class FrameworkViewSet(ModelViewSet):
    model = Framework
    name = "frameworks"
    icon = "folder-open-inverse"
    menu_label = _("Frameworks")
    index_view_class = IndexView
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["code", "title", "publisher", "year", "description", "is_current", "changed_at"]
    list_display = ["title", "code", "year", BooleanColumn("is_current", label=_("In use")), "changed_at"]
    ordering = ["-is_current", "title"]

    def get_form_class(self, for_update: bool = False) -> type[FrameworkForm]:
        return FrameworkForm


class CompetenceFilterSet(WagtailFilterSet):
    framework = django_filters.ModelChoiceFilter(queryset=Framework.objects.order_by(DanishOrder("title")))

    class Meta:
        model = Competence
        fields = ["framework", "kind", "strand", "is_edited"]


class CompetenceViewSet(ModelViewSet):
    model = Competence
    name = "competences"
    icon = "list-ul"
    menu_label = _("Requirements")
    index_view_class = IndexView
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = [
        "code",
        "kind",
        "title",
        "title_en",
        "description",
        "section",
        "settings",
        "is_edited",
    ]
    list_display = ["__str__", Column("get_kind_display", label=_("Kind")), BooleanColumn("is_edited")]
    search_fields = ["code", "title", "title_en"]
    search_backend_name = None
    filterset_class = CompetenceFilterSet
    ordering = ["framework", "position"]
    list_per_page = 60

    def get_form_class(self, for_update: bool = False) -> type[CompetenceForm]:
        return CompetenceForm


class JobRequirementFilterSet(WagtailFilterSet):
    job_function = django_filters.ChoiceFilter(choices=JobFunction.choices, label=_("Job"))
    setting = django_filters.ChoiceFilter(
        choices=[(ANY_SETTING, _("Any setting")), *Setting.choices], method="of_setting", label=_("Setting")
    )
    competence = django_filters.ModelChoiceFilter(
        queryset=Competence.objects.filter(kind=CompetenceKind.REQUIREMENT), label=_("Requirement")
    )
    workplace = django_filters.ModelChoiceFilter(
        queryset=Workplace.objects.order_by("path"), label=_("Only at this workplace")
    )

    class Meta:
        model = JobRequirement
        fields = ["job_function", "setting", "competence", "workplace", "is_proposal"]

    def of_setting(self, rows: QuerySet[JobRequirement], name: str, value: str) -> QuerySet[JobRequirement]:
        return rows.filter(setting="" if value == ANY_SETTING else value)


class JobRequirementIndexView(IndexView):
    """One line for each level that is set, as it is today."""

    def get_base_queryset(self) -> QuerySet[JobRequirement]:
        today = timezone.localdate()
        rows: JobRequirementQuerySet = super().get_base_queryset()
        return rows.one_of_each_line(today).with_next(today).select_related("competence", "workplace")


class AddJobRequirementView(generic.CreateView):
    def save_instance(self) -> JobRequirement:
        row: JobRequirement = self.form.save()
        return row


class JobRequirementEditView(generic.EditView):
    """The level of a line from a day on, and all that it has been; one page for all versions of a line."""

    template_name = "competences/cms/level.html"
    success_message = _("%(object)s: saved.")

    def get_object(self, queryset: Any = None) -> JobRequirement:
        row: JobRequirement = super().get_object(queryset)
        return JobRequirement.objects.of(row.line).one_of_each_line(timezone.localdate()).get()

    def save_instance(self) -> JobRequirement:
        row: JobRequirement = self.form.save()
        return row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = history_of(self.object.line)
        # The newest stands first, so the next to come is the last of those.
        coming = next((version for version in reversed(versions) if version.when is When.COMES), None)
        return {**super().get_context_data(**kwargs), "versions": versions, "coming": coming}


class EndLevelView(generic.DeleteView):
    """Nothing is deleted: from a day on the line says nothing of its own."""

    form_class = EndLevelForm
    page_title = _("End the level")
    template_name = "competences/cms/end_level.html"
    success_message = _("%(object)s: ended from the day that you chose.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.object, "for_user": self.request.user}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form: EndLevelForm) -> HttpResponse:
        form.save()
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_general = not (self.object.workplace_id or self.object.setting)
        return {**super().get_context_data(**kwargs), "is_general": is_general}


class TakeBackLevelView(PermissionCheckedMixin, View):
    """A level that is to come, or that was set today, is taken back: what was before it holds on."""

    model = JobRequirement
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: Any, pk: int) -> HttpResponse:
        row = get_object_or_404(JobRequirement, pk=pk)
        line = row.line
        try:
            take_back_level(row, user=request.user)
        except HasHeld as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, gettext("The level was taken back."))
        left = JobRequirement.objects.of(line).first()
        return redirect("job_requirements:edit", left.pk) if left else redirect("job_requirements:index")


def _setting_name(row: JobRequirement) -> str:
    return row.get_setting_display() or gettext("Any setting")


def _workplace_name(row: JobRequirement) -> str:
    return str(row.workplace or gettext("Everywhere"))


def _level_name(row: JobRequirement) -> str:
    return "–" if row.valid_from > timezone.localdate() else name_version_level(row.level)


def _next_name(row: Any) -> str:
    """What comes, from which day; nothing where nothing comes."""
    if row.next_day is None:
        return ""
    day = date_format(row.next_day, "DATE_FORMAT")
    return gettext("%(level)s, from %(day)s") % {"level": name_version_level(row.next_level), "day": day}


def _status(row: JobRequirement) -> str:
    return gettext("Proposal") if row.is_proposal else gettext("Decided")


class JobRequirementViewSet(ModelViewSet):
    model = JobRequirement
    name = "job_requirements"
    icon = "clipboard-list"
    menu_label = _("Levels for jobs")
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = [
        "competence",
        "job_function",
        "setting",
        "workplace",
        "level",
        "is_proposal",
        "valid_from",
    ]
    index_view_class = JobRequirementIndexView
    add_view_class = AddJobRequirementView
    edit_view_class = JobRequirementEditView
    delete_view_class = EndLevelView
    filterset_class = JobRequirementFilterSet
    list_per_page = 50
    list_display = [
        TitleColumn("competence", label=_("Requirement"), url_name="job_requirements:edit"),
        Column("get_job_function_display", label=_("Job")),
        Column("setting", accessor=_setting_name, label=_("Setting")),
        Column("workplace", accessor=_workplace_name, label=_("Workplace")),
        Column("level", accessor=_level_name, label=_("Level")),
        Column("next", accessor=_next_name, label=_("Comes")),
        StatusTagColumn(
            "is_proposal", accessor=_status, primary=lambda row: not row.is_proposal, label=_("Status")
        ),
    ]

    def get_form_class(self, for_update: bool = False) -> type[JobRequirementForm]:
        return JobRequirementForm

    @property
    def take_back_view(self) -> Any:
        return self.construct_view(TakeBackLevelView)

    def get_urlpatterns(self) -> list[Any]:
        take_back = path("take-back/<int:pk>/", self.take_back_view, name="take_back")
        return [*super().get_urlpatterns(), take_back]


class _FileViewSet(ModelViewSet):
    """Read here, changed by a new file."""

    index_view_class = IndexView
    copy_view_enabled = False
    inspect_view_enabled = True
    exclude_form_fields: list[str] = []


class MethodInspectView(generic.InspectView):
    def get_demands_display_value(self) -> SafeString:
        return _bullets(self.object.demands)


class MethodViewSet(_FileViewSet):
    model = Method
    name = "methods"
    icon = "cogs"
    menu_label = _("Methods")
    inspect_view_class = MethodInspectView
    inspect_view_fields = ["code", "title", "section", "demands", "needs_certificate", "is_evidence_based"]
    list_display = [
        TitleColumn("title", label=_("Title"), url_name="methods:inspect"),
        "code",
        BooleanColumn("needs_certificate"),
        BooleanColumn("is_evidence_based"),
    ]


class ProfileInspectView(generic.InspectView):
    def get_sections_display_value(self) -> SafeString:
        return format_html_join(
            "",
            "<h3>{}</h3>{}",
            ((section["title"], _bullets(section["points"])) for section in self.object.sections),
        )


class ProfileViewSet(_FileViewSet):
    model = Profile
    name = "profiles"
    icon = "group"
    menu_label = _("Roles and models")
    inspect_view_class = ProfileInspectView
    inspect_view_fields = ["title", "kind", "placed", "sections", "near"]
    list_display = [
        TitleColumn("title", label=_("Title"), url_name="profiles:inspect"),
        Column("get_kind_display", label=_("Kind")),
    ]


class StrategyViewSet(_FileViewSet):
    model = Strategy
    name = "strategies"
    icon = "globe"
    menu_label = _("Strategies of municipalities")
    inspect_view_fields = ["name", "focus"]
    list_display = [TitleColumn("name", label=_("Name"), url_name="strategies:inspect")]


class RequirementsGroup(ModelViewSetGroup):
    menu_label = _("Requirements")
    menu_icon = "list-ul"
    menu_order = 250
    items = (
        JobRequirementViewSet,
        CompetenceViewSet,
        FrameworkViewSet,
        MethodViewSet,
        ProfileViewSet,
        StrategyViewSet,
    )


def _bullets(points: list[str]) -> SafeString:
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((point,) for point in points)))
