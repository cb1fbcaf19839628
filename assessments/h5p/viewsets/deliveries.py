"""Statements that no learning record store took: what went wrong, and trying again."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from accounts.models import User
from accounts.viewsets.lists import IndexView
from assessments.h5p.domain.forwarding import try_again
from assessments.h5p.forms import TryAgainForm
from assessments.h5p.models import Delivery


class DeliveryIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[Delivery]:
        return (
            Delivery.objects.given_up()
            .select_related("statement__version__content")
            .only(
                *("store", "tries", "last_error", "state", "next_try_at"),
                *("statement__stored_at", "statement__version__content__title"),
            )
        )

    def get_page_title(self) -> str:
        return gettext("Not delivered")

    @cached_property
    def header_buttons(self) -> list[Any]:
        if not self.user_has_permission("change") or not Delivery.objects.given_up().exists():
            return []
        address = reverse("h5p_deliveries:try_all_again")
        return [HeaderButton(_("Try all again"), url=address, icon_name="rotate")]


class TryAgainView(generic.EditView):
    """Trying again is all that one can do with a statement that was not delivered."""

    template_name = "h5p/cms/try_again.html"
    page_title = _("Try again")
    submit_button_label = _("Try again")
    submit_button_active_label = _("Trying again …")

    def save_instance(self) -> Delivery:
        try_again(Delivery.objects.filter(pk=self.object.pk), by=self.request.user)
        return self.object

    def save_action(self) -> HttpResponse:
        messages.success(self.request, gettext("It is tried again in a moment."))
        return redirect("h5p_deliveries:index")


class TryAllAgainView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Asks first: a store that does not answer gets all of them at once."""

    model = Delivery
    permission_required = "change"
    template_name = "h5p/cms/try_all_again.html"
    page_title = _("Try all again")
    header_icon = "rotate"

    def get_breadcrumbs_items(self) -> list[Any]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("h5p_deliveries:index"), "label": gettext("Not delivered")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(count=Delivery.objects.given_up().count(), **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        assert isinstance(request.user, User)
        try_again(Delivery.objects.all(), by=request.user)
        messages.success(request, gettext("They are tried again in a moment."))
        return redirect("h5p_deliveries:index")


class DeliveryViewSet(ModelViewSet):
    model = Delivery
    name = "h5p_deliveries"
    url_prefix = "h5p/ikke-leveret"
    icon = "mail"
    menu_label = _("Not delivered")
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = DeliveryIndexView
    edit_view_class = TryAgainView
    list_filter = ["store"]
    ordering = ["-pk"]
    list_display = [
        TitleColumn(
            "statement",
            label=_("Activity"),
            accessor="statement.version.content.title",
            url_name="h5p_deliveries:edit",
        ),
        DateColumn("received", label=_("Received"), accessor="statement.stored_at"),
        Column("store", label=_("Learning record store")),
        Column("tries", label=_("Tries")),
        Column("last_error", label=_("What went wrong")),
    ]

    def get_form_class(self, for_update: bool = False) -> type[TryAgainForm]:
        return TryAgainForm

    def get_urlpatterns(self) -> list[Any]:
        again = path("igen/", self.construct_view(TryAllAgainView), name="try_all_again")
        return [*super().get_urlpatterns(), again]
