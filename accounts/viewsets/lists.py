"""What the lists of the CMS share."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, ClassVar, TypeVar, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.danish import in_danish_order
from accounts.domain.reads import record_reads
from accounts.models import User

V = TypeVar("V", bound=ModelViewSet)


class DanishListing:
    """For a list view of Wagtail's: names and titles stand in Danish order, whatever it is sorted by."""

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        ordered: QuerySet[Any] = super().order_queryset(queryset)  # type: ignore[misc]
        terms = ordered.query.order_by
        return ordered.order_by(*in_danish_order(terms)) if terms else ordered


class IndexView(DanishListing, generic.IndexView):
    """The list of a kind of rows."""


class Watched:
    """A list or a page of the CMS that says something of people: each of them can see who has looked.

    `what_is_read` is the word for it, `whose` leads from a row to the number of the person it is about.
    """

    what_is_read: ClassVar[str]
    whose: ClassVar[str]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]
        only = getattr(self, "object", None)
        # Of a list only the page that is shown; its rows are read here, and the template finds them read.
        rows = [only] if only else (getattr(response, "context_data", None) or {}).get("object_list", [])
        # Somebody without an account is in some rows: there is nobody to tell.
        people = [number for number in map(attrgetter(self.whose), rows) if number is not None]
        record_reads(people, cast(User, request.user), self.what_is_read)
        return response


def watched(what_is_read: str, whose: str) -> Callable[[type[V]], type[V]]:
    """A viewset all of whose views are `Watched`, Wagtail's own among them."""

    def watch(viewset: type[V]) -> type[V]:
        for kind in ("index", "edit", "inspect", "history", "usage", "copy", "delete"):
            name = f"{kind}_view_class"
            view = getattr(viewset, name)
            seen = type(view.__name__, (Watched, view), {"what_is_read": what_is_read, "whose": whose})
            setattr(viewset, name, seen)
        return viewset

    return watch
