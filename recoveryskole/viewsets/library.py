"""The open library in the CMS: which of the files that pairs offer stand there."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.danish import DanishOrder
from recoveryskole.domain.materials import let_stand_open
from recoveryskole.domain.sign_ups import SchoolRefused
from recoveryskole.models import Material

from .menus import shown_to_changers

POLICY = ModelPermissionPolicy(Material)


class LibraryView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """What is offered, and a button at each. What a pair keeps to itself is not here."""

    permission_policy = POLICY
    permission_required = "change"
    template_name = "recoveryskole/cms/library.html"
    page_title = _("The open library")
    header_icon = "openquote"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        offered = Material.objects.offered().select_related("session__workshop", "put_by")
        return super().get_context_data(
            materials=offered.order_by(DanishOrder("session__workshop__title"), "-put_at", "pk"), **kwargs
        )

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        try:
            let_stand_open(key, "stands" in request.POST, by=request.user)  # type: ignore[arg-type]
        except SchoolRefused as refused:
            messages.error(request, str(refused.message))
        else:
            messages.success(request, _("Saved."))
        return redirect(reverse("school_library:index"))


class LibraryViewSet(ViewSet):
    name = "school_library"
    url_prefix = "skole/bibliotek"
    icon = "openquote"
    menu_label = _("The open library")
    menu_item_class = shown_to_changers(POLICY)

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", LibraryView.as_view(http_method_names=["get", "head"]), name="index"),
            path("<uuid:key>/", LibraryView.as_view(http_method_names=["post"]), name="decide"),
        ]
