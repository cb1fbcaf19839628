"""What the lists of the CMS share."""

from typing import Any

from django.db.models import QuerySet
from wagtail.admin.views import generic

from accounts.danish import in_danish_order


class DanishListing:
    """For a list view of Wagtail's: names and titles stand in Danish order, whatever it is sorted by."""

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        ordered: QuerySet[Any] = super().order_queryset(queryset)  # type: ignore[misc]
        terms = ordered.query.order_by
        return ordered.order_by(*in_danish_order(terms)) if terms else ordered


class IndexView(DanishListing, generic.IndexView):
    """The list of a kind of rows."""
