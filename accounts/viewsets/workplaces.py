"""The menu "Workplaces" of the CMS: the tree, who works where, and who is away."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from accounts.domain.workplace import add_workplace
from accounts.forms import EmploymentForm, LeaveForm, NewWorkplaceForm, WorkplaceForm
from accounts.models import Employment, Leave, Workplace
from accounts.viewsets.lists import IndexView, watched


def indented_name(workplace: Workplace) -> str:
    return f"{'— ' * (workplace.depth - 1)}{workplace.name}"


class AddWorkplaceView(generic.CreateView):
    def save_instance(self) -> Workplace:
        fields = self.form.cleaned_data
        return add_workplace(
            parent=fields["parent"],
            name=fields["name"],
            slug=fields["slug"],
            setting=fields["setting"],
            user=self.request.user,
        )


class WorkplaceViewSet(ModelViewSet):
    model = Workplace
    name = "workplaces"
    icon = "site"
    menu_label = _("Workplaces")
    index_view_class = IndexView
    add_view_class = AddWorkplaceView
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["name", "slug", "kind", "setting"]
    list_display = [
        Column("name", accessor=indented_name, label=_("Name")),
        Column("kind", accessor="get_kind_display", label=_("Kind")),
        Column("setting", accessor="get_setting_display", label=_("Setting")),
    ]
    list_filter = ["kind", "setting"]
    search_fields = ["name"]
    search_backend_name = None
    ordering = ["path"]
    list_per_page = 100

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return WorkplaceForm if for_update else NewWorkplaceForm


class EmploymentFilterSet(WagtailFilterSet):
    workplace = django_filters.ModelChoiceFilter(queryset=Workplace.objects.order_by("path"))

    class Meta:
        model = Employment
        fields = ["workplace", "job_function", "is_manager"]


class EmploymentIndexView(IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("user", "workplace")


@watched("accounts.employment", "user_id")
class EmploymentViewSet(ModelViewSet):
    model = Employment
    name = "employments"
    icon = "group"
    menu_label = _("Employments")
    index_view_class = EmploymentIndexView
    copy_view_enabled = False
    inspect_view_enabled = True
    list_display = [
        "user",
        Column("job_function", accessor="get_job_function_display", label=_("Job")),
        "workplace",
        "start",
        "end",
        BooleanColumn("is_manager", label=_("Leads the workplace")),
    ]
    filterset_class = EmploymentFilterSet
    search_fields = ["user__display_name", "user__email"]
    search_backend_name = None
    ordering = ["-start", "-pk"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return EmploymentForm


class LeaveIndexView(IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("employment__user", "employment__workplace")


@watched("accounts.leave", "employment.user_id")
class LeaveViewSet(ModelViewSet):
    model = Leave
    name = "leaves"
    icon = "calendar"
    menu_label = _("Leaves")
    index_view_class = LeaveIndexView
    copy_view_enabled = False
    list_display = ["employment", "start", "end"]
    search_fields = ["employment__user__display_name"]
    search_backend_name = None
    ordering = ["-start", "-pk"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return LeaveForm


class WorkplacesGroup(ModelViewSetGroup):
    items = (WorkplaceViewSet, EmploymentViewSet, LeaveViewSet)
    menu_label = _("Workplaces")
    menu_icon = "site"
    menu_order = 350
