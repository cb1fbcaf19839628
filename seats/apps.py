from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SeatsConfig(AppConfig):
    """A place, and the line for one: what every gathering with a number of seats shares."""

    name = "seats"
    verbose_name = _("Seats")
