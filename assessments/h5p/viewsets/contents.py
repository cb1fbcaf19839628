"""Activities: what they are, where they are used, and the versions that came."""

from typing import Any

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from accounts.models import User
from accounts.viewsets.lists import IndexView
from assessments.h5p.domain.contents import ContentKept, delete_content, find_uses, shows_earlier, why_kept
from assessments.h5p.domain.elsewhere import say_elsewhere
from assessments.h5p.domain.gate import PackageRefused
from assessments.h5p.domain.languages import language_in
from assessments.h5p.domain.libraries import new_addons, newer_patches, upgrade_content
from assessments.h5p.domain.tokens import Play, make_token
from assessments.h5p.forms import ContentForm
from assessments.h5p.kinds import content_kind
from assessments.h5p.models import H5PContent
from assessments.h5p.models.content import H5PContentQuerySet

from .uses import ContentUsageView, rows_of
from .words import name_kind, say_counting, say_ending, say_keyboard, say_size

# So many on the activity's own page; the rest of its uses are on the page "Usage".
SHOWN = 20


class ContentFilterSet(WagtailFilterSet):
    language = django_filters.AllValuesFilter(label=_("Language"))

    class Meta:
        model = H5PContent
        fields = ["language"]


def _state(content: Any) -> str:
    if content.is_closed:
        return gettext("Closed: code that it needs may not run")
    return gettext("Ready to use") if content.current_id else gettext("Not ready yet")


class ContentIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[H5PContent]:
        rows: H5PContentQuerySet = super().get_base_queryset()
        return rows.with_closed()

    @cached_property
    def header_buttons(self) -> list[Any]:
        if not self.request.user.has_perm("h5p.add_upload"):
            return []
        return [HeaderButton(_("Bring a package"), url=reverse("h5p_packages:add"), icon_name="upload")]


class ContentInspectView(generic.InspectView):
    """The activity's own page."""

    template_name = "h5p/cms/content.html"

    def get_object(self, queryset: QuerySet[H5PContent] | None = None) -> H5PContent:
        found: H5PContent = super().get_object(queryset)
        return found

    def get_page_title(self) -> str:
        return gettext("Activity")

    @cached_property
    def header_buttons(self) -> list[Any]:
        user, content = self.request.user, self.object
        buttons = []
        if content.current_id:
            address = reverse("h5p_contents:try", args=[content.pk])
            buttons.append(HeaderButton(_("Try it"), url=address, icon_name="view"))
        if user.has_perm("h5p.add_upload"):
            address = f"{reverse('h5p_packages:add')}?replaces={content.pk}"
            buttons.append(HeaderButton(_("Replace the package"), url=address, icon_name="upload"))
        return buttons

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        pages = [(_("Usage"), "usage", "link"), (_("History"), "history", "history")]
        others = [
            Button(label, url=reverse(f"h5p_contents:{name}", args=[self.object.pk]), icon_name=icon)
            for label, name, icon in pages
        ]
        return [*super().header_more_buttons, *others]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        content = self.object
        versions = content.versions.select_related("brought_by").prefetch_related("libraries")
        current = content.current
        can_change = self.user_has_permission("change")
        uses = find_uses(content)
        return super().get_context_data(
            content=content,
            facts=[
                (gettext("Kind"), name_kind(content)),
                (gettext("Language"), content.language),
                (gettext("Licence"), content.licence),
                (gettext("Authors"), content.authors),
                (gettext("Brought by"), str(content.created_by or "")),
                (gettext("Files"), say_size(current.files) if current else ""),
            ],
            keyboard=say_keyboard(content),
            note=getattr(content_kind(content.machine_name), "note", ""),
            counting=say_counting(content),
            ending=say_ending(content),
            versions=[(version, list(version.libraries.all())) for version in versions[:SHOWN]],
            version_count=content.versions.count(),
            closed_by=current.closed_by if current else [],
            newer=newer_patches(current) if current else [],
            addons=new_addons(current) if current else [],
            elsewhere=say_elsewhere(current.elsewhere) if current else "",
            can_change=can_change,
            uses=rows_of(uses[:SHOWN], self.request.user),
            use_count=len(uses),
            shows_earlier=shows_earlier(content, uses),
            **kwargs,
        )


