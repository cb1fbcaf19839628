from collections.abc import Callable
from copy import deepcopy

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation.trans_real import parse_accept_lang_header
from wagtail.models import Site

from accounts.domain.common import asking_once, keep
from accounts.languages import addresses_in, split_language

# What has no pages for readers, or chooses its language by itself.
FILES = ("/dokumenter/", settings.MEDIA_URL)
NOT_TRANSLATED = ("/cms/", "/healthz", settings.STATIC_URL, *FILES)


class AskingOnceMiddleware:
    """Read what everybody sees alike as of one moment where a page is only read, Wagtail's sites among it.

    Wagtail keeps a request's site and the roots of all sites on the request, and asks anew for each request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        request._wagtail_site = SimpleLazyObject(lambda: _site_of(request))  # type: ignore[attr-defined]
        request._wagtail_cached_site_root_paths = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: keep("root paths", Site.get_site_root_paths)
        )
        with asking_once():
            return self.get_response(request)


def _site_of(request: HttpRequest) -> Site | None:
    sites = keep("sites", lambda: list(Site.objects.select_related("root_page")))
    # The only one answers to every name; of several, the name decides.
    is_only_one = len(sites) == 1 and sites[0].is_default_site
    return deepcopy(sites[0]) if is_only_one else Site._find_for_request(request)


class LanguageAddressMiddleware:
    """Take the language out of an address, /en/kurser/, and give it to all that is reversed meanwhile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language, path = split_language(request.path_info)
        request.address_language = language  # type: ignore[attr-defined]
        if not language:
            return self.get_response(request)
        if path == "/" and not request.path_info.endswith("/"):
            return _moved(request, f"{request.path}/")
        if path.startswith(NOT_TRANSLATED):
            return _moved(request, request.path.removesuffix(request.path_info) + path)
        request.path_info = path
        with addresses_in(language):
            return self.get_response(request)


class PersonLocaleMiddleware:
    """Speak the language of the address; at a bare one the person's: their choice, then their browser's.

    The choice is in a cookie first, then on the account. Who chose nothing and is not signed in is heard by
    what the browser asks for; Danish where it asks for none of ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = dict(settings.LANGUAGES)
        language = getattr(request, "address_language", "")
        is_bare = language not in known
        if is_bare:
            language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        # A file is the same in every language, and one that all may read shall not depend on a cookie.
        is_file = request.path_info.startswith(FILES)
        if language not in known and not is_file and request.user.is_authenticated:
            language = request.user.language
        if language not in known:
            language = _asked_for(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if is_bare and not is_file:
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def _asked_for(request: HttpRequest) -> str:
    """The first of our languages that the browser asks for, whatever the country: "en-GB" is English."""
    known = dict(settings.LANGUAGES)
    for asked, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        language = asked.split("-")[0]
        if language in known:
            return language
    return settings.LANGUAGE_CODE


def _moved(request: HttpRequest, path: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    # The same method with the same form: nothing that was sent is lost.
    return HttpResponse(status=307, headers={"Location": f"{path}?{query}" if query else path})
