"""A lesson's way out of the CMS as H5P."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from courses.h5p.views.export import LessonAsH5PView, download_package
from courses.models import LessonPage


@hooks.register("register_admin_urls")
def register_way_out() -> list[URLPattern]:
    return [
        path("h5p/ud/<row:pk>/", LessonAsH5PView.as_view(), name="h5p_export"),
        path("h5p/ud/<row:pk>/<str:name>", download_package, name="h5p_export_download"),
    ]


@hooks.register("register_page_header_buttons")
def offer_lesson_as_h5p(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """In the menu of a lesson's own page, for those who may edit it."""
    if isinstance(page, LessonPage) and page.permissions_for_user(user).can_edit():
        url = reverse("h5p_export", args=[page.pk])
        yield Button(_("Take along as H5P"), url=url, icon_name="download", priority=45)
