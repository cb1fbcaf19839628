from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The installation itself: settings, addresses, and `setup_site`, which joins all rooms."""

    name = "config"
