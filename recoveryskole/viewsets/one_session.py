"""What every page of the CMS about one session shares."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from recoveryskole.models import Session


class OneSessionView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin):
    """For whoever runs the school: who may change a session."""

    model = Session
    permission_required = "change"
    header_icon = "date"

    def get_base_object_queryset(self) -> Any:
        return Session.objects.select_related("workshop", "place", "term")

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("school_sessions:index"), "label": gettext("Sessions")},
            {"url": reverse("school_sessions:edit", args=[self.object.pk]), "label": str(self.object)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(session=self.object, **kwargs)  # type: ignore[no-any-return]
