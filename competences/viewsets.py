"""The menu "Requirements" of the CMS."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.danish import DanishOrder
from accounts.enums import JobFunction, Setting
from accounts.models import Workplace
from accounts.viewsets.lists import IndexView
from competences.enums import CompetenceKind, Level, name_required_level
from competences.forms import CompetenceForm, FrameworkForm, JobRequirementForm
from competences.models import Competence, Framework, JobRequirement, Method, Profile, Strategy

ANY_SETTING = "any"


class JobRequirementPolicy(ModelPermissionPolicy):
    """A proposal would come back with the next import: it is set to 0 instead of deleted."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: JobRequirement) -> bool:
        if action == "delete" and instance.proposed_level is not None:
            return False
        return super().user_has_permission_for_instance(user, action, instance)


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
    def get_base_queryset(self) -> QuerySet[JobRequirement]:
        rows: QuerySet[JobRequirement] = super().get_base_queryset()
        return rows.select_related("competence", "workplace")


class JobRequirementDeleteView(generic.DeleteView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.user_has_permission_for_instance("delete", self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def _setting_name(row: JobRequirement) -> str:
    return row.get_setting_display() or gettext("Any setting")


def _workplace_name(row: JobRequirement) -> str:
    return str(row.workplace or gettext("Everywhere"))


def _level_name(row: JobRequirement) -> str:
    return name_required_level(Level(row.level))


def _status(row: JobRequirement) -> str:
    return gettext("Proposal") if row.is_proposal else gettext("Decided")


class JobRequirementViewSet(ModelViewSet):
    model = JobRequirement
    name = "job_requirements"
    icon = "clipboard-list"
    menu_label = _("Levels for jobs")
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = JobRequirementIndexView
    delete_view_class = JobRequirementDeleteView
    filterset_class = JobRequirementFilterSet
    list_per_page = 50
    list_display = [
        TitleColumn("competence", label=_("Requirement"), url_name="job_requirements:edit"),
        Column("get_job_function_display", label=_("Job")),
        Column("setting", accessor=_setting_name, label=_("Setting")),
        Column("workplace", accessor=_workplace_name, label=_("Workplace")),
        Column("level", accessor=_level_name, label=_("Level")),
        StatusTagColumn(
            "is_proposal", accessor=_status, primary=lambda row: not row.is_proposal, label=_("Status")
        ),
    ]

    def get_form_class(self, for_update: bool = False) -> type[JobRequirementForm]:
        return JobRequirementForm


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
