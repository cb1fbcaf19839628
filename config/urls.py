"""Every address of the house. Pages of the CMS come last: they take what nothing else took."""

from allauth.decorators import rate_limit
from csp.decorators import csp_update
from django.conf import settings
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.documents.views import serve as wagtaildocs_views
from wagtail.utils.urlpatterns import decorate_urlpatterns

from accounts.views import choose_language, lead_to, only_for_cms
from config import files
from config.views import PublicPages, favicon, head_as_get, health, home, manifest, robots, security

# Before what they stand in for: one door, and no password that can be guessed as often as one likes.
guess = rate_limit(action="page_password")
doors = [
    *only_for_cms([path("cms/login/", lead_to("account_login", fallback="wagtailadmin_home"))]),
    re_path(r"^cms/password_reset/", lead_to("account_reset_password")),
    path("_util/login/", lead_to("account_login")),
    path(
        "_util/authenticate_with_password/<row:page_view_restriction_id>/<row:page_id>/",
        guess(wagtail_views.authenticate_with_password),
    ),
    path(
        "dokumenter/authenticate_with_password/<row:restriction_id>/",
        guess(wagtaildocs_views.authenticate_with_password),
    ),
]

cms = only_for_cms(wagtailadmin_urls.urlpatterns)
for change in (csp_update(settings.CMS_POLICY), head_as_get):
    cms = decorate_urlpatterns(cms, change)

urlpatterns = [
    *doors,
    path("healthz", health, name="health"),
    path("healthz/", health),
    path("robots.txt", robots, name="robots"),
    path("favicon.ico", favicon, name="favicon"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path(".well-known/security.txt", security, name="security"),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PublicPages}}, name="sitemap"),
    path("cms/", include(cms)),
    path("dokumenter/<row:document_id>/<path:document_filename>", files.document, name="document"),
    path("dokumenter/", include(wagtaildocs_urls)),
    path("konto/sprog/", choose_language, name="set_language"),
    path("konto/hjem/", home, name="home"),
    path("konto/demo/", include("demo.urls")),
    path("konto/", include("accounts.urls")),
    path("konto/", include("allauth.urls")),
    path("api/v1/case/", include("competences.urls")),
    path("", include("development.urls")),
    path("", include("assessments.practice.urls")),
    path("", include("courses.urls")),
    path("", include("recoveryskole.urls")),
    path("", include("courses.h5p.urls")),
    path("", include("courses.proofs.urls")),
    path("vaerksted/", include("cocreation.urls")),
    path("rapporter/", include("reports.urls")),
    path(f"{settings.MEDIA_URL.lstrip('/')}<path:path>", files.media, name="media"),
    path("", include(wagtail_urls)),
]
handler500 = "config.views.server_error"
