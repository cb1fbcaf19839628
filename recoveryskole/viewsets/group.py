"""The menu of the school in the CMS."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSetGroup

from .figures import FiguresViewSet
from .library import LibraryViewSet
from .sessions import SessionViewSet
from .terms import FacilitatorViewSet, PlaceViewSet, TermViewSet


class SchoolGroup(ModelViewSetGroup):
    """All that runs the recovery school. What its workshops are about are pages."""

    menu_label = _("The recovery school")
    menu_icon = "group"
    menu_order = 260
    items = (
        SessionViewSet,
        TermViewSet,
        PlaceViewSet,
        FacilitatorViewSet,
        LibraryViewSet,
        FiguresViewSet,
    )
