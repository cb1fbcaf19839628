"""Packages: bringing one, and how far it has come."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import BaseObjectMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from accounts.models import User
from accounts.viewsets.lists import IndexView
from assessments.h5p.domain.elsewhere import say_elsewhere
from assessments.h5p.domain.gate import PackageRefused
from assessments.h5p.domain.libraries import approve_libraries_of
from assessments.h5p.domain.uploads import receive_package, unpack_again
from assessments.h5p.enums import UploadState
from assessments.h5p.forms import PackageForm
from assessments.h5p.models import H5PContent, Upload

from .words import say_size

# What a form with a file takes besides the file itself.
ROOM_FOR_THE_FORM = 64 * 1024
SECONDS_BETWEEN_LOOKS = 10


def _title(upload: Upload) -> str:
    content = upload.replaces or (upload.version.content if upload.version else None)
    return content.title if content else ""


class PackageIndexView(IndexView):
    add_item_label = _("Bring a package")

    def get_base_queryset(self) -> QuerySet[Upload]:
        rows: QuerySet[Upload] = super().get_base_queryset()
        return rows.select_related("replaces", "version__content", "brought_by").defer(
            "version__params", "version__metadata", "version__files"
        )


@method_decorator(csrf_exempt, name="dispatch")
class BringPackageView(generic.CreateView):
    """Takes a package in. What is in it is looked at afterwards, outside the request.

    The form's key against forgery stands in the body: it is asked for after the body's length, so that nobody
    sends us all of a file that is too large.
    """

    template_name = "h5p/cms/bring_package.html"
    page_title = _("Bring a package")
    submit_button_label = _("Bring the package")
    submit_button_active_label = _("Bringing the package …")
    success_message = _("The package is here. This page says how far it has come.")
    error_message = _("The package was not taken in.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.user_has_permission("add"):
            raise PermissionDenied
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.H5P_MAX_UPLOAD_BYTES + ROOM_FOR_THE_FORM:
            return TemplateResponse(
                request,
                "h5p/cms/too_large.html",
                {"max_size": filesizeformat(settings.H5P_MAX_UPLOAD_BYTES), "back": self.add_url},
                status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            )
        return csrf_protect(super().dispatch)(request, *args, **kwargs)

    @cached_property
    def replaced(self) -> H5PContent | None:
        """The activity that the package is a newer version of, as the address names it."""
        given = self.request.GET.get("replaces", "")
        return H5PContent.objects.filter(pk=given).first() if given.isdecimal() else None

    def get_initial(self) -> dict[str, Any]:
        return {"replaces": self.replaced}

    def get_page_subtitle(self) -> str:
        return gettext("Package")

    def get_breadcrumbs_items(self) -> list[Any]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("h5p_packages:index"), "label": gettext("Packages")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(replaced=self.replaced, **kwargs)

    def form_valid(self, form: PackageForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except PackageRefused as refused:
            form.add_error("file", str(refused))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def save_instance(self) -> Upload:
        data = self.form.cleaned_data
        return receive_package(data["file"], by=self.request.user, replaces=data["replaces"])

    def get_success_url(self) -> str:
        return reverse("h5p_packages:inspect", args=[self.object.pk])

    def get_success_buttons(self) -> list[Any]:
        return []


class PackageInspectView(generic.InspectView):
    """How far a package has come, and what it waits for."""

    template_name = "h5p/cms/package.html"
    model = Upload

    def get_page_title(self) -> str:
        return gettext("Package")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().get(request, *args, **kwargs)
        if self.object.is_on_its_way:
            # The browser asks again by itself, without a script.
            response.headers["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
        return response

    @cached_property
    def header_buttons(self) -> list[Any]:
        if not self.object.is_on_its_way:
            return []
        return [HeaderButton(_("See how far it is"), url=self.request.path, icon_name="rotate")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        upload = self.object
        version = upload.version
        waits_for = version.closed_by if version else []
        return super().get_context_data(
            upload=upload,
            content=upload.replaces or (version.content if version else None),
            size=filesizeformat(upload.size),
            waits_for=[(library, say_size(library.files)) for library in waits_for]
            if upload.state == UploadState.AWAITING_LIBRARIES
            else [],
            elsewhere=say_elsewhere(version.elsewhere) if version else "",
            can_try_again=upload.is_stuck and self.user_has_permission("add"),
            **kwargs,
        )


class UnpackAgainView(PermissionCheckedMixin, BaseObjectMixin, TemplateView):
    """Asks for a package whose worker was killed to be unpacked again."""

    model = Upload
    permission_required = "add"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assert isinstance(request.user, User)
        unpack_again(self.object, by=request.user)
        messages.success(request, BringPackageView.success_message)
        return redirect("h5p_packages:inspect", self.object.pk)


class ApproveAllView(PermissionCheckedMixin, BaseObjectMixin, TemplateView):
    """Approves what a package waits for, for those who may approve each of the libraries."""

    model = Upload
    permission_required = "view"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("h5p.change_library") or self.object.version is None:
            raise PermissionDenied
        assert isinstance(request.user, User)
        approve_libraries_of(self.object.version, by=request.user)
        messages.success(request, gettext("The code is approved."))
        return redirect("h5p_packages:inspect", self.object.pk)


class PackageViewSet(ModelViewSet):
    model = Upload
    name = "h5p_packages"
    url_prefix = "h5p/pakker"
    icon = "upload"
    menu_label = _("Packages")
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = PackageIndexView
    add_view_class = BringPackageView
    inspect_view_class = PackageInspectView
    inspect_view_fields = ["name"]
    list_filter = ["state"]
    search_fields = ["name", "replaces__title", "version__content__title"]
    search_backend_name = None
    ordering = ["-brought_at", "-pk"]
    list_display = [
        TitleColumn("name", label=_("File"), url_name="h5p_packages:inspect"),
        Column("title", label=_("Activity"), accessor=_title),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor="get_state_display",
            primary=lambda upload: upload.state == UploadState.READY,
        ),
        Column("problem", label=_("What is wrong")),
        Column("brought_by", label=_("Brought by")),
        DateColumn("brought_at", label=_("Brought")),
    ]

    def get_form_class(self, for_update: bool = False) -> type[PackageForm]:
        return PackageForm

    def get_urlpatterns(self) -> list[Any]:
        again = path("igen/<row:pk>/", self.construct_view(UnpackAgainView), name="unpack_again")
        approve = path("godkend/<row:pk>/", self.construct_view(ApproveAllView), name="approve_all")
        return [*super().get_urlpatterns(), again, approve]
