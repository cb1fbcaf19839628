"""The menu "H5P" of the CMS."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSetGroup

from .contents import ContentViewSet
from .deliveries import DeliveryViewSet
from .differences import DifferenceViewSet
from .libraries import LibraryViewSet
from .packages import PackageViewSet


class H5PGroup(ModelViewSetGroup):
    """Activities that were made elsewhere, and what comes with them."""

    menu_label = _("H5P")
    menu_icon = "media"
    menu_order = 240
    items = (ContentViewSet, PackageViewSet, LibraryViewSet, DifferenceViewSet, DeliveryViewSet)
