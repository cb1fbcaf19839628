"""Every address of the house. Pages of the CMS come last: they take what nothing else took."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts.views import choose_language
from config.views import health, home

urlpatterns = [
    path("healthz", health, name="health"),
    path("healthz/", health),
    path("cms/", include(wagtailadmin_urls)),
    path("dokumenter/", include(wagtaildocs_urls)),
    path("konto/sprog/", choose_language, name="set_language"),
    path("konto/hjem/", home, name="home"),
    path("konto/demo/", include("demo.urls")),
    path("konto/", include("accounts.urls")),
    path("konto/", include("allauth.urls")),
    path("", include("development.urls")),
    path("", include("courses.urls")),
    path("", include("courses.h5p.urls")),
    path("", include("courses.proofs.urls")),
    path("vaerksted/", include("cocreation.urls")),
    path("rapporter/", include("reports.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include(wagtail_urls)),
]
