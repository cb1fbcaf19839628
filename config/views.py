"""Addresses of no room: is it alive, where to after signing in, and what machines ask a site for."""

import datetime as dt
import sys
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from django.views.defaults import server_error as page_of_fault
from wagtail.contrib.sitemaps import Sitemap

from accounts.languages import in_language
from accounts.rules import is_manager
from courses.models import LessonPage, ModulePage, TestPage
from uploads.domain.disk import DISK_FULL, is_disk_full

# What is somebody's own, or a tool: nothing there to find.
NOT_FOR_MACHINES = (
    "/cms/",
    "/konto/",
    "/min-laering/",
    "/praksis/",
    "/rapporter/",
    "/vaerksted/",
    "/bevis/",
    "/h5p/",
)
EXPIRES_AFTER = dt.timedelta(days=180)
# --ls-page of the stylesheet.
PAGE_COLOUR = "#F6F1E7"
# Name, type, size and purpose of what a phone may show; tools/icons.py draws the PNGs.
PHONE_ICONS = [
    ("favicon.svg", "image/svg+xml", "any", "any"),
    ("app/icon-192.png", "image/png", "192x192", "any"),
    ("app/icon-512.png", "image/png", "512x512", "any"),
    ("app/maskable-192.png", "image/png", "192x192", "maskable"),
    ("app/maskable-512.png", "image/png", "512x512", "maskable"),
]
for_an_hour = cache_control(public=True, max_age=3600)


@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers; for load balancers and smoke tests."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """After signing in: a manager without a care job goes to the reports, everybody else to own learning."""
    return redirect("reports:index" if is_manager(request.user) else "development:my_learning")


def server_error(request: HttpRequest) -> HttpResponse:
    """What stands where something broke: 507 and what to do where the disk is full, 500 for all else.

    Here and in no middleware, for a big upload fills the disk while a middleware reads it.
    """
    if is_disk_full(sys.exc_info()[1]):
        # Without the request, as the page of a fault: what the page looks up may need room too.
        page = render_to_string("disk_full.html", {"sentence": DISK_FULL})
        return HttpResponse(page, status=HTTPStatus.INSUFFICIENT_STORAGE)
    return page_of_fault(request)


@require_safe
@for_an_hour
def robots(request: HttpRequest) -> HttpResponse:
    """Where machines need not look, and the list of pages."""
    heads = ("", *(f"/{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE))
    lines = ["User-agent: *", *(f"Disallow: {head}{path}" for head in heads for path in NOT_FOR_MACHINES)]
    lines += ["", f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@for_an_hour
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell of a hole; 404 where nobody is named (SECURITY_CONTACT)."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + EXPIRES_AFTER).astimezone(dt.UTC)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: da, en",
        f"Canonical: {request.build_absolute_uri('/.well-known/security.txt')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@for_an_hour
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look by themselves, on a page without a head too."""
    return redirect(static("icons/favicon.svg"))


@require_safe
@for_an_hour
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the house among its programs: https://www.w3.org/TR/appmanifest/."""
    icons = [
        {"src": static(f"icons/{name}"), "type": kind, "sizes": sizes, "purpose": purpose}
        for name, kind, sizes, purpose in PHONE_ICONS
    ]
    told = {
        "name": "Lærsammen",
        "short_name": "Lærsammen",
        "lang": settings.LANGUAGE_CODE,
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": PAGE_COLOUR,
        "theme_color": PAGE_COLOUR,
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")


def head_as_get(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer HEAD as GET, also where a view of Wagtail names GET alone; the server leaves the body out."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "HEAD":
            request.method = "GET"
        return view(request, *args, **kwargs)

    return answer


class PublicPages(Sitemap):  # type: ignore[misc]
    """Live pages that are open to anyone, in each language; parts of a course by way of it."""

    def items(self) -> Any:
        return super().items().not_type(LessonPage, ModulePage, TestPage)

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        """At the address that was asked: a fresh installation's site has no other name than localhost."""
        return [
            {
                "location": self.request.build_absolute_uri(in_language(item.get_url(self.request), code)),
                "lastmod": self.lastmod(item),
            }
            for item in self.paginator.page(page).object_list
            for code, _name in settings.LANGUAGES
        ]
