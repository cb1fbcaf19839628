from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """A municipality that does not exist, to try the house with."""

    name = "demo"
    verbose_name = _("Demo")