class ContentDeleteView(generic.DeleteView):
    """Lets an activity go that no lesson uses and nobody has answered."""

    template_name = "h5p/cms/delete_content.html"
    # Uses in drafts count too, and Wagtail's own page knows of none.
    usage_url_name = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(reason=why_kept(self.object), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            delete_content(self.object, by=self.request.user)
        except ContentKept as kept:
            messages.error(self.request, str(kept))
            return redirect("h5p_contents:inspect", self.object.pk)
        messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url())


class TryContentView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView):
    """Plays an activity as learners see it. Nothing is kept of it."""

    model = H5PContent
    any_permission_required = ["change", "view"]
    template_name = "h5p/cms/try_content.html"
    page_title = _("Try it")
    header_icon = "media"

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[Any]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("h5p_contents:index"), "label": gettext("Activities")},
            {"url": reverse("h5p_contents:inspect", args=[self.object.pk]), "label": str(self.object)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person, version = self.request.user, self.object.current
        assert isinstance(person, User)
        closed_by = list(version.closed_by) if version else []
        address = ""
        if version and not closed_by:
            # By its name alone: whoever serves the frame stands above this room.
            address = reverse("lesson_h5p:frame", args=[make_token(Play(person.pk, version.pk, None))])
        return super().get_context_data(
            frame_url=address,
            closed_by=closed_by,
            content=self.object,
            language=language_in(version.metadata) if version else "",
            **kwargs,
        )


class UpgradeContentView(PermissionCheckedMixin, BaseObjectMixin, TemplateView):
    """Takes newer patch versions of an activity's libraries into use."""

    model = H5PContent
    permission_required = "change"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        content = self.object
        if content.current is None:
            raise PermissionDenied
        assert isinstance(request.user, User)
        try:
            newest = upgrade_content(content, by=request.user)
        except PackageRefused as refused:
            messages.error(request, str(refused))
        else:
            if newest.pk == content.current_id:
                messages.info(request, gettext("There are no newer libraries for this activity."))
            else:
                messages.success(
                    request, gettext("The newer libraries are in use. Earlier answers keep theirs.")
                )
        return redirect("h5p_contents:inspect", content.pk)


class ContentViewSet(ModelViewSet):
    model = H5PContent
    name = "h5p_contents"
    url_prefix = "h5p/aktiviteter"
    icon = "media"
    menu_label = _("Activities")
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = ContentIndexView
    inspect_view_class = ContentInspectView
    delete_view_class = ContentDeleteView
    usage_view_class = ContentUsageView
    inspect_view_fields = ["title"]
    filterset_class = ContentFilterSet
    search_fields = ["title", "authors", "machine_name"]
    search_backend_name = None
    ordering = ["title", "pk"]
    list_display = [
        TitleColumn("title", label=_("Title"), url_name="h5p_contents:inspect", sort_key="title"),
        Column("kind", label=_("Kind"), accessor=name_kind),
        Column("language", label=_("Language")),
        Column("licence", label=_("Licence")),
        Column("state", label=_("State"), accessor=_state),
    ]

    def get_form_class(self, for_update: bool = False) -> type[ContentForm]:
        return ContentForm

    def get_delete_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {"usage_url_name": None, **super().get_delete_view_kwargs(**kwargs)}

    @property
    def url_finder_class(self) -> Any:
        """Whoever follows a link to an activity comes to its own page, not to the form with its title."""
        return type(
            "ContentURLFinder", (super().url_finder_class,), {"edit_url_name": "h5p_contents:inspect"}
        )

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("proev/<row:pk>/", self.construct_view(TryContentView), name="try"),
            path("opgrader/<row:pk>/", self.construct_view(UpgradeContentView), name="upgrade"),
        ]
