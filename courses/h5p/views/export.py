"""A lesson's way out of the CMS: what of it becomes an H5P package, what does not, and the packages."""

from tempfile import TemporaryFile
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from courses.h5p.domain.export import plan_export
from courses.models import LessonPage


def _lesson(request: HttpRequest, number: int) -> LessonPage:
    """The lesson as it was last saved, for those who may edit it."""
    page = get_object_or_404(LessonPage, pk=number)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    lesson: LessonPage = page.get_latest_revision_as_object()
    return lesson


class LessonAsH5PView(WagtailAdminTemplateMixin, TemplateView):
    page_title = _("Take along as H5P")
    header_icon = "download"
    template_name = "h5p/cms/export.html"

    @cached_property
    def lesson(self) -> LessonPage:
        return _lesson(self.request, self.kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit_url = reverse("wagtailadmin_pages:edit", args=[self.lesson.pk])
        return [
            *super().get_breadcrumbs_items(),
            {"url": edit_url, "label": self.lesson.title},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lesson=self.lesson, export=plan_export(self.lesson), **kwargs)


def download_package(request: HttpRequest, pk: int, name: str) -> FileResponse:
    """One of the lesson's packages, made now."""
    export = plan_export(_lesson(request, pk))
    package = next((package for package in export.packages if package.name == name), None)
    if package is None:
        raise Http404
    # The response closes it when it has been sent.
    out = TemporaryFile()  # noqa: SIM115
    package.write(out)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=package.name, content_type="application/zip")
