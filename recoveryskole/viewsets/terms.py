"""Terms, places and those who teach, in the CMS."""

from typing import Any

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.viewsets.lists import IndexView, watched
from recoveryskole.models import Facilitator, Place, Term

from .forms import FacilitatorForm, PlaceForm, TermForm
from .keeping import CreateView, DeleteView, EditView


def day_column(name: str, label: str | Promise) -> Column:
    """A day of the calendar: Wagtail says of a date how long ago it was."""
    return Column(
        name,
        label=label,
        accessor=lambda row: formats.date_format(getattr(row, name), "DATE_FORMAT"),
        sort_key=name,
    )


class TermViewSet(ModelViewSet):
    model = Term
    name = "school_terms"
    url_prefix = "skole/saesoner"
    icon = "calendar"
    menu_label = _("Terms")
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView
    copy_view_enabled = False
    list_display = [
        "title",
        day_column("starts_on", _("First day")),
        day_column("ends_on", _("Last day")),
        BooleanColumn("is_published", label=_("Is shown")),
    ]
    search_fields = ["title"]
    search_backend_name = None
    ordering = ["-starts_on", "-pk"]

    def get_form_class(self, for_update: bool = False) -> type[TermForm]:
        return TermForm


class PlaceViewSet(ModelViewSet):
    model = Place
    name = "school_places"
    url_prefix = "skole/steder"
    icon = "home"
    menu_label = _("Places")
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView
    copy_view_enabled = False
    list_display = ["name", Column("street", label=_("Street"))]
    search_fields = ["name", "street"]
    search_backend_name = None
    ordering = ["name", "pk"]

    def get_form_class(self, for_update: bool = False) -> type[PlaceForm]:
        return PlaceForm


class FacilitatorIndexView(IndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("person")


@watched("recoveryskole.facilitator", "person_id")
class FacilitatorViewSet(ModelViewSet):
    """Who brings what is for the school's administration; each of them sees who has looked."""

    model = Facilitator
    name = "school_facilitators"
    url_prefix = "skole/undervisere"
    icon = "group"
    menu_label = _("Facilitators")
    add_to_reference_index = False
    index_view_class = FacilitatorIndexView
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView
    copy_view_enabled = False
    list_display = [
        "name",
        Column("knowledge", accessor="get_knowledge_display", label=_("Knowledge")),
        BooleanColumn("shows_knowledge", label=_("Shown in the programme")),
    ]
    list_filter = ["knowledge"]
    search_fields = ["name"]
    search_backend_name = None
    ordering = ["name", "pk"]

    def get_form_class(self, for_update: bool = False) -> type[FacilitatorForm]:
        return FacilitatorForm
