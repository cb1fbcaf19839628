"""What the CMS says of a draft that is somebody else's: the same as of a page that is not there."""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch
from wagtail.models import Page

from accounts.numbers import read_number
from courses.domain.drafts import draft_policy

CMS = "/cms/"
# Parameters of an address and of its query that may name a page by its number.
NAMES = {"id", "ids", "pk", "object_id", "parent", "childOf", "exclude", "destination_id"}


class HiddenDraftsMiddleware:
    """Answer 404 to whoever names a draft that is not theirs to see, whatever the CMS would do with it.

    Wagtail's pages ask for the right to change a page, and some of them say its title while they refuse. What
    is found by listing and searching, `DraftKeepingPolicy` leaves out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, kwargs: dict[str, Any]) -> None:
        match = request.resolver_match
        if match is None or not request.path_info.startswith(CMS) or not request.user.is_authenticated:
            return
        named = set(_numbers(match, kwargs, request))
        if named and draft_policy.secret_drafts(request.user).filter(pk__in=named).exists():
            raise Http404


def _numbers(match: ResolverMatch, kwargs: dict[str, Any], request: HttpRequest) -> Iterable[int]:
    """The numbers that may be those of pages; none at an address that is about something else."""
    about_pages = _is_about_pages(match, kwargs)
    for name, value in kwargs.items():
        if _names_page(name) or (about_pages and name in NAMES):
            yield from _read(value)
    for query in (request.GET, request.POST):
        for name, values in query.lists():
            if _names_page(name) or (about_pages and name in NAMES):
                for value in values:
                    yield from _read(value)


def _names_page(name: str) -> bool:
    return "page" in name and name.endswith(("id", "ids", "pk"))


def _is_about_pages(match: ResolverMatch, kwargs: dict[str, Any]) -> bool:
    if "app_label" in kwargs and "model_name" in kwargs:
        model = apps.all_models.get(str(kwargs["app_label"]), {}).get(str(kwargs["model_name"]))
        return model is not None and issubclass(model, Page)
    return "page" in match.view_name or "explore" in match.view_name


def _read(value: Any) -> Iterable[int]:
    numbers = map(read_number, str(value).split(","))
    return (number for number in numbers if number is not None)
